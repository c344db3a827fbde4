"""Bad input: each request gets exactly its status and code, and nothing is stored."""
import json
import socket
import unittest

from harness import KEY, PATIENCE_S, Daemon, Folder, Redis, audit, request, wait_until

TO, TEXT = "+31612345678", "Hello"
AUTH = f"Authorization: Bearer {KEY}"


def body(**fields):
    return json.dumps({"to": TO, "message": TEXT, **fields}).encode()


def without(name):
    return json.dumps({k: v for k, v in {"to": TO, "message": TEXT}.items() if k != name}).encode()


ARABIC_INDIC = "".join(chr(0x0660 + int(d)) for d in "31612345678")

# label, body, status, code (of the problem), field (of its first error)
BODIES = [
    ("not JSON", b"{to:1}", 400, "json_malformed", None),
    ("empty body", b"", 400, "json_malformed", None),
    ("an array", b"[]", 400, "json_malformed", None),
    ("trailing garbage", body() + b"x", 400, "json_malformed", None),
    ("duplicate keys", b'{"to":"+31612345678","to":"+31612345679","message":"x"}', 400, "json_malformed", None),
    ("deep nesting", b'{"to":' + b"[" * 100 + b"]" * 100 + b',"message":"x"}', 400, "json_malformed", None),
    ("a million brackets", b"[" * 60000, 400, "json_malformed", None),
    ("invalid UTF-8", b'{"to":"+31612345678","message":"\xff\xfe"}', 400, "json_malformed", None),
    ("overlong UTF-8", b'{"to":"+31612345678","message":"\xc0\xaf"}', 400, "json_malformed", None),
    ("lone surrogate", b'{"to":"+31612345678","message":"\\ud800"}', 400, "json_malformed", None),
    ("NUL escaped", b'{"to":"+31612345678","message":"a\\u0000b"}', 400, "json_malformed", None),
    ("NUL raw", b'{"to":"+31612345678","message":"a\x00b"}', 400, "json_malformed", None),
    ("byte order mark", b"\xef\xbb\xbf" + body(), 400, "json_malformed", None),
    ("number beyond a double", b'{"to":"+31612345678","message":"x","validity_s":1e400}', 400, "json_malformed", None),
    ("no to", without("to"), 422, "field_missing", "to"),
    ("no message", without("message"), 422, "field_missing", "message"),
    ("unknown field", body(form="x"), 422, "field_unknown", "form"),
    ("to is a number", body(to=31612345678), 422, "field_type", "to"),
    ("message is null", body(message=None), 422, "field_type", "message"),
    ("validity is a fraction", body(validity_s=1.5), 422, "field_type", "validity_s"),
    ("dry_run is a word", body(dry_run="yes"), 422, "field_type", "dry_run"),
    ("empty number", body(to=""), 422, "number_invalid", "to"),
    ("letters", body(to="+3161234abcd"), 422, "number_invalid", "to"),
    ("Arabic-Indic digits", body(to="+" + ARABIC_INDIC), 422, "number_invalid", "to"),
    ("full-width digits", body(to="+３１６１２３４５６７８"), 422, "number_invalid", "to"),
    ("right-to-left mark", body(to="\u200f" + TO), 422, "number_invalid", "to"),
    ("too short", body(to="+3161"), 422, "number_invalid", "to"),
    ("too long", body(to="+31612345678901234567"), 422, "number_invalid", "to"),
    ("landline", body(to="+31201234567"), 422, "number_not_mobile", "to"),
    ("premium", body(to="+319001234567"), 422, "number_not_mobile", "to"),
    ("short number", body(to="112", region="NL"), 422, "number_not_mobile", "to"),
    ("national without region", body(to="0612345678"), 422, "region_required", "region"),
    ("no such region", body(to="0612345678", region="XX"), 422, "region_unknown", "region"),
    ("empty text", body(message=""), 422, "message_empty", "message"),
    ("control character", body(message="a\u0007b"), 422, "message_control_character", "message"),
    ("11 segments", body(message="x" * (153 * 10 + 1)), 422, "message_too_long", "message"),
    ("11 segments of UCS-2", body(message="ш" * (67 * 10 + 1)), 422, "message_too_long", "message"),
    ("12-letter sender", body(sender="ABCDEFGHIJKL"), 422, "sender_invalid", "sender"),
    ("sender with a line break", body(sender="Shop\r\nX"), 422, "sender_invalid", "sender"),
    ("no such lane", body(lane="express"), 422, "lane_unknown", "lane"),
    ("validity too short", body(validity_s=29), 422, "validity_out_of_range", "validity_s"),
    ("validity too long", body(validity_s=259201), 422, "validity_out_of_range", "validity_s"),
    ("reference too long", body(reference="r" * 256), 422, "reference_invalid", "reference"),
]

OK = body()
LENGTH = f"Content-Length: {len(OK)}"
JSON = "Content-Type: application/json"

