"""The contract is true: every documented request is sent to a real daemon, and every answer is what openapi.json says.

Every operation is brought to every status that it documents, and every problem code is met, but for those that are named
below with the reason."""
import base64
import hashlib
import hmac
import json
import os
import socket
import threading
import time
import unittest

from contract import Contract, fields_of
from harness import PATIENCE_S, Daemon, Folder, Redis, Sandbox, free_port, request, wait_until

PEPPER, REF_SECRET = "a-pepper-for-tests", "a-secret-for-references"
TO = "+31612345678"
STORED = {"showMessage", "listMessages", "cancelMessage", "showAccount", "send", "convertMessage", "listSuppressions", "addSuppression",
          "removeSuppression"}   # what needs storage, its aliases too

# Not to be had from outside at will.
CODES_NOT_MET = {"stopping": "only while storage is asked for in the moment in which the process ends"}
# Properties that an answer may leave out. Each must be met at least once.
OPTIONAL = {"send_at", "attempt", "provider", "provider_time", "error", "detail", "errors"}


def key(name):
    return f"key-of-{name}"


def hashed(name, scopes):
    return f'"{hmac.new(PEPPER.encode(), key(name).encode(), hashlib.sha256).hexdigest()}:{scopes}"'


def account(name, more="", senders=""):
    keys = ", ".join([hashed(name, "send,read"), hashed(name + "-send", "send"), hashed(name + "-read", "read"), hashed(name + "-admin", "send,admin")])
    return f'[[accounts]]\nid = "{name}"\nkeys = [{keys}]\n{senders}{more}\n'


