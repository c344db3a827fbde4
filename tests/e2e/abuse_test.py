"""Limits hold over all replicas, to the message and to the cent; what nobody enters is blocked, seen and lifted."""
import collections
import concurrent.futures
import hashlib
import hmac
import os
import unittest

from harness import Daemon, Folder, Redis, Sandbox, request, wait_until

REPLICAS = 8
PEPPER = "a-pepper-for-tests"
DEFAULTS = {"SMSGW_ADMISSION_RATE": None, "SMSGW_ADMISSION_OFF": None, "SMSGW_ADMISSION_REQUESTS_IN_FLIGHT_MAX": None}


def hashed(key, scopes):
    return f'"{hmac.new(PEPPER.encode(), key.encode(), hashlib.sha256).hexdigest()}:{scopes}"'


ACCOUNT = f"""[[accounts]]
id = "shop"
keys = [{hashed("key", "send,read")}, {hashed("boss", "admin")}]
default_sender = "Shop"
home_countries = ["NL"]
"""


class Abuse(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.path = folder.__enter__()
        self.addCleanup(folder.__exit__)
        self.redis = Redis(self.path)
        self.addCleanup(self.redis.end)
        self.sandbox = Sandbox()
        self.addCleanup(self.sandbox.end)

    def start(self, count=1, env=None, more=""):
        daemons = []
        for i in range(count):
            settings = {**Sandbox.ENV, "SMSGW_API_KEY": None, "SMSGW_AUTH_PEPPER": PEPPER, "SMSGW_THREADS": "1",
                        "SMSGW_LOG_LEVEL": "warn", **DEFAULTS, **(env or {})}
            daemons.append(Daemon(os.path.join(self.path, str(i)), self.redis.url, settings,
                                  ACCOUNT + more + self.sandbox.provider_toml()
                                  + '[[prices]]\nprovider = "sandbox"\nprice = "0.0450"\n'))
        self.addCleanup(self.end_all, daemons)
        return [daemon.wait_ready() for daemon in daemons]

    @staticmethod
    def end_all(daemons):
        with concurrent.futures.ThreadPoolExecutor(len(daemons)) as pool:
            list(pool.map(lambda daemon: daemon.end(), daemons))

    @staticmethod
    def code(daemon, lane="otp", to="+31612345678", **fields):
        status, _, answer = daemon.send({"to": to, "message": "Your code is 1234", "lane": lane, **fields}, key="key")
        return status, answer

    def hammer(self, daemons, times, **fields):
        """How often each answer came to so many equal requests, sent to all replicas at once."""
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            answers = pool.map(lambda i: self.code(daemons[i % len(daemons)], **fields), range(times))
            return collections.Counter((status, answer.get("code")) for status, answer in answers)

    def test_eight_replicas_let_in_as_many_as_one_limit_says(self):
        daemons = self.start(REPLICAS, {"SMSGW_ADMISSION_RECIPIENT": "10/d", "SMSGW_ADMISSION_OFF": "number_block"})
        self.assertEqual({(202, None): 10, (429, "recipient_limited"): 390}, self.hammer(daemons, 400))

    def test_eight_replicas_spend_no_more_than_the_cap(self):
        daemons = self.start(REPLICAS, more='spend_day_cap = "10.00"\n')
        # 222 messages cost 9.99, and one more would be too much.
        self.assertEqual({(202, None): 222, (429, "spend_cap_reached"): 178}, self.hammer(daemons, 400, lane="normal"))

    def test_codes_that_nobody_enters_are_blocked_and_a_person_lifts_it(self):
        daemon, = self.start(env={"SMSGW_ADMISSION_CONVERSION_WAIT_S": "10", "SMSGW_ADMISSION_OFF": "number_block,range_scan"},
                             more='conversion_feedback = true\ncountries = ["BD"]\n')

        def abuse(method, path, body=None, key="boss"):
            return request(daemon.admin, method, "/abuse/" + path, body, {"Authorization": f"Bearer {key}"})

        def number(i):
            return f"+88017123456{i:02d}"
        for i in range(8):
            self.assertEqual(202, self.code(daemon, to=number(10 * i))[0])
        status, answer = self.code(daemon, to="+8801998877665")
        _, _, told = request(daemon.api, "POST", f"/messages/{answer['msgid']}/conversion", {"converted": True},
                             {"Authorization": "Bearer key"})
        self.assertEqual({"msgid": answer["msgid"], "counted": True}, told)
        wait_until("it is blocked", lambda: self.code(daemon, to=number(99))[1].get("code") == "not_admitted")
        shown = abuse("GET", "status")[2]["accounts"][0]
        self.assertEqual("on", shown["conversion_feedback"])
        self.assertEqual(["8801712345", "880171234"], sorted((b["subject"] for b in shown["blocks"]), reverse=True))
        self.assertIn("conversion", [count["rule"] for count in shown["today"]])
        self.assertEqual(403, abuse("GET", "status", key="key")[0])
        for block in shown["blocks"]:
            body = {"account": "shop", "rule": block["rule"], "subject": block["subject"]}
            self.assertEqual(204, abuse("POST", "unblock", body)[0])
        self.assertEqual(202, self.code(daemon, to=number(98))[0])
        self.assertTrue(any("abuse.blocked" in line for line in daemon.log))
        self.assertFalse(any(number(0)[1:] in line for line in daemon.log))

    def test_more_messages_a_second_than_allowed_are_told_when_to_come_again(self):
        daemon, = self.start(env={"SMSGW_ADMISSION_RATELIMIT_HEADERS": "true"}, more="rate = 1\nrate_burst = 5\n")
        headers = []
        for _ in range(7):
            status, header, _ = daemon.send({"to": "+31612345678", "message": "Hi"}, key="key")
            headers.append((status, header))
        self.assertEqual([202] * 5, [status for status, _ in headers[:5]])
        self.assertEqual('"messages";q=5;w=5', headers[0][1]["RateLimit-Policy"])
        self.assertEqual('"messages";r=4;t=1', headers[0][1]["RateLimit"])
        self.assertEqual((429, "1"), (headers[6][0], headers[6][1]["Retry-After"]))


if __name__ == "__main__":
    unittest.main()
