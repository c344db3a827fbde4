"""Every documented metric exists and moves, the numbers equal the ledgers after a run, and what goes wrong in a real gateway
fires the alert that is there for it."""
import hashlib
import hmac
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest

from harness import BIN, Daemon, Folder, Redis, Sandbox, request, wait_until
from metrics_page import Page, documented, firing, lint

PEPPER = "a-pepper-for-tests"
# Of these nothing moves in a test: what does not change while a process lives, and a disk that fails.
CONSTANT = {"smsgw_build_info", "process_start_time_seconds", "process_max_fds", "smsgw_redis_write_ok"}


def hashed(key, scopes):
    return f'"{hmac.new(PEPPER.encode(), key.encode(), hashlib.sha256).hexdigest()}:{scopes}"'


class Answers(http.server.BaseHTTPRequestHandler):
    """The client's endpoint for callbacks, and a CAPTCHA service that believes nobody."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        captcha = self.path == "/siteverify"
        status = 410 if self.path.startswith("/own/") else self.server.status
        if not captcha:
            self.server.told += status == 200
        body = b'{"success":false}' if captcha else b""
        self.send_response(200 if captcha else status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Metrics(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.path = folder.__enter__()
        self.addCleanup(folder.__exit__)
        self.redis = Redis(self.path)
        self.addCleanup(lambda: self.redis.end())
        self.sandbox = Sandbox("--report-delay-ms", "20")
        self.addCleanup(self.sandbox.end)
        self.client = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.client.status, self.client.told = 200, 0
        threading.Thread(target=self.client.serve_forever, args=(0.05,), daemon=True).start()
        self.addCleanup(self.client.server_close)
        self.addCleanup(self.client.shutdown)
        port = self.client.server_port
        self.secret = os.path.join(self.path, "captcha")
        self.write_secret()
        config = f"""
