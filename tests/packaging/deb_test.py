#!/usr/bin/env python3
"""The Debian package in a clean Debian 12: installs, serves, is upgraded, removed and purged, and leaves nothing.
Usage: deb_test.py PACKAGE.deb. Needs root, mmdebstrap and Debian's packages; skipped (77) where those are absent.

No systemd runs in that system, so the test does what the unit says: its command, as its user. What the package asks of
systemd is seen by a systemctl that only writes down its arguments."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

UNIT = "usr/lib/systemd/system/smsgwd.service"
SOURCES = ("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list")

# A fresh system must not start Debian's own redis-server on a port of the machine that runs this test.
POLICY = '#!/bin/sh\ncase "$1" in smsgwd*) exit 0 ;; *) exit 101 ;; esac\n'
SYSTEMCTL = '#!/bin/sh\necho "$@" >> /systemctl.log\n'

# Runs in the system, in network and process spaces of its own: the unit's command as the unit's user, without rights.
SERVE = """
set -e
ip link set lo up
setpriv --reuid="$1" --regid="$1" --clear-groups --no-new-privs --bounding-set=-all $2 2> /tmp/log &
for try in $(seq 300); do smsgwctl health > /dev/null 2>&1 && break; sleep 0.1; done
smsgwctl health
smsgwctl send --key file:/var/lib/smsgw/api_key --to +31612345678 --sender Shop --message Hello --wait
kill -TERM $!
wait $!
rm /tmp/log
"""

# Where apt and dpkg keep their own books, which are not ours to leave clean.
BOOKS = re.compile(r"var/(log|cache|lib/apt|lib/dpkg)/|etc/(passwd|group|shadow|gshadow)-$|tmp/|proc/|dev/|systemctl\.log$")


def run(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL, **options)
    if result.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


class System:
    """A clean Debian in a folder."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="smsgw-deb-")
        os.chmod(self.root, 0o755)
        sources = [path for path in SOURCES if os.path.exists(path) and os.path.getsize(path) > 0][:1]
        # apt's own unprivileged user cannot verify signatures where a container's /dev is not its.
        run("mmdebstrap", "--quiet", "--variant=minbase", "--format=directory", "--include=iproute2",
            '--aptopt=APT::Sandbox::User "root"', "--dpkgopt=force-unsafe-io", "bookworm", self.root, *sources)
        self.write("usr/sbin/policy-rc.d", POLICY, 0o755)
        shutil.copy("/etc/resolv.conf", self.path("etc/resolv.conf"))

    def path(self, name):
        return os.path.join(self.root, name)

    def exists(self, name):
        return os.path.lexists(self.path(name))

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def write(self, name, text, mode=0o644):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    def run(self, *command, spaces=()):
        """In the system; mounts that it makes end with it."""
        enter = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
        return run("unshare", "--mount", "--pid", "--fork", "--kill-child", *spaces, "sh", "-c", enter, self.root, *command,
                   env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"})

    def apt(self, *arguments):
        return self.run("apt-get", "-y", "-q", "--no-install-recommends", *arguments)

    def files(self):
        found = {}
        for folder, folders, names in os.walk(self.root):
            for name in folders + names:
                path = os.path.join(folder, name)
                short = os.path.relpath(path, self.root)
                if not BOOKS.match(short):
                    found[short] = os.lstat(path)
        return found

    def owner(self, name):
        status = os.lstat(self.path(name))
        users = {int(line.split(":")[2]): line.split(":")[0] for line in self.read("etc/passwd").split("\n") if line}
        groups = {int(line.split(":")[2]): line.split(":")[0] for line in self.read("etc/group").split("\n") if line}
        return f"{users[status.st_uid]}:{groups[status.st_gid]} {status.st_mode & 0o7777:o}"

    def end(self):
        shutil.rmtree(self.root)


def next_version(deb, folder):
    """Makes next.deb: the same package as version 99, with another configuration in it, as a release that adds an option
    has."""
    tree = os.path.join(folder, "next")
    run("dpkg-deb", "--raw-extract", deb, tree)
    with open(os.path.join(tree, "DEBIAN/control"), encoding="utf-8") as file:
        control = re.sub(r"(?m)^Version: .*$", "Version: 99", file.read())
    with open(os.path.join(tree, "DEBIAN/control"), "w", encoding="utf-8") as file:
        file.write(control)
    with open(os.path.join(tree, "etc/smsgw/smsgw.toml"), "a", encoding="utf-8") as file:
        file.write("# A key of the next release.\n")
    run("dpkg-deb", "--root-owner-group", "--build", tree, os.path.join(folder, "next.deb"))


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.system = System()
        cls.addClassCleanup(cls.system.end)
        shutil.copy(deb, cls.system.path("tmp/smsgw.deb"))
        next_version(deb, cls.system.path("tmp"))

    def test_a_life(self):
        for step in (self.installs, self.serves, self.is_upgraded, self.is_removed, self.is_purged):
            print(f"{step.__name__} ...", flush=True)
            step()

    def installs(self):
        system = self.system
        depends = run("dpkg-deb", "--field", deb, "Depends")
        self.assertRegex(depends, r"(?=.*\bredis-server\b)(?=.*\bca-certificates\b)(?=.*\blibssl3\b)(?=.*\blibphonenumber8\b)")
        system.apt("update")
        system.apt("satisfy", depends)
        type(self).before, type(self).users = system.files(), system.read("etc/passwd") + system.read("etc/group")
        said = system.apt("install", "/tmp/smsgw.deb")
        self.assertIn("0 upgraded, 1 newly installed", said, "all that it needs is among what it depends on")
        for name in ("usr/bin/smsgwd", "usr/bin/smsgwctl", UNIT, "usr/lib/sysusers.d/smsgw.conf", "etc/smsgw/smsgw.toml",
                     "usr/share/doc/smsgw/install.md", "usr/share/man/man8/smsgwd.8"):
            self.assertEqual("root:root", system.owner(name).split()[0], name)
        self.assertEqual("smsgw:smsgw 700", system.owner("var/lib/smsgw"))
        self.assertEqual("root:smsgw 2750", system.owner("etc/smsgw/secrets"))
        self.assertTrue(system.exists("etc/systemd/system/multi-user.target.wants/smsgwd.service"), "enabled")

    def serves(self):
        system = self.system
        unit = system.read(UNIT)
        user = re.search(r"(?m)^User=(\w+)$", unit).group(1)
        command = re.search(r"(?m)^ExecStart=(.+)$", unit).group(1)
        installed = set(system.files())
        said = system.run("sh", "-c", SERVE, "serve", user, command, spaces=["--net"])
        self.assertIn("delivered", said)
        made = {name for name in set(system.files()) - installed if not name.startswith("var/lib/smsgw/")}
        self.assertEqual(set(), made, "it writes nothing but its data")
        self.assertEqual("smsgw:smsgw 600", system.owner("var/lib/smsgw/api_key"))

    def is_upgraded(self):
        system = self.system
        ours = system.read("etc/smsgw/smsgw.toml") + "# Ours.\n"
        system.write("etc/smsgw/smsgw.toml", ours)
        data = {name for name in system.files() if name.startswith("var/lib/smsgw/")}
        # As on a machine where systemd runs.
        os.makedirs(system.path("run/systemd/system"))
        system.write("usr/bin/systemctl", SYSTEMCTL, 0o755)
        system.apt("-o", "DPkg::Options::=--force-confold", "install", "/tmp/next.deb")
        self.assertEqual("99", system.run("dpkg-query", "-W", "-f=${Version}", "smsgw"))
        self.assertEqual(ours, system.read("etc/smsgw/smsgw.toml"))
        self.assertIn("# A key of the next release.", system.read("etc/smsgw/smsgw.toml.dpkg-dist"))
        self.assertEqual(data, {name for name in system.files() if name.startswith("var/lib/smsgw/")})
        asked = system.read("systemctl.log")
        self.assertRegex(asked, r"(?s)daemon-reload.*restart smsgwd\.service")
        self.assertNotIn("stop smsgwd", asked)

    def is_removed(self):
        system = self.system
        system.write("systemctl.log", "")
        system.write("etc/smsgw/secrets/pepper", "a secret\n", 0o640)
        self.assertEqual("root:smsgw 640", system.owner("etc/smsgw/secrets/pepper"))
        system.apt("remove", "smsgw")
        self.assertRegex(system.read("systemctl.log"), r"(?s)stop smsgwd\.service.*daemon-reload")
        for name in ("usr/bin/smsgwd", "usr/bin/smsgwctl", UNIT):
            self.assertFalse(system.exists(name), name)
        for name in ("etc/smsgw/smsgw.toml", "etc/smsgw/secrets/pepper", "var/lib/smsgw/api_key"):
            self.assertTrue(system.exists(name), name)

    def is_purged(self):
        system = self.system
        system.apt("purge", "smsgw")
        os.remove(system.path("usr/bin/systemctl"))
        shutil.rmtree(system.path("run/systemd"))
        now = system.files()
        self.assertEqual([], sorted(set(now) - set(self.before)))
        self.assertEqual([], sorted(set(self.before) - set(now)))
        self.assertEqual(self.users, system.read("etc/passwd") + system.read("etc/group"))


if __name__ == "__main__":
    deb = os.path.abspath(sys.argv.pop(1))
    if os.geteuid() != 0 or not shutil.which("mmdebstrap") or not shutil.which("dpkg-deb"):
        print("skipped: needs root, mmdebstrap and dpkg-deb")
        sys.exit(77)
    unittest.main()
