#!/usr/bin/env python3
"""SECURITY.md lists what runs in or beside the programs: every package of `scripts/install-packages run` and every library of headers,
each with the version that Debian has. Skipped (77) off Debian."""

import os
import re
import shutil
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Compiled or embedded into the programs, so that no package of `run` brings them.
COMPILED_IN = {"libboost1.81-dev", "nlohmann-json3-dev", "libcli11-dev", "libjs-chart.js"}


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def listed():
    """Package: version, of the table."""
    table = read("SECURITY.md").split("\n## Dependencies\n")[1]
    return dict(re.findall(r"^\| `([^`]+)` \| ([0-9.]+) \|", table, re.MULTILINE))


def packages(name):
    return set(re.search(rf"^{name}=\(([^)]*)\)", read("scripts", "install-packages"), re.MULTILINE).group(1).split())


def has_version(package, version):
    """Is that version, or a correction of it, installed? Debian's epoch in front of it is not part of it."""
    installed = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True, check=True, timeout=60).stdout
    return re.match(rf"(\d+:)?{re.escape(version)}(\D|$)", installed) is not None


class Dependencies(unittest.TestCase):
    def test_all_are_listed_and_none_that_is_not_there(self):
        self.assertLessEqual(COMPILED_IN, packages("build"))
        self.assertEqual(packages("run") | COMPILED_IN, set(listed()))

    def test_each_has_the_version_that_is_installed(self):
        self.assertEqual([], [row for row in listed().items() if not has_version(*row)])

    def test_another_version_is_noticed(self):
        self.assertFalse(has_version("libssl3", "3.1"))
        self.assertFalse(has_version("libssl3", "3.00"))


if __name__ == "__main__":
    if shutil.which("dpkg-query") is None:
        print("skipped: not a Debian system")
        sys.exit(77)
    unittest.main(verbosity=2)
