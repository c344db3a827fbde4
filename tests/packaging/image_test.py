#!/usr/bin/env python3
"""The container image as it is meant to run: not as root, without rights, its root read-only, no network but its own.
Usage: image_test.py IMAGE PODMAN [OPTION...], where the words after IMAGE start podman; scripts/test-image says which."""

import json
import subprocess
import sys
import time
import unittest

CONFINED = ("--cap-drop=ALL", "--security-opt=no-new-privileges", "--network=none", "--ulimit=nofile=4096:4096",
            "--ulimit=nproc=512:512")
DATA = "/var/lib/smsgw"


def podman(*arguments, check=True):
    result = subprocess.run([*engine, *arguments], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    if check and result.returncode != 0:
        raise AssertionError(f"{arguments}: {result.returncode}\n{result.stdout}{result.stderr}")
    return result


class Container:
    def __init__(self, *options):
        self.id = podman("run", "--detach", *CONFINED, *options, image).stdout.strip()

    def run(self, *command, check=True):
        return podman("exec", self.id, *command, check=check).stdout

    def wait_healthy(self):
        """By the image's own health check."""
        end = time.monotonic() + 60
        while podman("healthcheck", "run", self.id, check=False).returncode != 0:
            if time.monotonic() > end:
                raise AssertionError("not healthy in 60 s: " + podman("logs", self.id).stderr)
            time.sleep(0.2)
        return self

    def send(self):
        return self.run("smsgwctl", "send", "--key", f"file:{DATA}/api_key", "--to", "+31612345678", "--message", "Hello", "--wait")

    def stop(self):
        """Ends it as `docker stop` does, and gives the exit code."""
        podman("stop", "--time=45", self.id)
        return int(podman("wait", self.id).stdout)

    def remove(self):
        podman("rm", "--force", "--volumes", self.id)


class Image(unittest.TestCase):
    def start(self, *options):
        container = Container(*options)
        self.addCleanup(container.remove)
        return container.wait_healthy()

    def test_a_first_sms_is_delivered_from_a_read_only_root_without_rights(self):
        container = self.start("--read-only", "--read-only-tmpfs=false", "--tmpfs=/tmp:size=16m,noexec,nosuid,nodev")
        self.assertIn("delivered", container.send())
        for process in container.run("sh", "-c", "cat /proc/[0-9]*/status").split("Name:\t")[1:]:
            self.assertRegex(process, r"\nUid:\t10001\t10001\t10001\t10001\n")
            self.assertRegex(process, r"\nCapBnd:\t0+\n")
            self.assertRegex(process, r"\nNoNewPrivs:\t1\n")
        self.assertEqual(0, container.stop())

    def test_with_a_writable_root_nothing_is_written_to_it(self):
        container = self.start()
        container.send()
        self.assertEqual(0, container.stop())
        changed = podman("diff", container.id).stdout.split("\n")
        # /etc is where the engine itself lays in host names and the like.
        ours = [line for line in changed if line and line != "C /etc" and not line.split()[1].startswith((DATA, "/tmp"))]
        self.assertEqual([], ours)

    def test_a_message_survives_another_container_on_the_same_volume(self):
        volume = "smsgw-image-test"
        self.addCleanup(podman, "volume", "rm", "--force", volume)
        first = self.start(f"--volume={volume}:{DATA}", "--read-only")
        msgid = json.loads(first.run("smsgwctl", "send", "--json", "--key", f"file:{DATA}/api_key", "--to", "+31612345678",
                                     "--message", "Hello", "--wait"))["msgid"]
        self.assertEqual(0, first.stop())
        second = self.start(f"--volume={volume}:{DATA}", "--read-only")
        self.assertIn("delivered", second.run("smsgwctl", "status", msgid, "--key", f"file:{DATA}/api_key"))

    def test_no_compiler_and_no_source_is_in_it(self):
        container = self.start("--read-only")
        for name in ("/usr/bin/g++", "/usr/bin/cmake", "/src"):
            self.assertNotEqual(0, podman("exec", container.id, "test", "-e", name, check=False).returncode, name)
        self.assertEqual(0, podman("exec", container.id, "test", "-e", "/usr/bin/smsgwd").returncode)

    def test_a_wrong_configuration_ends_it_with_a_reason(self):
        result = podman("run", "--rm", *CONFINED, "--read-only", "--env=SMSGW_LISTEN_API=nonsense", image, check=False)
        self.assertEqual(2, result.returncode)
        self.assertIn("SMSGW_LISTEN_API", result.stderr)


if __name__ == "__main__":
    image, *engine = sys.argv[1:]
    del sys.argv[1:]
    unittest.main()