def raw(port, lines, wait=False):
    """(status, headers, body) of a request that is written by hand."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection:
        connection.sendall(("\r\n".join(lines)).encode("latin-1"))
        if not wait:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    if not answer:
        return None
    head, _, rest = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    return int(lines[0].split()[1]), headers, json.loads(rest)


class OpenApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.path = cls.folder.__enter__()
        cls.addClassCleanup(cls.folder.__exit__)
        cls.redis = Redis(cls.path)
        cls.addClassCleanup(cls.redis.end)
        cls.sandbox = Sandbox()
        cls.addClassCleanup(cls.sandbox.end)
        cls.config = (account("shop", senders='default_sender = "Shop"\nsenders = ["Other"]\n', more='lanes = ["otp", "normal"]')
                      + account("careful", 'default_sender = "Shop"\nrequire_idempotency_key = true') + account("bare")
                      + account("slow", 'default_sender = "Shop"\nrate = 1\nrate_burst = 1')
                      + account("poor", 'default_sender = "Shop"\nspend_day_cap = "0.01"')
                      + account("near", 'default_sender = "Shop"\ncountries = ["DE"]')
                      + cls.sandbox.provider_toml()
                      + '[[prices]]\nprovider = "sandbox"\nprice = "0.0450"\n')
        cls.daemon = cls.start("main").wait_ready()
        status, headers, document = request(cls.daemon.api, "GET", "/openapi.json")
        cls.contract = Contract(document)
        cls.contract.check("/openapi.json", "GET", status, headers, document)

    @classmethod
    def start(cls, name, redis_url=None, settings="", ref_secret=REF_SECRET, env=None):
        daemon = Daemon(os.path.join(cls.path, name), redis_url or cls.redis.url,
                        {"SMSGW_API_KEY": None, "SMSGW_AUTH_PEPPER": PEPPER, "SMSGW_THREADS": "1",
                         "SMSGW_WEBHOOK_REF_SECRET": ref_secret, **Sandbox.ENV, **(env or {})},
                        settings + cls.config)
        cls.addClassCleanup(daemon.end)
        return daemon

    @staticmethod
    def port(daemon, operation):
        return getattr(daemon, operation["tags"][0])

    def ask(self, method, target, body=None, headers=None, who="shop", daemon=None, listener=None):
        """Sends a documented request and holds its answer against the document."""
        path, operation = self.contract.find(method, target)
        daemon = daemon or self.daemon
        port = getattr(daemon, listener) if listener else self.port(daemon, operation)
        headers = {**({"Authorization": f"Bearer {key(who)}"} if who else {}), **(headers or {})}
        if method == "POST" and body is None:
            headers["Content-Length"] = "0"
        answer = request(port, method, target, body, headers)
        self.contract.check(path, method, *answer)
        return answer

    def sent(self, fields=None, **more):
        return self.ask("POST", "/send", {"to": TO, "message": "Hi", "reference": "order-1", **(fields or {})}, **more)

    def target_of(self, path):
        return (path.replace("{msgid}", "m_001m852kmba4tnsvq8mwnd").replace("{provider}", "sandbox").replace("{ref}", "x.1.y")
                .replace("{code}", "not_found").replace("{number}", TO))

    def test_1_every_operation_succeeds(self):
        for prefix, send in (("", "/send"), ("/v1", "/v1/messages")):
            body = {"to": TO, "message": "Hi", "reference": "order-1"}
            for number in (TO, "+31612349001", "+31612349002"):
                _, _, first = self.ask("POST", send, {**body, "to": number}, {"Idempotency-Key": send + number})
                wait_until("a final status", lambda: self.ask("GET", f"{prefix}/messages/{first['msgid']}")[2]["status"]
                           in ("delivered", "undelivered", "rejected"))
            _, _, delivered = self.ask("GET", f"{prefix}/messages?reference=order-1&limit=100")
            self.assertIn([{"amount": "0.045", "currency": "EUR"}], [m["price"] for m in delivered["messages"]])
            _, headers, again = self.ask("POST", send, {**body, "to": number}, {"Idempotency-Key": send + number})
            self.assertEqual((again["msgid"], headers["Idempotency-Replayed"]), (first["msgid"], "true"))
            _, _, plan = self.ask("POST", send, {**body, "dry_run": True})
            self.assertEqual((plan["candidates"][0]["provider"], plan["price_estimate"]["amount"]), ("sandbox", "0.045"))
            for counted in (True, False):
                _, _, told = self.ask("POST", f"{prefix}/messages/{first['msgid']}/conversion", {"converted": True})
                self.assertEqual(told, {"msgid": first["msgid"], "counted": counted})
            tomorrow = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
            _, _, later = self.ask("POST", send, {**body, "send_at": tomorrow})
            self.ask("POST", f"{prefix}/messages/{later['msgid']}/cancel")
            self.assertEqual(self.ask("POST", f"{prefix}/messages/{first['msgid']}/cancel")[0], 409)
            batch = {"messages": [body, {**body, "dry_run": True}, {**body, "to": "x"}, 7]}
            _, _, results = self.ask("POST", "/send/batch" if not prefix else "/v1/messages/batch", batch)
            self.assertEqual([r["http_status"] for r in results["results"]], [202, 200, 422, 422])
            _, _, found = self.ask("GET", f"{prefix}/messages?reference=order-1&limit=100")
            self.assertIn(later["msgid"], [m["msgid"] for m in found["messages"]])
            _, _, used = self.ask("GET", f"{prefix}/account")
            self.assertGreater(used["usage"]["messages_today"], 0)
            self.assertEqual(used["usage"]["spend_this_month"][0]["currency"], "EUR")
            self.suppressions(prefix, send)
        for page in ("/livez", "/readyz", "/healthz", "/docs"):
            self.ask("GET", page, who=None)
        for listener in ("api", "admin"):
            self.ask("GET", "/openapi.json", who=None, listener=listener)
            for code in self.contract.document["components"]["schemas"]["Code"]["enum"]:
                _, _, kind = self.ask("GET", f"/problems/{code}", who=None, listener=listener)
                self.assertEqual(kind["code"], code)
            self.ask("GET", "/problems/not_found", headers={"Accept": "text/html"}, who=None, listener=listener)

    def suppressions(self, prefix, send):
        number = "+31687654321"
        entries, one = f"{prefix}/suppressions", f"{prefix}/suppressions/{number}"
        _, _, entry = self.ask("POST", entries, {"to": "06 8765 4321", "region": "NL", "note": "By telephone"})
        self.assertEqual((entry["to"], entry["scope"], entry["reason"]), (number, "account", "manual"))
        status, _, problem = self.ask("POST", send, {"to": number, "message": "Hi"})
        self.assertEqual((status, problem["code"]), (422, "recipient_suppressed"))
        self.assertEqual(self.ask("GET", entries)[2], {"suppressions": [entry], "next": "a0"})
        self.assertEqual(self.ask("GET", entries + "?limit=1&cursor=a0")[2], {"suppressions": [], "next": None})
        self.assertEqual(self.ask("DELETE", one)[2], {"to": number, "removed": 1})
        self.assertEqual(self.ask("DELETE", one)[0], 404)
        self.ask("POST", entries, {"to": number, "reason": "stop", "until": "2099-01-02T03:04:05+01:00"})
        self.assertEqual(self.ask("DELETE", one)[0], 403)
        self.assertEqual(self.ask("DELETE", one, who="shop-admin")[0], 200)
        self.assertEqual(self.ask("POST", send, {"to": number, "message": "Hi"})[0], 202)

    def report(self, method, path, body, age_s=0, secret="sandbox-secret", signed=True):
        data, at = json.dumps(body).encode() if body is not None else b"", str(int(time.time()) - age_s)
        signature = hmac.new(secret.encode(), at.encode() + b"." + data, hashlib.sha256).hexdigest()
        headers = {"X-Sandbox-Timestamp": at, "X-Sandbox-Signature": f"v1={signature}"} if signed else {}
        return self.ask(method, path, data if data else None, headers, who=None)

    def test_2_webhooks(self):
        ref = "m_001m852kmba4tnsvq8mwnd.1"
        seal = hmac.new(REF_SECRET.encode(), ref.encode(), hashlib.sha256).digest()[:12]
        ref += "." + base64.urlsafe_b64encode(seal).decode()
        for method in ("POST", "GET"):
            for path in ("/webhooks/sandbox", "/webhooks/sandbox/" + ref):
                report = {"id": "sb-not-known", "status": "sent"}
                self.assertEqual(self.report(method, path, report)[0], 200)
                self.assertEqual(self.report(method, path, report, signed=False)[2]["code"], "signature_missing")
                self.assertEqual(self.report(method, path, report, secret="another")[2]["code"], "signature_bad")
                self.assertEqual(self.report(method, path, report, age_s=3600)[2]["code"], "signature_expired")
                self.assertEqual(self.report(method, path, {"status": "?"})[2]["code"], "report_malformed")
                self.ask(method, path.replace("/sandbox", "/nobody"), who=None)

    def test_3_field_errors(self):
        bad = {"to": ["", "+31201234567"], "message": ["", "a\u0007b", "x" * 1531], "sender": ["!!", "Third"], "lane": ["x", "bulk"],
               "validity_s": [1], "send_at": ["x"], "on_ambiguous": ["x"],
               "callback_url": ["not a url", "https://elsewhere.example/x"], "reference": ["r" * 256], "other": [1],
               "dry_run": ["x"], "region": ["XX"], "end_user_ip": ["192.0.2.300"], "session_id": ["s" * 129], "captcha_token": ["a b"],
               "challenge_passed": [True]}
        for path in ("/send", "/v1/messages"):
            for field, values in bad.items():
                for value in values:
                    to = "0612345678" if field == "region" else TO
                    self.assertEqual(self.ask("POST", path, {"to": to, "message": "Hi", field: value})[0], 422)
            self.ask("POST", path, {"to": "0612345678", "message": "Hi"})
            self.ask("POST", path, {"to": TO})
            self.ask("POST", path, {"to": TO, "message": "Hi"}, who="bare")
            self.ask("POST", path, {"to": TO, "message": "Hi"}, who="careful")
            self.assertEqual(self.ask("POST", path, {"to": TO, "message": "Hi"}, who="near")[2]["code"], "country_not_enabled")
            self.ask("POST", path, {"to": TO, "message": "Ho"}, {"Idempotency-Key": path + TO})
        for path in ("/send", "/v1/messages", "/send/batch", "/v1/messages/batch"):
            self.ask("POST", path, b"nonsense")
            self.ask("POST", path, {}, {"Idempotency-Key": "a b"})
            self.ask("POST", path, {}, {"Content-Type": "text/plain"})
        for path in ("/send/batch", "/v1/messages/batch"):
            for body in ({}, {"messages": 1}, {"messages": []}, {"messages": [{}], "more": 1}):
                self.assertEqual(self.ask("POST", path, body)[0], 422)
        for path in ("/messages", "/v1/messages"):
            for query in ("", "?reference=", "?reference=a&x=y", "?reference=%zz", "?reference=a&limit=0"):
                self.assertEqual(self.ask("GET", path + query)[0], 422)

        for path in ("/messages/{msgid}/conversion", "/v1/messages/{msgid}/conversion"):
            target = path.replace("{msgid}", self.sent()[2]["msgid"])
            self.ask("POST", target, b"nonsense")
            for body in ({}, {"converted": 1}, {"converted": True, "more": 1}):
                self.assertEqual(self.ask("POST", target, body)[0], 422, body)

        for path in ("/suppressions", "/v1/suppressions"):
            self.ask("POST", path, b"nonsense")
            for body in ({}, {"to": 7}, {"to": TO, "more": 1}, {"to": "x"}, {"to": "+31201234567"}, {"to": "0612345678"},
                         {"to": TO, "region": "XX"}, {"to": TO, "reason": "carrier"}, {"to": TO, "until": "2001-01-01T00:00:00Z"},
                         {"to": TO, "note": "x" * 201}):
                self.assertEqual(self.ask("POST", path, body)[0], 422, body)
            for query in ("?limit=0", "?cursor=x1", "?page=1", "?limit=%zz"):
                self.assertEqual(self.ask("GET", path + query)[0], 422, query)

    def test_4_keys_and_what_is_not_there(self):
        for method, path, operation in self.contract.operations():
            target = self.target_of(path)
            body = {} if "requestBody" in operation and "api" in operation["tags"] else None
            if operation["security"]:
                self.assertEqual(self.ask(method, target, body, who="nobody")[0], 401)
                scope = "read" if "scope `send`" in operation["description"] else "send"
                self.assertEqual(self.ask(method, target, body, who=f"shop-{scope}")[0], 403)
            if path.endswith(("{msgid}", "/cancel", "/conversion", "{number}")):
                self.assertEqual(self.ask(method, target, {"converted": True} if path.endswith("/conversion") else None)[0], 404)
            if path == "/problems/{code}":
                self.assertEqual(self.ask(method, "/problems/nothing")[0], 404)

    def test_4_too_many_failures(self):
        guarded = self.start("keyed", env={"SMSGW_AUTH_FAILURES_PER_MINUTE": "1"}).wait_ready()
        self.assertEqual(self.ask("GET", "/account", who="nobody", daemon=guarded)[0], 401)
        for method, path, operation in self.contract.operations():
            if operation["security"]:
                body = {} if "requestBody" in operation else None
                _, _, problem = self.ask(method, self.target_of(path), body, who="nobody", daemon=guarded)
                self.assertEqual(problem["code"], "auth_limited")

    def test_5_bad_http(self):
        for method, path, operation in self.contract.operations():
            start, port = f"{method} {self.target_of(path)} HTTP/1.1", self.port(self.daemon, operation)
            plain = [start, "Host: a"]
            for status, lines in {
                    400: plain + ["Host: b", "Content-Length: 0"],
                    405: [start.replace(method, "PATCH", 1), "Host: a", "Content-Length: 0"],
                    413: plain + ["Content-Length: 70000000"],
                    414: [f"{method} /{'a' * 1100} HTTP/1.1", "Host: a", "Content-Length: 0"],
                    431: plain + ["X-Big: " + "a" * 9000],
                    501: plain + ["Transfer-Encoding: chunked"],
                    505: [start.replace("1.1", "2.0"), "Host: a"],
                    **({411: plain} if method == "POST" else {})}.items():
                answer = raw(port, lines + ["", ""])
                self.assertEqual(answer[0], status, (method, path))
                self.contract.check(path, method, *answer)

    def test_5_methods_and_media_types(self):
        def alike(path, target):
            pairs = list(zip(path.split("/"), target.split("/"), strict=False))
            return path.count("/") == target.count("/") and all(p == t or p.startswith("{") for p, t in pairs)
        for method, path, operation in self.contract.operations():
            target, port = self.target_of(path), self.port(self.daemon, operation)
            allowed = {its for its, other, _ in self.contract.operations() if alike(other, target)}
            allowed |= {"HEAD"} if "GET" in allowed else set()
            for other in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - allowed:
                status, headers, problem = request(port, other, target, b"{}")
                self.assertEqual((status, set(headers["Allow"].split(", "))), (405, allowed), (other, target))
                if other != "HEAD":
                    self.contract.check(path, method, status, headers, problem)
            # Only the methods of RFC 9110 that anybody here has a use for are methods at all.
            for other in ("TRACE", "CONNECT", "BREW", method.lower()):
                self.assertEqual(raw(port, [f"{other} {target} HTTP/1.1", "Host: a", "Content-Length: 0", "", ""])[0], 400)
            # Whatever a client says that it takes, it is answered as documented.
            if method == "GET" and path != "/problems/{code}":
                plain, given = (request(port, "GET", target, headers={"Accept": accept}) for accept in ("*/*", "image/png"))
                self.assertEqual((plain[0], plain[1]["Content-Type"]), (given[0], given[1]["Content-Type"]), target)
            if "415" in operation["responses"]:
                for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx", "text/json", "*/*", ""):
                    self.assertEqual(self.ask(method, target, b"{}", {"Content-Type": kind})[0], 415, (target, kind))

    def test_6_limits(self):
        hasty = self.start("hasty", settings="[limits]\nheader_time_ms = 100\nbody_time_ms = 100\n").wait_ready()
        crowded = self.start("crowded", settings="[limits]\nconnections_max = 1\n").wait_ready()
        for method, path, operation in self.contract.operations():
            begun = [f"{method} {self.target_of(path)} HTTP/1.1", ""]
            answer = wait_until("408", lambda: raw(self.port(hasty, operation), begun, wait=True))
            self.assertEqual(answer[0], 408)
            self.contract.check(path, method, *answer)
            self.contract.check(path, method, *wait_until("503", lambda: self.turned_away(self.port(crowded, operation), begun)))

    def test_6_rules(self):
        guarded = self.start("guarded", settings='[admission]\nblock_1000 = ["1/h"]\nsession = ["1/h"]\nrecipient = ["2/h"]\n',
                             env={"SMSGW_ADMISSION_OFF": None, "SMSGW_ADMISSION_REQUESTS_IN_FLIGHT_MAX": "1"}).wait_ready()
        for i, path in enumerate(("/send", "/v1/messages")):
            def code(who="shop", number=f"+316111{i}1111", lane="otp", **fields):
                answer = self.ask("POST", path, {"to": number, "message": "Hi", "lane": lane, **fields}, who=who, daemon=guarded)
                self.assertEqual(answer[0] == 429, "Retry-After" in answer[1])
                return answer[2].get("code")
            code("slow", lane="normal")
            self.assertEqual(code("slow", lane="normal"), "rate_limited")
            self.assertEqual(code("poor", lane="normal"), "spend_cap_reached")
            session = f"session-{i}"
            self.assertIsNone(code(session_id=session))
            self.assertEqual(code(number=f"+316222{i}2222", session_id=session), "challenge_required")
            self.assertEqual(code(number=f"+316111{i}1112"), "not_admitted")
        limited = self.start("limited", settings='[admission]\nrecipient = ["1/h"]\n',
                             env={"SMSGW_ADMISSION_OFF": "number_block,range_scan"}).wait_ready()
        for path in ("/send", "/v1/messages"):
            codes = [self.ask("POST", path, {"to": "+31633333333", "message": "Hi", "lane": "otp"}, daemon=limited)[2].get("code")
                     for _ in range(2)]
            self.assertEqual(codes[1], "recipient_limited")
        self.one_at_a_time(guarded)

    def one_at_a_time(self, daemon):
        def is_second(path, body):
            """Of two requests at once one has its turn, while Redis keeps it waiting; was it not this one?"""
            self.redis.ask("CLIENT", "PAUSE", "500", "ALL")
            other = threading.Thread(target=daemon.send, args=({"to": TO, "message": "Hi"}, None, key("shop")))
            other.start()
            answer = self.ask("POST", path, body, daemon=daemon)
            other.join()
            return answer[2].get("code") == "too_many_in_flight"
        for path in ("/send", "/v1/messages", "/send/batch", "/v1/messages/batch"):
            body = {"to": TO, "message": "Hi"}
            wait_until("it is the second", lambda: is_second(path, {"messages": [body]} if path.endswith("batch") else body))

    @staticmethod
    def turned_away(port, begun):
        """The answer while another connection is the one that is allowed; None when it was not yet, or was itself turned away."""
        with socket.create_connection(("127.0.0.1", port)):
            answer = raw(port, begun, wait=True)
        return answer if answer and answer[0] == 503 else None

    def stored_requests(self):
        for method, path, operation in self.contract.operations():
            if operation["operationId"].removesuffix("V1") not in STORED:
                continue
            name = operation["operationId"]
            body = {"to": TO, **({"message": "Hi"} if name.startswith("send") else {})} if "requestBody" in operation else None
            body = {"converted": True} if name.startswith("convert") else body
            query = "?reference=order-1" if name.startswith("listMessages") else ""
            yield method, self.target_of(path) + query, body

    def test_7_storage(self):
        # A message and records of other types than ours: a fault that is not the client's.
        account_hash = hashlib.sha256(b"broken").hexdigest()[:32]
        reference = hashlib.sha256(b"order-1").hexdigest()[:32]
        self.redis.ask("SET", "{00}m:m_001m852kmba4tnsvq8mwnd", "x")
        self.redis.ask("LPUSH", f"{{00}}i:shop:{account_hash}", "x")
        self.redis.ask("SET", f"{{00}}r:shop:{reference}", "x")
        self.redis.ask("SET", "{00}u:shop", "x")
        self.redis.ask("DEL", "{a:shop}sup")
        self.redis.ask("SET", "{a:shop}sup", "x")
        for method, target, body in self.stored_requests():
            status, _, problem = self.ask(method, target, body, {"Idempotency-Key": "broken"} if body else None)
            self.assertEqual(status, 500, (target, problem))
        self.redis.ask("DEL", f"{{00}}r:shop:{reference}", "{00}u:shop", "{a:shop}sup", "{00}m:m_001m852kmba4tnsvq8mwnd",
                       f"{{00}}i:shop:{account_hash}")
        self.redis.ask("CONFIG", "SET", "maxmemory", "1mb")
        for path in ("/send", "/v1/messages"):
            self.assertEqual(self.ask("POST", path, {"to": TO, "message": "Hi"})[2]["code"], "storage_full")
        self.redis.ask("CONFIG", "SET", "maxmemory", "256mb")

    def test_8_without_redis(self):
        lost = self.start("lost", f"redis://127.0.0.1:{free_port()}", ref_secret=None)
        wait_until("the daemon listens", lambda: self.listens(lost.admin))
        for page in ("/readyz", "/healthz"):
            self.assertEqual(self.ask("GET", page, who=None, daemon=lost)[0], 503)
        for method, target, body in self.stored_requests():
            self.assertEqual(self.ask(method, target, body, daemon=lost)[2]["code"], "storage_unavailable")
        daemon, self.daemon = self.daemon, lost
        try:
            for method in ("POST", "GET"):
                self.assertEqual(self.ask(method, "/webhooks/sandbox/x.1.y", who=None)[2]["code"], "not_ready")
                report = {"id": "sb-1", "status": "sent"}
                self.assertEqual(self.report(method, "/webhooks/sandbox", report)[2]["code"], "storage_unavailable")
        finally:
            self.daemon = daemon

    @staticmethod
    def listens(port):
        try:
            return request(port, "GET", "/livez")[0] == 200
        except OSError:
            return False

    def test_9_everything_documented_was_met(self):
        wanted = {(method, path, status) for method, path, operation in self.contract.operations()
                  for status in operation["responses"]}
        self.assertEqual(wanted - self.contract.seen, set())
        codes = set(self.contract.document["components"]["schemas"]["Code"]["enum"])
        self.assertEqual(codes - self.contract.codes, set(CODES_NOT_MET))

    def test_a_field_that_is_missing_is_noticed(self):
        seen, checked = set(), 0
        for schema, body in self.contract.answers:
            for holder, name in fields_of(body):
                seen.add(name)
                if name in OPTIONAL and not (name == "provider" and "attempts" in holder):
                    continue
                value = holder.pop(name)
                self.assertNotEqual(self.contract.faults(schema, body), [], f"{name} of {body}")
                holder[name] = value
                checked += 1
        self.assertGreater(checked, 1000)
        self.assertEqual(OPTIONAL - seen, set())


if __name__ == "__main__":
    unittest.main(verbosity=2)
