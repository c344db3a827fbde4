#!/usr/bin/env python3
"""The completion and the manual page in packaging/ are such: bash completes with the one, man shows the other without a
complaint. That they are of the commands as they are, a unit test holds (ctl_tree_test.cpp)."""
import os
import re
import shutil
import subprocess
import unittest

PACKAGING = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "packaging")


def complete(*words):
    """What bash offers for the last word; None: it would offer files."""
    script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _smsgwctl; '
              'printf "%s\\n" "${COMPREPLY[@]}"; complete -p smsgwctl >&2')
    done = subprocess.run(["bash", "-euc", script, "bash", os.path.join(PACKAGING, "smsgwctl.bash"), "smsgwctl", *words],
                          capture_output=True, text=True, check=True)
    assert "-o default" in done.stderr, done.stderr
    return done.stdout.split() or None


class Completion(unittest.TestCase):
    def test_offers_commands(self):
        self.assertIn("queues", complete(""))
        self.assertEqual(complete("que"), ["queues"])
        self.assertEqual(complete("dlq", "re"), ["replay"])
        self.assertEqual(complete("completion", "b"), ["bash"])

    def test_offers_the_flags_of_the_command(self):
        self.assertEqual(complete("send", "--rat"), ["--rate"])
        self.assertEqual(complete("dlq", "replay", "--a"), ["--all"])
        self.assertIn("--every", complete("watch", "--redis", "unix:///s", "-"))
        self.assertIsNone(complete("queues", "--every"), "that is a flag of another command")

    def test_offers_files_where_a_flag_wants_a_value(self):
        self.assertIsNone(complete("send", "--csv", ""))
        self.assertIsNone(complete("audit", "--config", "/e"))


class Manual(unittest.TestCase):
    @unittest.skipUnless(shutil.which("groff"), "no groff")
    def test_is_shown_without_a_complaint(self):
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", os.path.join(PACKAGING, "smsgwctl.1")],
                              capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        plain = re.sub(".\b", "", done.stdout)   # bold and underlined characters are struck twice
        self.assertTrue("--after-a-day" in plain and "smsgwctl dlq replay" in plain)


if __name__ == "__main__":
    unittest.main()
