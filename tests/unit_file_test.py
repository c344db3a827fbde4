#!/usr/bin/env python3
"""The systemd unit, judged by systemd's own tools: nothing in it is unknown, and it leaves little to an attacker.
Usage: unit_file_test.py BUILD_FOLDER. Skipped (77) where systemd-analyze is absent."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
UNIT = os.path.join(ROOT, "packaging", "smsgwd.service")
EXPOSURE_MAX = 1.5

# What the daemon and its private redis-server cannot do without, beside reading, writing and sockets: limits (core files
# off), a child that ends with its parent, its pidfd, a detached session, files of their own mode, locks and fsync.
NEEDED_CALLS = ("prlimit64 prctl pidfd_open pidfd_send_signal clone clone3 vfork execve setpgid close_range wait4 "
                "kill fchmod flock fsync fdatasync ftruncate rename unlink socket accept4 sendto recvmsg epoll_wait "
                "eventfd2 timerfd_create sched_getaffinity getrusage madvise mprotect sync_file_range").split()


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60)


def calls_of(group):
    """The system calls of a group, groups within it followed."""
    found = set()
    for line in analyze("syscall-filter", group).stdout.split("\n")[1:]:
        word = line.strip()
        if word.startswith("@"):
            found |= calls_of(word)
        elif word and not word.startswith("#"):
            found.add(word)
    return found


class Unit(unittest.TestCase):
    def setUp(self):
        with open(UNIT, encoding="utf-8") as file:
            self.text = file.read()

    def test_systemd_understands_every_line(self):
        with tempfile.TemporaryDirectory() as folder:
            # The programs need not be installed here: any that exists will do.
            path = os.path.join(folder, "smsgwd.service")
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.text.replace("/usr/bin/smsgwd", "/bin/true"))
            # Other units of this machine are not ours to judge, and their complaints name other files.
            result = analyze("verify", "--man=no", "--recursive-errors=no", path)
            ours = [line for line in (result.stdout + result.stderr).split("\n") if "smsgwd" in line]
            self.assertEqual([], ours)

    def test_its_user_is_made_by_whatever_installs_it(self):
        user = re.search(r"(?m)^User=(\w+)$", self.text).group(1)
        with open(os.path.join(ROOT, "packaging", "sysusers.conf"), encoding="utf-8") as file:
            self.assertRegex(file.read(), rf"(?m)^u {user} - ")
        with open(os.path.join(ROOT, "packaging", "deb", "postinst"), encoding="utf-8") as file:
            self.assertRegex(file.read(), rf"(?m)^ +adduser .* --system .* {user}$")

    def test_it_leaves_little_to_an_attacker(self):
        result = analyze("security", "--offline=true", "--no-pager", UNIT)
        match = re.search(r"Overall exposure level for smsgwd\.service: ([0-9.]+)", result.stdout)
        self.assertIsNotNone(match, result.stdout + result.stderr)
        self.assertLessEqual(float(match.group(1)), EXPOSURE_MAX)

    def test_the_calls_that_are_needed_are_allowed(self):
        allowed = calls_of("@default")
        for line in re.findall(r"^SystemCallFilter=(.*)$", self.text, re.MULTILINE):
            names = set()
            for group in line.lstrip("~").split():
                names |= calls_of(group)
            allowed = allowed - names if line.startswith("~") else allowed | names
        self.assertGreater(len(allowed), 100)
        self.assertEqual([], [call for call in NEEDED_CALLS if call not in allowed])


class Installed(unittest.TestCase):
    """What cmake --install would install, for the prefix of the build folder."""

    def test_the_unit_names_the_prefix(self):
        with open(os.path.join(build_folder, "generated", "smsgwd.service"), encoding="utf-8") as file:
            installed = file.read()
        with open(os.path.join(build_folder, "CMakeCache.txt"), encoding="utf-8") as file:
            prefix = re.search(r"^CMAKE_INSTALL_PREFIX:\w+=(.*)$", file.read(), re.MULTILINE).group(1)
        etc = "/etc" if prefix == "/usr" else prefix + "/etc"
        self.assertIn(f"\nExecStart={prefix}/bin/smsgwd --config {etc}/smsgw/smsgw.toml\n", installed)


if __name__ == "__main__":
    build_folder = sys.argv.pop(1)
    if shutil.which("systemd-analyze") is None:
        print("skipped: systemd-analyze is not installed")
        sys.exit(77)
    unittest.main()
