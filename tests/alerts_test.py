#!/usr/bin/env python3
"""The alert rules, by Prometheus' own tool: each fires on its history in tests/data/alerts_test.yml and stays quiet on the one
beside it, asks for metrics that exist, and has its section in docs/runbook.md. Skipped (77) where promtool is absent."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RULES = os.path.join(ROOT, "packaging", "prometheus", "alerts.yml")
HISTORIES = os.path.join(ROOT, "tests", "data", "alerts_test.yml")


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def rules():
    return [rule for group in load(RULES)["groups"] for rule in group["rules"]]


def metric_names():
    return set(re.findall(r'Kind::\w+, "(\w+)"', read("src", "base", "metric_catalogue.cpp")))


def promtool(*words):
    return subprocess.run(["promtool", *words], capture_output=True, text=True, timeout=60)


def fires(histories, folder):
    """The tests of `histories` against the rules without their sentences, which promtool would want word by word."""
    bare = load(RULES)
    for group in bare["groups"]:
        for rule in group["rules"]:
            del rule["annotations"]
    with open(os.path.join(folder, "rules.yml"), "w", encoding="utf-8") as file:
        yaml.safe_dump(bare, file)
    with open(os.path.join(folder, "tests.yml"), "w", encoding="utf-8") as file:
        yaml.safe_dump({**histories, "rule_files": ["rules.yml"]}, file)
    return promtool("test", "rules", os.path.join(folder, "tests.yml"))


class Alerts(unittest.TestCase):
    def test_promtool_finds_nothing_wrong(self):
        checked = promtool("check", "rules", RULES)
        self.assertEqual(0, checked.returncode, checked.stdout + checked.stderr)

    def test_each_fires_on_its_history_and_not_on_the_one_beside_it(self):
        histories = load(HISTORIES)
        with tempfile.TemporaryDirectory() as folder:
            done = fires(histories, folder)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_a_history_that_does_not_fire_fails(self):
        histories = load(HISTORIES)
        for test in histories["tests"]:
            if test["name"] == "SmsgwDown":
                test["input_series"][0]["values"] = "1x10"
        with tempfile.TemporaryDirectory() as folder:
            self.assertNotEqual(0, fires(histories, folder).returncode)

    def test_each_has_both_histories(self):
        named = [test["name"] for test in load(HISTORIES)["tests"]]
        for rule in rules():
            self.assertLessEqual(1, named.count(rule["alert"]), rule["alert"])
            self.assertEqual(named.count(rule["alert"]), named.count(rule["alert"] + ", quiet"), rule["alert"])
        self.assertEqual({rule["alert"] for rule in rules()}, {name.removesuffix(", quiet") for name in named})

    def test_each_asks_for_metrics_that_exist(self):
        known = metric_names()
        for rule in rules():
            for name in re.findall(r"\b(?:smsgw|process)_\w+", rule["expr"]):
                self.assertIn(re.sub(r"_(bucket|count|sum)$", "", name), known, rule["alert"])

    def test_each_has_a_section_in_the_runbook(self):
        sections = re.findall(r"^## (\w+)\n\n\*(Page|Ticket)\.\*", read("docs", "runbook.md"), re.M)
        wanted = [(rule["alert"], rule["labels"]["severity"].capitalize()) for rule in rules()]
        self.assertEqual(wanted, sections)
        for rule in rules():
            self.assertEqual("docs/runbook.md#" + rule["alert"].lower(), rule["annotations"]["runbook"])


class Dashboard(unittest.TestCase):
    def test_asks_for_metrics_that_exist(self):
        known = metric_names()
        text = read("packaging", "grafana", "smsgw.json")
        names = set(re.findall(r"\b(?:smsgw|process)_\w+", text))
        self.assertGreater(len(names), 15)
        for name in names:
            self.assertIn(re.sub(r"_(bucket|count|sum)$", "", name), known)


if __name__ == "__main__":
    if shutil.which("promtool") is None and not os.environ.get("SMSGW_NO_SKIPS"):
        print("promtool is not installed")
        sys.exit(77)
    unittest.main()
