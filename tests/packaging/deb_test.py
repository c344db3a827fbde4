#!/usr/bin/env python3
"""The Debian package in a clean Debian 12: installs without systemd; then, booted with it, installs, serves under its unit, is
started anew when it hangs, reloaded, upgraded, removed and purged, and leaves nothing.
Usage: deb_test.py PACKAGE.deb. Needs root, mmdebstrap, systemd-nspawn and Debian's packages; skipped (77) without."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

SOURCES = ("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}

# While the system is not booted it shares this machine's network: nothing may start there, Debian's own redis-server least.
POLICY = "#!/bin/sh\nexit 101\n"

# Books of apt, dpkg, systemd and the log, which are not ours to leave clean.
BOOKS = re.compile(r"var/(log|cache|lib/apt|lib/dpkg|lib/systemd)/|etc/(passwd|group|shadow|gshadow)-$|(tmp|var/tmp|proc|dev|run)/")


def run(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL, **options)
    if result.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


class System:
    """A clean Debian in a folder, entered by chroot, or booted with a systemd and a network of its own."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="smsgw-deb-")
        os.chmod(self.root, 0o755)
        self.nspawn = self.leader = None
        sources = [path for path in SOURCES if os.path.exists(path) and os.path.getsize(path) > 0][:1]
        # apt's own unprivileged user cannot verify signatures where a container's /dev is not its.
        run("mmdebstrap", "--quiet", "--variant=minbase", "--format=directory", "--include=systemd-sysv,dbus",
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

    def boot(self):
        os.remove(self.path("usr/sbin/policy-rc.d"))
        self.nspawn = subprocess.Popen(["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network", "--boot",
                                        "--directory", self.root],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        children = f"/proc/{self.nspawn.pid}/task/{self.nspawn.pid}/children"
        end = time.monotonic() + 120
        while True:
            try:
                with open(children, encoding="ascii") as file:
                    self.leader = file.read().split()[0]
                # Also what is degraded has booted: a container lacks this and that.
                self.run("sh", "-c", "systemctl is-system-running --wait | grep -E 'running|degraded'")
                return
            except (IndexError, AssertionError):
                if time.monotonic() > end or self.nspawn.poll() is not None:
                    raise
                time.sleep(0.5)

    def run(self, *command):
        """In the system. Mounts that are made for it end with it."""
        if self.leader:
            return run("nsenter", "--target", self.leader, "--all", *command, env=ENVIRONMENT)
        enter = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
        return run("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", enter, self.root, *command, env=ENVIRONMENT)

    def apt(self, *arguments):
        return self.run("apt-get", "-y", "-q", "--no-install-recommends", *arguments)

    def files(self):
        found = set()
        for folder, folders, names in os.walk(self.root):
            found |= {os.path.relpath(os.path.join(folder, name), self.root) for name in folders + names}
        return {name for name in found if not BOOKS.match(name)}

    def users(self):
        return self.read("etc/passwd") + self.read("etc/group")

    def owner(self, name):
        return self.run("stat", "--format=%U:%G %a", "/" + name).strip()

    def end(self):
        if self.nspawn:
            self.nspawn.terminate()
            try:
                self.nspawn.wait(120)
            except subprocess.TimeoutExpired:
                self.nspawn.kill()
                self.nspawn.wait()
        shutil.rmtree(self.root)


def make_next(folder):
    """next.deb: the same package as version 99, with another configuration in it, as a release that adds an option has."""
    tree = os.path.join(folder, "next")
    run("dpkg-deb", "--raw-extract", deb, tree)
    with open(os.path.join(tree, "DEBIAN/control"), encoding="utf-8") as file:
        control = re.sub(r"(?m)^Version: .*$", "Version: 99", file.read())
    with open(os.path.join(tree, "DEBIAN/control"), "w", encoding="utf-8") as file:
        file.write(control)
    with open(os.path.join(tree, "etc/smsgw/smsgw.toml"), "a", encoding="utf-8") as file:
        file.write("# A key of the next release.\n")
    run("dpkg-deb", "--root-owner-group", "--build", tree, os.path.join(folder, "next.deb"))
    shutil.rmtree(tree)


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.system = System()
        cls.addClassCleanup(cls.system.end)
        shutil.copy(deb, cls.system.path("srv/smsgw.deb"))
        make_next(cls.system.path("srv"))

    def test_a_life(self):
        self.depends_on_debian_only()
        for step in (self.installs_without_systemd, self.is_purged, self.boots, self.installs_and_serves_under_its_unit,
                     self.is_reloaded, self.is_started_anew_when_it_hangs, self.is_upgraded, self.is_removed, self.is_purged):
            print(f"{step.__name__} ...", flush=True)
            step()

    def depends_on_debian_only(self):
        depends = run("dpkg-deb", "--field", deb, "Depends")
        self.assertRegex(depends, r"(?=.*\bredis-server\b)(?=.*\bca-certificates\b)(?=.*\blibssl3\b)(?=.*\blibphonenumber8\b)")
        self.system.apt("update")
        self.system.apt("satisfy", depends)

    def installs(self):
        system = self.system
        self.before, self.users_before = system.files(), system.users()
        said = system.apt("install", "/srv/smsgw.deb")
        self.assertIn("0 upgraded, 1 newly installed", said, "all that it needs is among what it depends on")

    def installs_without_systemd(self):
        self.installs()
        system = self.system
        for name in ("usr/bin/smsgwd", "usr/bin/smsgwctl", "usr/lib/systemd/system/smsgwd.service",
                     "usr/lib/sysusers.d/smsgw.conf", "etc/smsgw/smsgw.toml", "usr/share/doc/smsgw/install.md",
                     "usr/share/man/man8/smsgwd.8"):
            self.assertIn(system.owner(name), ("root:root 755", "root:root 644"), name)
        self.assertEqual("smsgw:smsgw 700", system.owner("var/lib/smsgw"))
        self.assertEqual("root:smsgw 2750", system.owner("etc/smsgw/secrets"))
        self.assertTrue(system.exists("etc/systemd/system/multi-user.target.wants/smsgwd.service"), "enabled")

    def boots(self):
        self.system.boot()

    def main_pid(self):
        self.assertEqual("active", self.system.run("systemctl", "is-active", "smsgwd").strip())
        return self.system.run("systemctl", "show", "--property=MainPID", "--value", "smsgwd").strip()

    def wait_ready(self):
        self.system.run("sh", "-c", "for try in $(seq 300); do smsgwctl health && exit; sleep 0.1; done; exit 1")

    def installs_and_serves_under_its_unit(self):
        self.installs()
        system = self.system
        self.pid = self.main_pid()
        self.wait_ready()
        self.msgid = self.send()
        user = system.run("id", "--user", "smsgw").strip()
        status = system.run("cat", f"/proc/{self.pid}/status")
        self.assertRegex(status, rf"\nUid:\t{user}\t{user}\t{user}\t{user}\n")
        self.assertRegex(status, r"\nCapBnd:\t0+\n")
        self.assertRegex(status, r"\nNoNewPrivs:\t1\nSeccomp:\t2\n")
        self.assertEqual("smsgw:smsgw 600", system.owner("var/lib/smsgw/api_key"))

    def send(self):
        said = self.system.run("smsgwctl", "send", "--key", "file:/var/lib/smsgw/api_key", "--to", "+31612345678", "--sender", "Shop",
                               "--message", "Hello", "--wait")
        self.assertRegex(said, r"delivered")
        return re.search(r"accepted (\S+)", said).group(1)

    def is_reloaded(self):
        system = self.system
        ours = system.read("etc/smsgw/smsgw.toml")
        system.write("etc/smsgw/smsgw.toml", "nonsense = 1\n")
        system.run("systemctl", "reload", "smsgwd")
        self.assertIn("former configuration", system.run("systemctl", "status", "smsgwd"))
        system.write("etc/smsgw/smsgw.toml", ours)
        system.run("systemctl", "reload", "smsgwd")
        self.assertNotIn("former configuration", system.run("systemctl", "status", "smsgwd"))
        self.assertEqual(self.pid, self.main_pid(), "the same process")
        self.send()

    def is_started_anew_when_it_hangs(self):
        """A library has the engine that reads a certain word never come back, in the middle of its work."""
        system = self.system
        shim = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../chaos/poison_shim.c")
        run("cc", "-shared", "-fPIC", "-O1", "-w", "-o", system.path("usr/lib/poison.so"), shim, "-ldl")
        drop_in = "etc/systemd/system/smsgwd.service.d"
        os.mkdir(system.path(drop_in))
        system.write(f"{drop_in}/hang.conf", "[Service]\nWatchdogSec=6\nRestartSec=0\nEnvironment=LD_PRELOAD=/usr/lib/poison.so "
                     "SMSGW_POISON=hang-here SMSGW_POISON_HANGS=1\n")
        system.run("systemctl", "daemon-reload")
        system.run("systemctl", "restart", "smsgwd")
        self.wait_ready()
        before = self.main_pid()
        system.run("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080; echo hang-here >&3; sleep 1")
        system.run("sh", "-c", f"for try in $(seq 600); do [ -e /proc/{before} ] || exit 0; sleep 0.1; done; exit 1")
        self.wait_ready()
        self.assertNotEqual(before, self.main_pid())
        self.assertEqual("1", system.run("systemctl", "show", "--property=NRestarts", "--value", "smsgwd").strip())
        self.assertIn("Watchdog timeout", system.run("journalctl", "--unit=smsgwd", "--output=cat"))
        self.send()
        for name in (f"{drop_in}/hang.conf", "usr/lib/poison.so"):
            os.remove(system.path(name))
        os.rmdir(system.path(drop_in))
        system.run("systemctl", "daemon-reload")
        system.run("systemctl", "restart", "smsgwd")
        self.wait_ready()
        self.pid = self.main_pid()
        self.started = system.run("journalctl", "--unit=smsgwd", "--output=cat").count('"event":"gateway.started"')

    def is_upgraded(self):
        system = self.system
        ours = system.read("etc/smsgw/smsgw.toml") + "# Ours.\n"
        system.write("etc/smsgw/smsgw.toml", ours)
        system.apt("-o", "DPkg::Options::=--force-confold", "install", "/srv/next.deb")
        self.assertEqual("99", system.run("dpkg-query", "-W", "-f=${Version}", "smsgw"))
        self.assertEqual(ours, system.read("etc/smsgw/smsgw.toml"))
        self.assertIn("# A key of the next release.", system.read("etc/smsgw/smsgw.toml.dpkg-dist"))
        self.assertNotEqual(self.pid, self.main_pid(), "restarted")
        self.wait_ready()
        self.assertIn("delivered", system.run("smsgwctl", "status", self.msgid, "--key", "file:/var/lib/smsgw/api_key"))
        log = system.run("journalctl", "--unit=smsgwd", "--output=cat")
        self.assertEqual(self.started + 1, log.count('"event":"gateway.started"'))

    def is_removed(self):
        system = self.system
        system.run("sh", "-c", "umask 027; echo a secret > /etc/smsgw/secrets/pepper")
        self.assertEqual("root:smsgw 640", system.owner("etc/smsgw/secrets/pepper"))
        # Not by the owner of /proc/PID: that is root for a process that cannot be dumped.
        processes = ("sh", "-c", r"""grep -ls "$(printf '^Uid:\t%s\t' "$(id --user smsgw)")" /proc/[0-9]*/status; true""")
        self.assertEqual(2, len(system.run(*processes).split()), "the daemon and its private Redis")
        system.apt("remove", "smsgw")
        self.assertEqual("", system.run(*processes))
        for name in ("usr/bin/smsgwd", "usr/bin/smsgwctl", "usr/lib/systemd/system/smsgwd.service"):
            self.assertFalse(system.exists(name), name)
        for name in ("etc/smsgw/smsgw.toml", "etc/smsgw/secrets/pepper", "var/lib/smsgw/api_key"):
            self.assertTrue(system.exists(name), name)

    def is_purged(self):
        self.system.apt("purge", "smsgw")
        now = self.system.files()
        self.assertEqual([], sorted(now - self.before))
        self.assertEqual([], sorted(self.before - now))
        self.assertEqual(self.users_before, self.system.users())


if __name__ == "__main__":
    deb = os.path.abspath(sys.argv.pop(1))
    if os.geteuid() != 0 or not all(map(shutil.which, ("mmdebstrap", "systemd-nspawn", "dpkg-deb"))):
        print("skipped: needs root, mmdebstrap, systemd-nspawn and dpkg-deb")
        sys.exit(77)
    unittest.main()
