"""The page of /metrics as numbers, and alert rules played on pages that were read."""
import os
import re
import subprocess
import tempfile

import yaml

from harness import request

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
LINE = re.compile(r'^([a-z_]+)(?:\{(.*)\})? (\S+)$')


def documented():
    """Names of docs/metrics.md, with their types."""
    with open(os.path.join(ROOT, "docs", "metrics.md"), encoding="utf-8") as file:
        return dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", file.read(), re.M))


class Page:
    """What a scrape of `daemon` saw; with a daemon that does not answer, that."""

    def __init__(self, daemon):
        self.values = {}   # (name, labels as text) -> number
        try:
            status, _, self.text = request(daemon.admin, "GET", "/metrics")
            assert status == 200
        except OSError:
            self.text = ""
        for line in self.text.split("\n"):
            match = LINE.match(line)
            if match:
                self.values[match[1], match[2] or ""] = float(match[3])
        self.values["up", ""] = 1.0 if self.text else 0.0

    def sum(self, name, **labels):
        """Over all label sets that hold `labels`."""
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        return sum(value for (found, text), value in self.values.items()
                   if found == name and all(one in text.split(",") for one in wanted))

    def has(self, name):
        return any(found in (name, name + "_count") for found, _ in self.values)


def firing(before, first, last, seconds, alerts):
    """Those of `alerts` that fire when what happened from `first` to `last` goes on for 70 minutes, after ten quiet minutes."""
    series = []
    for key in sorted(set(before.values) | set(first.values) | set(last.values)):
        if not key[0].startswith(("smsgw_", "process_", "up")):
            continue
        # What is not on a page is not there: a counter that begins, Redis that is away.
        quiet = f"{before.values[key]:.6f}x10" if key in before.values else "_x10"
        end = last.values.get(key)
        # Memory goes up and down: what it does in a second does not go on.
        goes_on = end is not None and "_bytes" not in key[0]
        slope = (end - first.values.get(key, 0.0)) / seconds * 60 if goes_on else 0
        later = f"{end:.6f}{slope:+.6f}x70" if end is not None else "_x70"
        labels = ",".join(filter(None, [key[1], 'job="smsgw",instance="a"']))
        series.append({"series": f"{key[0]}{{{labels}}}", "values": f"{quiet} {later}"})
    wanted = [{"expr": f'count(max_over_time(ALERTS{{alertname="{alert}",alertstate="firing"}}[80m])) > bool 0', "eval_time": "80m",
               "exp_samples": [{"labels": "{}", "value": 1}]} for alert in alerts]
    fired = []
    with tempfile.TemporaryDirectory() as folder:
        for one, alert in zip(wanted, alerts):
            path = os.path.join(folder, "test.yml")
            with open(path, "w", encoding="utf-8") as file:
                yaml.safe_dump({"rule_files": [os.path.join(ROOT, "packaging/prometheus/alerts.yml")],
                                "evaluation_interval": "1m",
                                "tests": [{"interval": "1m", "input_series": series, "promql_expr_test": [one]}]}, file)
            if subprocess.run(["promtool", "test", "rules", path], capture_output=True, check=False).returncode == 0:
                fired.append(alert)
    return fired


def lint(text):
    """What `promtool check metrics` has to say."""
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