# label, header lines after the request line, body, request line, status, code
REQUESTS = [
    ("Transfer-Encoding", [AUTH, JSON, "Transfer-Encoding: chunked"], b"0\r\n\r\n", None, 501, "transfer_encoding_refused"),
    ("obscured Transfer-Encoding", [AUTH, JSON, LENGTH, "Transfer-Encoding: xchunked"], OK, None, 501,
     "transfer_encoding_refused"),
    ("two Hosts", ["Host: b", AUTH, JSON, LENGTH], OK, None, 400, "request_malformed"),
    ("two lengths", [AUTH, JSON, LENGTH, "Content-Length: 2"], OK, None, 400, "request_malformed"),
    ("length with a comma", [AUTH, JSON, "Content-Length: 2, 2"], b"{}", None, 400, "request_malformed"),
    ("no length", [AUTH, JSON], b"", None, 411, "length_required"),
    ("oversize body", [AUTH, JSON, "Content-Length: 70000"], b"", None, 413, "body_too_large"),
    ("oversize header", [AUTH, JSON, LENGTH, "X-Big: " + "a" * 9000], OK, None, 431, "header_too_large"),
    ("65 fields", [AUTH, JSON, LENGTH] + [f"X-{i}: 1" for i in range(65)], OK, None, 431, "header_too_large"),
    ("long target", [AUTH, JSON, LENGTH], OK, "POST /" + "a" * 1100 + " HTTP/1.1", 414, "target_too_long"),
    ("absolute target", [AUTH, JSON, LENGTH], OK, "POST http://x/send HTTP/1.1", 400, "request_malformed"),
    ("HTTP/2.0", [AUTH, JSON, LENGTH], OK, "POST /send HTTP/2.0", 505, "version_unsupported"),
    ("folded header", [AUTH, JSON, LENGTH, "X-A: 1\r\n 2"], OK, None, 400, "request_malformed"),
    ("wrong method", [AUTH], b"", "GET /send HTTP/1.1", 405, "method_not_allowed"),
    ("wrong path", [AUTH, JSON, LENGTH], OK, "POST /sent HTTP/1.1", 404, "not_found"),
    ("form body", [AUTH, "Content-Type: application/x-www-form-urlencoded", LENGTH], OK, None, 415,
     "media_type_unsupported"),
    ("no key", [JSON, LENGTH], OK, None, 401, "unauthorized"),
    ("wrong key", ["Authorization: Bearer nope", JSON, LENGTH], OK, None, 401, "unauthorized"),
    ("basic auth", ["Authorization: Basic YTpi", JSON, LENGTH], OK, None, 401, "unauthorized"),
    ("bad idempotency key", [AUTH, JSON, LENGTH, "Idempotency-Key: a b"], OK, None, 400, "idempotency_key_invalid"),
]


def raw(port, lines, payload, request_line):
    head = "\r\n".join([request_line or "POST /send HTTP/1.1", "Host: a", *lines]) + "\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection:
        connection.sendall(head.encode("latin-1") + payload)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    head, _, rest = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode().lower(), json.loads(rest)


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        path = cls.folder.__enter__()
        cls.redis = Redis(path)
        cls.daemon = Daemon(path, cls.redis.url).wait_ready()
        # A worker says which providers it has in a moment of its own.
        wait_until("the providers", lambda: cls.redis.ask("EXISTS", "smsgw:providers") == "1")
        cls.keys = cls.redis.ask("DBSIZE")

    @classmethod
    def tearDownClass(cls):
        cls.daemon.end()
        cls.redis.end()
        cls.folder.__exit__()

    def tearDown(self):
        self.assertEqual(self.redis.ask("DBSIZE"), self.keys, "nothing is stored")
        self.assertEqual(self.redis.ask("XLEN", "{00}q:normal"), "0", "nothing is queued")
        self.assertEqual(audit(self.redis)["by_status"], {})

    def test_bodies(self):
        for label, payload, status, code, field in BODIES:
            with self.subTest(label):
                got, headers, problem = self.daemon.send(payload)
                self.assertEqual(got, status, problem)
                self.assertEqual(headers["Content-Type"], "application/problem+json")
                self.assertEqual(problem["status"], status)
                self.assertEqual(problem["code"], code)
                if field:
                    self.assertEqual(problem["errors"][0]["field"], field)
                self.assertNotIn("12345678", json.dumps(problem), "no full number in an answer")

    def test_all_field_errors_come_at_once(self):
        _, _, problem = self.daemon.send(body(to="x", message="", sender="!", lane="x", validity_s=1))
        self.assertEqual({e["field"] for e in problem["errors"]}, {"to", "message", "sender", "lane", "validity_s"})

    def test_requests(self):
        for label, lines, payload, line, status, code in REQUESTS:
            with self.subTest(label):
                got, head, problem = raw(self.daemon.api, lines, payload, line)
                self.assertEqual((got, problem["code"]), (status, code))
                self.assertIn("application/problem+json", head)

    def test_dry_run_tells_and_stores_nothing(self):
        status, _, plan = self.daemon.send(body(dry_run=True, message="€" * 161))
        self.assertEqual(status, 200)
        self.assertEqual((plan["to"], plan["country"], plan["line_type"]), (TO, "NL", "mobile"))
        self.assertEqual((plan["encoding"], plan["segments"]), ("GSM-7", 3))
        self.assertEqual((plan["route"]["name"], [c["provider"] for c in plan["candidates"]]), ("#1", ["sandbox"]))

    def test_the_webhook_door_refuses_what_is_not_signed(self):
        report = {"id": "sb-1", "status": "delivered"}
        for path, status in (("/webhooks/sandbox", 401), ("/webhooks/nobody", 404),
                             ("/webhooks/sandbox/m_001m852kmba4tnsvq8mwnd.1.forged", 401)):
            self.assertEqual(request(self.daemon.webhook, "POST", path, report)[0], status, path)


if __name__ == "__main__":
    unittest.main(verbosity=2)
