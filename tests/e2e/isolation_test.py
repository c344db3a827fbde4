"""Accounts see nothing of each other, and a key that is revoked, over or elsewhere opens nothing.

Every route of openapi.json is walked, so that a new one cannot be forgotten: one whose parameters are not known here fails.
"""
import hashlib
import hmac
import json
import os
import subprocess
import time
import unittest

from harness import BIN, PATIENCE_S, Daemon, Folder, Redis, Sandbox, request, sanitizer_env, wait_until

PEPPER = "a-pepper-for-tests"
NUMBER = "+31687654321"   # on the victim's suppression list
MARK = "order-77"


def entry(key, rights="send,read,admin"):
    return f'"{hmac.new(PEPPER.encode(), key.encode(), hashlib.sha256).hexdigest()}:{rights}"'


def key_id(key):
    return entry(key)[1:13]


CONFIG = f"""
[[accounts]]
id = "victim"
default_sender = "Shop"
keys = [{entry("victim-key")}, {entry("stolen-key")}, {entry("old-key", "send expires=2026-01-01")},
        {entry("office-key", "read from=192.0.2.0/24")}, {entry("local-key", "read from=127.0.0.0/8")}]
[[accounts]]
id = "thief"
default_sender = "Thief"
keys = [{entry("thief-key")}]
"""


class TwoAccounts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = Folder()
        cls.path = folder.__enter__()
        cls.addClassCleanup(folder.__exit__)
        cls.redis = Redis(cls.path)
        cls.addClassCleanup(cls.redis.end)
        cls.sandbox = Sandbox()
        cls.addClassCleanup(cls.sandbox.end)
        cls.daemons = [cls.start(str(i)) for i in range(2)]
        for i, daemon in enumerate(cls.daemons):
            daemon.wait_ready()
            cls.wait_for(200, "victim-key", i)   # /readyz speaks for one engine
        cls.document = request(cls.daemons[0].api, "GET", "/openapi.json")[2]

    @classmethod
    def start(cls, name, env=None):
        daemon = Daemon(os.path.join(cls.path, name), cls.redis.url,
                        {"SMSGW_API_KEY": None, "SMSGW_AUTH_PEPPER": PEPPER, "SMSGW_THREADS": "2", **Sandbox.ENV, **(env or {})},
                        CONFIG + cls.sandbox.provider_toml())
        cls.addClassCleanup(daemon.end)
        return daemon

    @classmethod
    def ask(cls, method, target, body=None, key="victim-key", headers=None, daemon=0):
        given = {"Authorization": f"Bearer {key}", **({"Content-Length": "0"} if method == "POST" and body is None else {})}
        return request(cls.daemons[daemon].api, method, target, body, {**given, **(headers or {})})

    @classmethod
    def may(cls, key, daemon=0, headers=None):
        """The status of a call, and its answer without what is never the same."""
        status, _, answer = cls.ask("GET", "/account", key=key, daemon=daemon, headers=headers)
        return status, {name: value for name, value in answer.items() if name not in ("instance", "request_id")}

    @classmethod
    def wait_for(cls, status, key, daemon):
        """Until every engine of the daemon answers so: many connections, for each goes to one of them. What they said before."""
        before = set()

        def all_say_so():
            said = {cls.may(key, daemon)[0] for _ in range(20)}
            before.update(said)
            return said == {status}
        wait_until(f"every engine says {status}", all_say_so)
        return before

    def operations(self):
        """(method, path, operation) of all that wants a key."""
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if operation["security"]:
                    yield method.upper(), path, operation

    def belongings(self):
        """What the victim has, by the name of the parameter that names it: a message that could be canceled, a suppression."""
        tomorrow = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
        status, _, sent = self.ask("POST", "/send", {"to": "+31612345678", "message": "Hi", "reference": MARK, "send_at": tomorrow})
        self.assertEqual(status, 202, sent)
        self.assertEqual(self.ask("POST", "/suppressions", {"to": NUMBER, "note": MARK})[0], 200)
        return {"msgid": sent["msgid"], "number": NUMBER}


