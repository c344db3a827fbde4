#!/usr/bin/env python3
"""scripts/install-packages run installs every library that the programs need: each is in a package of that list or in
one that such a package depends on. Usage: run_packages_test.py PROGRAM... Skipped (77) off Debian."""

import functools
import os
import re
import shutil
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Of the sanitizers' builds only.
SANITIZERS = {"libasan.so.8", "libubsan.so.1", "libtsan.so.2"}


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def run_list():
    with open(os.path.join(ROOT, "scripts", "install-packages"), encoding="utf-8") as file:
        return re.search(r"^run=\(([^)]*)\)", file.read(), re.MULTILINE).group(1).split()


def needed(program):
    """Names and paths of the libraries that the program itself asks for: what those need, their packages see to."""
    direct = re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-d", program))
    paths = dict(re.findall(r"^\s*(\S+) => (/\S+)", output("ldd", program), re.MULTILINE))
    return {name: paths[name] for name in direct if name in paths and name not in SANITIZERS}


@functools.lru_cache(maxsize=None)
def package_of(path):
    """The installed package that holds a file; libraries are registered below /lib or /usr/lib, whichever they are in."""
    real = os.path.realpath(path)
    for candidate in dict.fromkeys((path, real.removeprefix("/usr"), real)):
        result = subprocess.run(["dpkg", "-S", candidate], capture_output=True, text=True, timeout=60)
        if result.returncode == 0:
            return result.stdout.split(":")[0]
    return None


def with_dependencies(packages):
    """The packages and, transitively, what they depend on; of alternatives the ones that are installed."""
    rows = output("dpkg-query", "-W", "-f=${Package}\t${Depends}, ${Pre-Depends}\n").split("\n")
    depends = {}
    for name, text in (row.split("\t", 1) for row in rows if row):
        depends.setdefault(name, set()).update(re.findall(r"(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]*)", text))
    found, waiting = set(), list(packages)
    while waiting:
        package = waiting.pop()
        if package not in found and package in depends:
            found.add(package)
            waiting.extend(depends[package])
    return found


class RunPackages(unittest.TestCase):
    def test_every_library_comes_with_the_list(self):
        have = with_dependencies(run_list())
        self.assertIn("libc6", have)
        for program in programs:
            libraries = needed(program)
            self.assertGreater(len(libraries), 3, program)
            strays = {name: package_of(path) for name, path in libraries.items() if package_of(path) not in have}
            self.assertEqual({}, strays, program)

    def test_the_list_does_not_lean_on_others_for_what_is_linked(self):
        for program in programs:
            for name, path in needed(program).items():
                package = package_of(path)
                if package not in ("libc6", "libgcc-s1"):
                    self.assertIn(package, run_list(), f"{name} of {program}")

    def test_the_list_is_installed_here(self):
        for package in run_list():
            status = output("dpkg-query", "-W", "-f=${db:Status-Status}", package)
            self.assertEqual("installed", status, package)


if __name__ == "__main__":
    programs = sys.argv[1:]
    del sys.argv[1:]
    if shutil.which("dpkg-query") is None or shutil.which("readelf") is None:
        print("skipped: this is not Debian, or has no readelf")
        sys.exit(77)
    unittest.main()
