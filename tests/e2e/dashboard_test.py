"""The dashboard: what it says is wrong (tests/browser/verdict_test.mjs), and all of it in Chromium, beside a gateway with messages,
a dead letter and a provider (tests/browser/dashboard_test.mjs).

Ends with 77 (skipped) where Chromium or Playwright cannot be had, but not where SMSGW_NO_SKIPS is set. SMSGW_SHOTS: a
folder for screenshots.
"""
import base64
import hashlib
import hmac
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
import unittest
import urllib.error
import urllib.request

from harness import BIN, PATIENCE_S, Daemon, Folder, Redis, Sandbox, request, wait_until

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
PEPPER = "a-pepper-for-tests"
CHARTS = "/usr/share/javascript/chart.js/chart.min.js"


def hashed(key, scopes):
    return f'"{hmac.new(PEPPER.encode(), key.encode(), hashlib.sha256).hexdigest()}:{scopes}"'


CONFIG = f"""[redis]
partitions = 1
[dispatch]
reclaim_every_s = 1
[[accounts]]
id = "shop"
keys = [{hashed("key", "send,read")}, {hashed("boss", "admin")}]
default_sender = "Shop"
conversion_feedback = true
[[prices]]
provider = "sandbox"
price = "0.0450"
"""


def skip(reason):
    if os.environ.get("SMSGW_NO_SKIPS"):
        sys.exit(f"not there: {reason}")
    print(f"skipped, not there: {reason}")
    sys.exit(77)


def playwright():
    """The folder of playwright-core in the version and with the checksum of tests/browser/package-lock.json; fetched once."""
    with open(os.path.join(ROOT, "tests/browser/package-lock.json"), encoding="utf-8") as file:
        locked = json.load(file)["packages"]["node_modules/playwright-core"]
    name = f"playwright-core-{locked['version']}"
    folder = os.path.abspath(os.path.join(BIN, "browser", name))
    if not os.path.exists(folder):
        registry = os.environ.get("npm_config_registry", "https://registry.npmjs.org").rstrip("/")
        with urllib.request.urlopen(f"{registry}/playwright-core/-/{name}.tgz", timeout=60) as answer:
            packed = answer.read()
        checksum = "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()
        if checksum != locked["integrity"]:
            sys.exit(f"{name} is not what package-lock.json says: {checksum}")
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder + ".new")
        os.rename(os.path.join(folder + ".new", "package"), folder)
        os.rmdir(folder + ".new")
    return folder


def run_node(name, env=None):
    done = subprocess.run(["node", "--test", os.path.join(ROOT, "tests/browser", name)], text=True, check=False, timeout=500,
                          env={**os.environ, **(env or {})}, capture_output=True)
    print(done.stdout, flush=True)
    return done


class Verdict(unittest.TestCase):
    def test_what_it_says_is_wrong(self):
        done = run_node("verdict_test.mjs")
        self.assertEqual(done.returncode, 0, done.stderr)


class Dashboard(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.path = folder.__enter__()
        self.addCleanup(folder.__exit__)
        self.redis = Redis(self.path)
        self.addCleanup(self.redis.end)
        self.sandbox = Sandbox("--report-delay-ms", "20")
        self.addCleanup(self.sandbox.end)

    def start(self, name, roles=None):
        settings = {**Sandbox.ENV, "SMSGW_API_KEY": None, "SMSGW_AUTH_PEPPER": PEPPER, "SMSGW_LOG_LEVEL": "warn",
                    "SMSGW_THREADS": "1", "SMSGW_ROLES": roles}
        daemon = Daemon(os.path.join(self.path, name), self.redis.url, settings, CONFIG + self.sandbox.provider_toml())
        self.addCleanup(daemon.end)
        return daemon.wait_ready()

    def given_up(self):
        """The msgid of a message that workers died of, so often that the next one gives it up."""
        taker = self.start("taker", roles="api")
        status, _, accepted = taker.send({"to": "+31612345679", "message": "poison"}, key="key")
        self.assertEqual(status, 202)
        taker.end()
        self.redis.ask("XREADGROUP", "GROUP", "g", "dead", "COUNT", "1", "STREAMS", "{00}q:normal", ">")
        entry = self.redis.ask("XPENDING", "{00}q:normal", "g", "-", "+", "1").split("\n")[0]
        self.redis.ask("XCLAIM", "{00}q:normal", "g", "dead", "0", entry, "IDLE", "10000000", "RETRYCOUNT", "9", "JUSTID")
        return accepted["msgid"]

    def test_in_a_browser(self):
        dead_msgid = self.given_up()
        daemon = self.start("gateway")
        wait_until("the message is given up", lambda: self.redis.ask("XLEN", "{00}dlq") == "1")
        # A block that a rule has made, in an hour's time over.
        self.redis.ask("ZADD", "{a:shop}bl", str(int(time.time() + 3600) * 1000), "conversion 31699")
        self.check_files(daemon)
        given = {"page": f"http://127.0.0.1:{daemon.admin}/", "api": f"http://127.0.0.1:{daemon.api}", "key": "key", "boss": "boss",
                 "dead_msgid": dead_msgid, "redis_pid": self.redis.process.pid, "daemon_pid": daemon.process.pid,
                 "chromium": shutil.which("chromium"), "playwright": playwright(), "patience_s": PATIENCE_S,
                 "shots": os.environ.get("SMSGW_SHOTS")}
        done = run_node("dashboard_test.mjs", {"SMSGW_BROWSER_TEST": json.dumps(given)})
        self.assertEqual(done.returncode, 0, done.stderr + "\n".join(daemon.log[-20:]))

    def check_files(self, daemon):
        status, headers, page = request(daemon.admin, "GET", "/")
        self.assertEqual(status, 200)
        self.assertIn("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'", headers["Content-Security-Policy"])
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
        self.assertEqual((headers["X-Content-Type-Options"], headers["Referrer-Policy"]), ("nosniff", "no-referrer"))
        self.assertNotIn("://", page)
        with open(CHARTS, encoding="utf-8") as file:
            self.assertEqual(request(daemon.admin, "GET", "/dashboard/chart.min.js")[2], file.read())
        for path in ("providers", "dead-letters", "quality", "problems", f"messages/{'m_' + '0' * 22}"):
            self.assertEqual(request(daemon.admin, "GET", f"/admin/{path}")[0], 401, path)


if __name__ == "__main__":
    for program in ("chromium", "node"):
        if not shutil.which(program):
            skip(program)
    try:
        playwright()
    except (urllib.error.URLError, TimeoutError) as error:
        skip(f"playwright-core: {error}")
    unittest.main(verbosity=2)
