"""A challenged message goes out with a token that its CAPTCHA service calls good, once over all replicas."""
import datetime
import hashlib
import hmac
import http.server
import json
import os
import threading
import unittest
import urllib.parse

from harness import Daemon, Folder, Redis, Sandbox

PEPPER = "a-pepper-for-tests"
ACCOUNT = f"""[[accounts]]
id = "shop"
keys = ["{hmac.new(PEPPER.encode(), b"key", hashlib.sha256).hexdigest()}:send,read"]
default_sender = "Shop"
home_countries = ["NL"]
"""


class SiteVerify(http.server.BaseHTTPRequestHandler):
    """Calls tokens that begin with "good" good, answers HTML about "html" and 503 about "down"."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
        self.server.seen.append(form)
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        answer = json.dumps({"success": form["response"].startswith("good") and form["secret"] == "the-secret",
                             "hostname": "www.example.com", "action": "send_code", "challenge_ts": now})
        body = ("<html>" if form["response"].startswith("html") else answer).encode()
        self.send_response(503 if form["response"].startswith("down") else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Captcha(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.path = folder.__enter__()
        self.addCleanup(folder.__exit__)
        self.redis = Redis(self.path)
        self.addCleanup(self.redis.end)
        self.sandbox = Sandbox()
        self.addCleanup(self.sandbox.end)
        self.service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), SiteVerify)
        self.service.seen = []
        threading.Thread(target=self.service.serve_forever, daemon=True).start()
        self.addCleanup(self.service.server_close)
        self.addCleanup(self.service.shutdown)
        self.numbers = 0

    def start(self, name, more):
        settings = {**Sandbox.ENV, "SMSGW_API_KEY": None, "SMSGW_AUTH_PEPPER": PEPPER, "SMSGW_THREADS": "1",
                    "SMSGW_ADMISSION_OFF": "number_block,range_scan", "SMSGW_CAPTCHA_SECRET": "the-secret",
                    "SMSGW_CAPTCHA_VERIFY_URL": f"http://127.0.0.1:{self.service.server_port}/siteverify"}
        daemon = Daemon(os.path.join(self.path, name), self.redis.url, settings,
                        '[captcha]\nservice = "turnstile"\nhostnames = ["www.example.com"]\naction = "send_code"\n'
                        + more + ACCOUNT + self.sandbox.provider_toml())
        self.addCleanup(daemon.end)
        return daemon.wait_ready()

    def code(self, daemon, **fields):
        """To a new number each time, by one session: from the fourth on it is challenged."""
        self.numbers += 1
        status, _, answer = daemon.send({"to": f"+316123{self.numbers:05d}", "message": "Your code is 1234", "lane": "otp",
                                         "session_id": "s", "end_user_ip": "192.0.2.7", **fields}, key="key")
        return status, answer.get("code")

    def test_a_token_opens_the_door_once(self):
        here, there = self.start("a", ""), self.start("b", "")
        for _ in range(3):
            self.assertEqual((202, None), self.code(here, captcha_token="good-unneeded"))
        self.assertEqual([], self.service.seen, "a token costs a call: it is looked at only when it is needed")
        challenged = (403, "challenge_required")
        self.assertEqual(challenged, self.code(here))
        self.assertEqual(challenged, self.code(here, captcha_token="forged"))
        self.assertEqual((202, None), self.code(here, captcha_token="good-1"))
        for daemon in (here, there):
            self.assertEqual(challenged, self.code(daemon, captcha_token="good-1"))
        self.assertEqual(["forged", "good-1"], [form["response"] for form in self.service.seen])
        self.assertEqual("192.0.2.7", self.service.seen[1]["remoteip"])
        self.assertEqual(challenged, self.code(there, captcha_token="html-1"))
        self.assertEqual((202, None), self.code(there, captcha_token="good-2"))

    def test_an_outage_keeps_out_or_lets_in_as_configured(self):
        strict, lenient = self.start("a", ""), self.start("b", 'on_outage = "allow"\n')
        for _ in range(3):
            self.assertEqual((202, None), self.code(strict))
        challenged = (403, "challenge_required")
        self.assertEqual(challenged, self.code(strict, captcha_token="down-1"))
        self.assertEqual((202, None), self.code(lenient, captcha_token="down-2"))
        self.assertEqual(challenged, self.code(lenient, captcha_token="down-2"))
        for token in ("html-1", "forged"):
            self.assertEqual(challenged, self.code(lenient, captcha_token=token))


if __name__ == "__main__":
    unittest.main()
