#!/usr/bin/env python3
"""The built programs, by readelf: what makes a mistake in memory harder to use is in them (cmake/hardening.cmake).
Usage: hardening_test.py BUILD_FOLDER."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

OPTIMISED = ("-D_FORTIFY_SOURCE=3", "-D_GLIBCXX_ASSERTIONS", "-fPIE", "-fstack-protector-strong")


def readelf(*arguments):
    return subprocess.run(["readelf", "-W", *arguments], capture_output=True, text=True, timeout=60, check=True).stdout


def lacks(program):
    """What every program of ours has and this one has not."""
    dynamic, segments = readelf("-d", program), readelf("-l", program)
    stack = re.search(r"^ +GNU_STACK .* (R[W ][E ]) ", segments, re.MULTILINE)
    has = {"another address in each process": re.search(r"FLAGS_1\).*\bPIE\b", dynamic),
           "everything bound at the start": re.search(r"FLAGS\).*\bBIND_NOW\b", dynamic) and re.search(r"FLAGS_1\).*\bNOW\b", dynamic),
           "read-only tables": re.search(r"^ +GNU_RELRO ", segments, re.MULTILINE),
           "a stack that is no code": stack and stack.group(1) == "RW ",
           "libraries from nowhere but the system": not re.search(r"\((RPATH|RUNPATH)\)", dynamic)}
    return [name for name, there in has.items() if not there]


class Hardening(unittest.TestCase):
    def programs(self):
        return [os.path.join(build_folder, name) for name in ("smsgwd", "smsgwctl")]

    def test_every_build_has_what_costs_nothing(self):
        for program in self.programs():
            self.assertEqual([], lacks(program), program)

    def test_an_optimised_build_has_the_checks_of_the_compiler(self):
        with open(os.path.join(build_folder, "CMakeCache.txt"), encoding="utf-8") as file:
            kind = re.search(r"^CMAKE_BUILD_TYPE:\w+=(\w*)$", file.read(), re.MULTILINE).group(1)
        with open(os.path.join(build_folder, "compile_commands.json"), encoding="utf-8") as file:
            commands = [entry["command"] for entry in json.load(file) if "/src/" in entry["file"]]
        self.assertNotEqual(commands, [])
        if kind not in ("Release", "RelWithDebInfo", "MinSizeRel"):
            return   # CMake's other kinds are not for production
        for flag in OPTIMISED:
            self.assertEqual([], [command for command in commands if flag not in command.split()], flag)
        for program in self.programs():
            names = readelf("--dyn-syms", program)
            for name in (r"__stack_chk_fail", r"__\w+_chk", r"_ZSt\d+__glibcxx_assert_fail\w+"):
                self.assertRegex(names, rf" UND {name}(@| |$)", program)

    def test_a_program_without_them_is_found_out(self):
        with tempfile.TemporaryDirectory() as folder:
            program = os.path.join(folder, "soft")
            subprocess.run(["g++", "-x", "c++", "-", "-o", program, "-no-pie", "-Wl,-z,lazy,-z,norelro,-z,execstack,-rpath,/tmp"],
                           input="int main() {}", text=True, check=True, capture_output=True, timeout=60)
            self.assertEqual(5, len(lacks(program)), lacks(program))


if __name__ == "__main__":
    build_folder = sys.argv.pop(1)
    unittest.main(verbosity=2)