class Isolation(TwoAccounts):
    def parameters(self, path):
        return [part[1:-1] for part in path.split("/") if part.startswith("{")]

    def test_what_is_named_by_an_id_is_not_there_for_another_account(self):
        walked = 0
        for method, path, _ in self.operations():
            names = self.parameters(path)
            if not names:
                continue
            mine = self.belongings()
            self.assertLessEqual(set(names), set(mine), f"{method} {path}: say here what its parameters name")
            target = path
            for name in names:
                target = target.replace("{" + name + "}", mine[name])
            body = {"converted": True} if path.endswith("/conversion") else None
            status, _, answer = self.ask(method, target, body, key="thief-key")
            # Not even that it is there: word for word as for what was never there.
            never = target.replace(mine["msgid"], "m_001m852kmba4tnsvq8mwnd").replace(NUMBER, "+31600000000")
            other_status, _, other = self.ask(method, never, body, key="thief-key")
            for one in (answer, other):
                for varying in ("instance", "request_id"):
                    one.pop(varying)
            self.assertEqual((status, answer["code"]), (404, "not_found"), (method, path))
            self.assertEqual((status, answer), (other_status, other), (method, path))
            # And nothing came of it: to its owner it is what it was.
            status, _, view = self.ask("GET", f"/messages/{mine['msgid']}")
            self.assertEqual((status, view["status"]), (200, "scheduled"), (method, path))
            self.assertIn(NUMBER, json.dumps(self.ask("GET", "/suppressions")[2]))
            self.assertNotEqual(self.ask(method, target, body)[0], 404, f"{method} {path}: this test would pass without the thing")
            walked += 1
        self.assertGreater(walked, 5)

    def test_what_is_not_named_shows_nothing_of_another_account(self):
        mine = self.belongings()
        message = {"to": "+31612345679", "message": "Hi", "reference": MARK}
        bodies = {"/send": message, "/v1/messages": message, "/send/batch": {"messages": [message]},
                  "/v1/messages/batch": {"messages": [message]}, "/suppressions": {"to": "+31687654322"}, "/v1/suppressions": {"to": "+31687654322"}}
        def once(path):
            return {"Idempotency-Key": "of-both" + path}
        first = {path: self.ask("POST", path, body, headers=once(path)) for path, body in bodies.items()}
        for method, path, operation in self.operations():
            if self.parameters(path):
                continue
            body = bodies[path] if "requestBody" in operation else None
            target = path + (f"?reference={MARK}" if "reference" in json.dumps(operation.get("parameters", "")) else "")
            status, headers, answer = self.ask(method, target, body, key="thief-key", headers=once(path) if body else None)
            self.assertLess(status, 300, (method, path, answer))
            self.assertNotIn("Idempotency-Replayed", headers)
            text = json.dumps(answer)
            for secret in (mine["msgid"], NUMBER, "victim", *self.msgids(first.values())):
                self.assertNotIn(secret, text, (method, path))
            if method == "GET":
                self.assertNotIn("+31612345678", text, (method, path))

    def msgids(self, answers):
        for _, _, answer in answers:
            for one in [answer, *answer.get("results", [])]:
                if "msgid" in one:
                    yield one["msgid"]

    def test_a_suppression_of_one_account_keeps_nothing_from_another(self):
        self.belongings()
        self.assertEqual(self.ask("POST", "/send", {"to": NUMBER, "message": "Hi"})[2]["code"], "recipient_suppressed")
        self.assertEqual(self.ask("POST", "/send", {"to": NUMBER, "message": "Hi"}, key="thief-key")[0], 202)


class Keys(TwoAccounts):
    def ctl(self, *words):
        return subprocess.run([os.path.join(BIN, "smsgwctl"), "keys", *words, "--redis", self.redis.url], text=True, check=False,
                              env={"PATH": os.environ["PATH"], **sanitizer_env()}, capture_output=True, timeout=PATIENCE_S)

    def test_a_revoked_key_is_dead_at_every_gateway_and_comes_back_when_it_is_restored(self):
        for daemon in (0, 1):
            self.wait_for(200, "stolen-key", daemon)
        done = self.ctl("revoke", key_id("stolen-key"))
        self.assertEqual(done.returncode, 0, done.stderr)
        for daemon in (0, 1):
            self.wait_for(401, "stolen-key", daemon)
        self.assertEqual(self.may("victim-key")[0], 200)
        # One that starts afterwards never lets it in: before it knows what is revoked nobody comes in (503).
        self.daemons.append(self.start("late").wait_ready())
        self.assertLessEqual(self.wait_for(401, "stolen-key", -1), {401, 503})
        self.assertEqual(self.ctl("restore", key_id("stolen-key")).returncode, 0)
        self.wait_for(200, "stolen-key", 0)

    def test_every_refusal_is_the_same(self):
        self.wait_for(200, "local-key", 0)
        self.ctl("revoke", key_id("stolen-key"))
        self.wait_for(401, "stolen-key", 0)
        refusals = [self.may(key) for key in ("", "nobody", "old-key", "office-key", "stolen-key")]
        self.assertEqual(refusals, [refusals[0]] * len(refusals))
        self.assertEqual(refusals[0][0], 401)
        self.ctl("restore", key_id("stolen-key"))

    def test_the_client_behind_a_trusted_proxy_is_who_counts(self):
        self.daemons.append(self.start("proxied", {"SMSGW_AUTH_TRUSTED_PROXIES": "127.0.0.1", "SMSGW_AUTH_FAILURES_PER_MINUTE": "2",
                                                   "SMSGW_THREADS": "1"}).wait_ready())

        def by(client, key):
            return self.may(key, -1, {"X-Forwarded-For": client})[0]
        self.assertEqual(by("192.0.2.7", "office-key"), 200)
        self.assertEqual(by("192.0.2.7, 198.51.100.1", "office-key"), 401)
        self.assertEqual([by("203.0.113.5", "nobody") for _ in range(3)], [401, 401, 429])
        self.assertEqual(by("203.0.113.5", "victim-key"), 429)
        self.assertEqual(by("203.0.113.6", "victim-key"), 200)


if __name__ == "__main__":
    unittest.main(verbosity=2)