[secrets]
refresh_s = 1
[captcha]
service = "turnstile"
hostnames = ["www.example.com"]
[callback]
allow_loopback = true
retry_first_ms = 20
[dispatch]
hold_s = 1
retry_min_ms = 20
retry_max_ms = 50
[[accounts]]
id = "shop"
keys = [{hashed("key", "send,read")}, {hashed("boss", "admin")}]
default_sender = "Shop"
home_countries = ["NL"]
countries = ["NL", "BE"]
callback_url = "http://127.0.0.1:{port}/events"
callback_secret = "env:WHSEC"
callback_allow = ["http://127.0.0.1:{port}/own/"]
conversion_feedback = true
spend_country_day_cap = "0.50"
"""
        env = {**Sandbox.ENV, "SMSGW_API_KEY": None, "WHSEC": "whsec_" + 43 * "A" + "=",
               "SMSGW_AUTH_PEPPER": PEPPER, "SMSGW_THREADS": "1",
               "SMSGW_LOG_LEVEL": "warn", "SMSGW_CAPTCHA_SECRET": f"file:{self.secret}",
               "SMSGW_ADMISSION_OFF": "country_cap,source,number_block,range_scan",
               "SMSGW_CAPTCHA_VERIFY_URL": f"http://127.0.0.1:{port}/siteverify"}
        self.daemon = Daemon(os.path.join(self.path, "0"), self.redis.url, env, config + self.sandbox.provider_toml(
            "read_ms = 1000\n") + '[[prices]]\nprovider = "sandbox"\nprice = "0.0001"\n'
            '[[prices]]\nprovider = "sandbox"\ncountry = ["BE"]\nprice = "0.0450"\n').wait_ready()
        self.addCleanup(self.daemon.end)
        self.pages = [self.page()]
        self.sent = 0

    def write_secret(self):
        with open(self.secret, "w", encoding="utf-8") as file:
            file.write("the-secret")

    def page(self):
        return Page(self.daemon)

    def see(self):
        """Another scrape, for the comparison at the end."""
        self.pages.append(self.page())
        return self.pages[-1]

    def send(self, count=1, expected=202, to=None, headers=None, **fields):
        msgids = []
        for _ in range(count):
            self.sent += 1
            status, _, answer = self.daemon.send({"to": to or f"+3161{self.sent:07d}", "message": "Hello", **fields}, headers, "key")
            self.assertEqual(status, expected, answer)
            msgids.append(answer.get("msgid"))
        return msgids

    def ctl(self, *words):
        subprocess.run([os.path.join(BIN, "smsgwctl"), *words, "--redis", self.redis.url], check=True, capture_output=True)

    def wait_page(self, what, condition):
        """The first scrape that meets it; it counts for the comparison."""
        self.pages.append(wait_until(what, lambda: (page := self.page()) and condition(page) and page))
        return self.pages[-1]

    def fault(self, alerts, during, seconds=1.5):
        """`during` starts what goes wrong, goes on with it and is told which; returns what fires of `alerts`."""
        before = self.see()
        during(0)
        began, first = time.monotonic(), self.see()
        while time.monotonic() - began < seconds:
            during(1)
            time.sleep(0.1)
        self.assertEqual(sorted(firing(before, first, self.see(), time.monotonic() - began, alerts)), sorted(alerts))

    def test_every_metric_moves_and_what_goes_wrong_fires_its_alert(self):
        for play in (self.play_run, self.play_refusals, self.play_operator, self.play_pause, self.play_webhook, self.play_client,
                     self.play_abuse, self.play_dead_letters, self.play_secrets, self.play_redis):
            with self.subTest(play.__name__):
                play()
        self.daemon.end()
        self.assertEqual(firing(self.pages[0], self.page(), self.page(), 1, ["SmsgwDown"]), ["SmsgwDown"])
        for name, kind in documented().items():
            with self.subTest(name):
                self.assertTrue(any(page.has(name) for page in self.pages), "never seen")
                counted = name + "_count" if kind == "histogram" else name
                # A sum would hide what moves from one label to another.
                seen = {tuple(sorted((key, value) for key, value in page.values.items() if key[0] == counted))
                        for page in self.pages}
                self.assertTrue(len(seen) > 1 or name in CONSTANT, "never moved")

    def play_run(self):
        """A run without faults: our numbers, the operator's, the client's and storage's are the same."""
        count = 60
        self.send(count)
        after = self.wait_page("all is told", lambda page: self.client.told == page.sum("smsgw_callbacks_total", result="told")
                               and page.sum("smsgw_message_moves_total", status="delivered") == count
                               and page.sum("smsgw_callbacks_pending") == 0)
        ledger = self.sandbox.ledger()
        for name, labels, number in (
                ("smsgw_messages_accepted_total", {"account": "shop", "lane": "normal"}, count),
                ("smsgw_messages_admitted_total", {}, count),
                ("smsgw_messages_ended_total", {}, count),
                ("smsgw_submits_total", {"outcome": "accepted"}, ledger["accepted"]),
                ("smsgw_submit_seconds_count", {}, ledger["accepted"]),
                ("smsgw_accept_to_submit_seconds_count", {"lane": "normal"}, count),
                ("smsgw_delivery_seconds_count", {"country": "NL"}, count),
                ("smsgw_reports_total", {}, ledger["reports_acknowledged"]),
                ("smsgw_http_requests_total", {"listener": "webhook", "status": "200"}, ledger["reports_acknowledged"]),
                ("smsgw_http_requests_total", {"listener": "api", "status": "202"}, count),
                ("smsgw_provider_delivery_ratio", {}, 1)):
            self.assertEqual(after.sum(name, **labels), number, (name, labels))
        self.assertAlmostEqual(after.sum("smsgw_spend_month", currency="EUR"), count * 0.0001)
        self.assertEqual(lint(after.text), "")

    def play_refusals(self):
        self.send(headers={"Idempotency-Key": "k"}, to="+31612345678")
        self.send(headers={"Idempotency-Key": "k"}, to="+31612345678")
        self.send(expected=422, to="12")
        page = self.see()
        self.assertEqual(page.sum("smsgw_messages_replayed_total", account="shop"), 1)
        self.assertEqual(page.sum("smsgw_problems_total"), 1)

    def play_operator(self):
        """It is down and left alone; then it takes messages without a word, and knows nothing of them."""
        def down(step):
            if step == 0:
                self.sandbox.set_faults(http_503=1)
                self.send(40, lane="bulk")
                wait_until("the breaker is open", lambda: self.page().sum("smsgw_breakers_open") == 1)
            self.send(lane="bulk")
        self.fault(["SmsgwBreakerOpen", "SmsgwSubmitsFail"], down)
        self.sandbox.set_faults(http_503=0)
        self.wait_page("the breaker is closed", lambda page: page.sum("smsgw_breakers_open") == 0)
        self.wait_page("the queue is empty", lambda page: page.sum("smsgw_queue_messages") + page.sum("smsgw_messages_due") == 0)

        def mute(step):
            if step == 0:
                self.sandbox.set_faults(hang=1, missing=1)
                self.send(10)
        self.fault(["SmsgwOutcomesUnknown", "SmsgwUnconfirmed"], mute, 5)
        self.sandbox.set_faults(hang=0)
        self.fault(["SmsgwNoReports"], lambda step: self.send())
        self.sandbox.set_faults(missing=0)

    def play_pause(self):
        def during(step):
            if step == 0:
                put_off = self.page().sum("smsgw_messages_put_off_total")
                self.ctl("provider", "pause", "sandbox")
                wait_until("it is heeded", lambda: self.send(lane="otp")
                           and self.page().sum("smsgw_messages_put_off_total") > put_off)
                self.send(to="+31612000002")
        self.fault(["SmsgwProviderPaused", "SmsgwOtpWaiting"], during, 14)
        # Meanwhile somebody said STOP.
        self.ctl("suppress", "add", "+31612000002", "--account", "shop")
        self.ctl("provider", "resume", "sandbox")
        self.wait_page("it is not sent", lambda page: page.sum("smsgw_messages_not_begun_total", reason="message.suppressed") == 1)

    def play_webhook(self):
        """Reports that nobody has signed, and signed ones of strangers."""
        def during(step):
            for _ in range(5):
                self.assertEqual(self.report("x", b"guessed"), 401)
                self.sent += 1
                self.assertEqual(self.report(f"stranger-{self.sent}", b"sandbox-secret"), 200)
        self.fault(["SmsgwWebhooksRefused", "SmsgwReportsParked"], during)

    def report(self, provider_msgid, secret):
        body = json.dumps({"id": provider_msgid, "ref": "", "status": "delivered", "at": "2026-01-01T00:00:00Z", "error": ""})
        timestamp = str(int(time.time()))
        seal = hmac.new(secret, f"{timestamp}.{body}".encode(), hashlib.sha256).hexdigest()
        return request(self.daemon.webhook, "POST", "/webhooks/sandbox", body.encode(),
                       {"X-Sandbox-Timestamp": timestamp, "X-Sandbox-Signature": f"v1={seal}"})[0]

    def play_client(self):
        """Its endpoint fails; then it says that it is gone."""
        def gone_url(step):
            if step == 0:
                self.send(callback_url=f"http://127.0.0.1:{self.client.server_port}/own/1")
        self.fault(["SmsgwCallbacksGivenUp"], gone_url, 3)

        def failing(step):
            self.client.status = 500
            self.send(5)
        self.fault(["SmsgwCallbacksFailing", "SmsgwCallbacksPending"], failing)

        def gone(step):
            if step == 0:
                self.client.status = 410
                self.wait_page("it is disabled", lambda page: page.sum("smsgw_callbacks_disabled") == 1)
        self.fault(["SmsgwCallbacksDisabled"], gone)
        self.client.status = 200
        self.ctl("callbacks", "enable", "shop")
        self.wait_page("it is told again", lambda page: page.sum("smsgw_callbacks_pending") == 0)

    def play_abuse(self):
        """Codes that nobody enters, too many to one number, and more money than there may be."""
        msgids = self.send(210, lane="otp")

        def say(count):
            for _ in range(count):
                path = f"/messages/{msgids.pop()}/conversion"
                answer = request(self.daemon.api, "POST", path, {"converted": False}, {"Authorization": "Bearer key"})
                self.assertEqual(answer[0], 200, answer)
        self.fault(["SmsgwAbuseBlocks"], lambda step: say(60) if step == 0 else None)
        self.fault(["SmsgwFeedbackLost"], lambda step: say(150) if step == 0 else None)

        def bother(step):
            for _ in range(5):
                self.sent += 1
                self.daemon.send({"to": f"+3161{self.sent:07d}", "message": "Code 1", "lane": "otp", "session_id": "s",
                                  "captcha_token": f"bad-{self.sent}"}, key="key")
        self.fault(["SmsgwAbuse"], bother)

        def overspend(step):
            for _ in range(12):
                self.sent += 1
                self.daemon.send({"to": f"+3247{self.sent:07d}", "message": "Hello"}, key="key")
        self.fault(["SmsgwSpendCap"], overspend)
        page = self.see()
        self.assertGreater(page.sum("smsgw_captcha_answers_total", verdict="not_passed"), 0)
        self.assertGreater(page.sum("smsgw_admission_decisions_total", rule="spend_country", action="refuse"), 0)

    def play_dead_letters(self):
        """An entry of the queue whose message does not exist."""
        def during(step):
            if step == 0:
                self.redis.ask("XADD", "{00}q:normal", "*", "m", "m_001m89c58zjk6xa38dvfyj")
                wait_until("it is given up", lambda: self.page().sum("smsgw_dead_letters") == 1)
        self.fault(["SmsgwDeadLetters"], during)

    def play_secrets(self):
        """The file of one is away."""
        def refreshes(page, result):
            return page.sum("smsgw_secret_refreshes_total", result=result)

        def away(step):
            if step == 0:
                os.remove(self.secret)
                self.wait_page("it is missed", lambda page: refreshes(page, "failed") > 0)
        self.fault(["SmsgwSecretsStale"], away, 4)
        looks = refreshes(self.see(), "unchanged")
        self.write_secret()
        self.wait_page("it is found", lambda page: refreshes(page, "unchanged") > looks)

    def play_redis(self):
        """It is nearly full; then it is killed."""
        def full(step):
            if step == 0:
                used = self.page().sum("smsgw_redis_memory_bytes")
                self.redis.ask("CONFIG", "SET", "maxmemory", str(int(used * 1.05)))
        self.fault(["SmsgwRedisMemory"], full)

        def killed(step):
            if step == 0:
                self.redis.signal(signal.SIGKILL)
                self.redis.wait()
                self.wait_page("it is missed", lambda page: page.sum("smsgw_redis_up") == 0 and page.sum("smsgw_ready") == 0)
        self.fault(["SmsgwRedisDown", "SmsgwNotReady"], killed)
        self.redis = Redis(self.path)
        self.wait_page("it is back", lambda page: page.sum("smsgw_redis_up") == 1 and page.sum("smsgw_ready") == 1)
        self.assertGreater(self.pages[-1].sum("smsgw_redis_disconnects_total"), 0)


if __name__ == "__main__":
    if shutil.which("promtool") is None and not os.environ.get("SMSGW_NO_SKIPS"):
        print("promtool is not installed")
        sys.exit(77)
    unittest.main(verbosity=2)
