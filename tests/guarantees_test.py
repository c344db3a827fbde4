#!/usr/bin/env python3
"""docs/guarantees.md and SECURITY.md name a test for each promise: they exist. A renamed or deleted test fails here."""
import os
import re
import unittest

TESTS = os.path.dirname(os.path.abspath(__file__))
PAGES = [os.path.join(TESTS, "..", *path) for path in (("docs", "guarantees.md"), ("SECURITY.md",))]


def read(path):
    with open(path, encoding="utf-8") as page:
        return page.read()


def rows(page):
    """The table rows of a page that promise something: (text, names in the last column)."""
    for line in read(page).split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("|") and re.search(r"`\S*(_test\.|\.[A-Z])", cells[-1]):
            yield line.strip(), re.findall(r"`([^`]+)`", cells[-1])


def sources():
    text = ""
    for folder, _, files in os.walk(TESTS):
        for name in files:
            if name.endswith(".cpp"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    text += file.read()
    return text


def exists(name, text):
    if name.endswith((".py", ".cpp")):
        return os.path.exists(os.path.join(TESTS, name))
    suite, case = name.split(".")
    return re.search(rf"\b{suite},\s*{case}\b", text) is not None


class Guarantees(unittest.TestCase):
    def test_each_names_tests_that_exist(self):
        text = sources()
        for page in PAGES:
            found = list(rows(page))
            self.assertGreater(len(found), 20, "the tables were read")
            missing = [(name, row[:60]) for row, names in found for name in names if not exists(name, text)]
            self.assertEqual(missing, [])

    def test_a_missing_one_is_noticed(self):
        text = sources()
        self.assertFalse(exists("chaos/no_such_test.py", text))
        self.assertFalse(exists("StorageBegins.SomethingElse", text))
        self.assertTrue(exists("StorageBegins.ALeaseOnlyOnce", text))

    def test_each_row_of_its_tables_names_one(self):
        for table in (table for page in PAGES for table in read(page).split("\n\n")):
            lines = table.strip().split("\n")
            if not lines[0].startswith("|") or not lines[0].rstrip().endswith("| test |"):
                continue
            for line in lines[2:]:
                self.assertRegex(line, r"`[^`]*(_test\.(py|cpp)|\.[A-Z]\w+)` \|$", line[:80])


if __name__ == "__main__":
    unittest.main(verbosity=2)
