"""Every example that receives callbacks takes what is signed well and new, once, refuses the rest, and prints what
examples/README.md says. The signatures here are made by an implementation of their own."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import socket
import threading
import time
import unittest

from examples import ROOT, environment, language_of, readme, run, send_by_a_daemon, shell, skip_without
from harness import PATIENCE_S, Folder, Program, free_port, request, wait_until

# The published test vector of Standard Webhooks.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
VECTOR_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
OTHER_SECRET = "whsec_" + base64.b64encode(b"another secret, of 32 bytes, too").decode()
SEEN_MAX = 10_000


def sign(event_id, at, body, secret=SECRET):
    key = base64.b64decode(secret.split("_", 1)[1])
    return "v1," + base64.b64encode(hmac.digest(key, f"{event_id}.{at}.".encode() + body, hashlib.sha256)).decode()


def signed_headers(event_id, body, at=None):
    at = int(time.time()) if at is None else at
    return {"webhook-id": event_id, "webhook-timestamp": str(at), "webhook-signature": sign(event_id, at, body)}


def an_event(seq=5, status="delivered", reference="order-4711-shipped"):
    """(webhook-id, body, the line that is printed about it)"""
    msgid = "m_001m883y7cftkmqcjchj79"
    data = {"msgid": msgid, "reference": reference, "status": status, "seq": seq, "resend_safe": None, "to": "+31612345678"}
    event = {"type": f"message.{status}", "timestamp": "2026-11-23T20:47:23.024Z", "data": data}
    return (f"evt_{msgid}_{seq}", json.dumps(event).encode(),
            f"message.{status} {msgid} seq={seq} reference={json.dumps(reference, ensure_ascii=False)} resend_safe=null")


class Receiver(Program):
    """A receiver of the README on a port of its own."""

    def __init__(self, command, folder):
        self.command, self.port, self.seen_file = command, free_port(), os.path.join(folder, "seen")
        super().__init__(shell("exec " + command), environment(
            SMSGW_CALLBACK_SECRET=SECRET, PORT=str(self.port), SEEN_FILE=self.seen_file))
        wait_until("the receiver listens", self.listens)

    def listens(self):
        if not self.alive():
            raise AssertionError("the receiver ended:\n" + "\n".join(self.log))
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def post(self, event_id, body, at=None, **headers):
        """The status of the answer to an event that is signed as of now; headers are changed, or with None left out."""
        headers = {**signed_headers(event_id, body, at), **{f"webhook-{name}": value for name, value in headers.items()}}
        return request(self.port, "POST", "/", body, {name: v for name, v in headers.items() if v is not None})[0]

    def post_at_once(self, events):
        """Posts all on one connection, without waiting for an answer before the next; each must be answered 204."""
        def one(event_id, body):
            headers = {"Host": "localhost", "Content-Length": len(body), **signed_headers(event_id, body)}
            return "POST / HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers.items()) + "\r\n" + body.decode()
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_S) as s:
            writer = threading.Thread(target=s.sendall, args=("".join(one(*event[:2]) for event in events).encode(),))
            writer.start()
            with s.makefile("r", encoding="ascii") as answers:
                for _ in events:
                    assert " 204 " in answers.readline()
                    while answers.readline().strip():
                        pass
            writer.join()


class Receive(unittest.TestCase):
    def with_each(self, check):
        """Runs check(receiver) with each receiver of the README; it returns the lines that must have been printed."""
        commands = readme("run", "receive")
        self.assertEqual([language_of(command) for command in commands], ["python", "php", "node"])
        for command in commands:
            with self.subTest(command), Folder() as folder:
                skip_without(self, language_of(command))
                receiver = Receiver(command, folder)
                try:
                    expected = check(receiver)
                finally:
                    receiver.end()
                self.assertEqual(receiver.out, expected)

    def test_our_signatures_are_those_of_the_specification(self):
        self.assertEqual(sign(*VECTOR), VECTOR_SIGNATURE)

    def test_prints_what_the_readme_says_when_a_daemon_calls_it(self):
        self.with_each(lambda receiver: self.told_by_a_daemon(receiver, SECRET))

    def test_takes_the_callbacks_of_a_daemon_while_it_has_the_former_secret(self):
        self.with_each(lambda receiver: self.told_by_a_daemon(receiver, OTHER_SECRET, SECRET))

    @staticmethod
    def told_by_a_daemon(receiver, *secrets):
        msgid = send_by_a_daemon(receiver.port, lambda: "message.delivered" in "\n".join(receiver.out), *secrets)
        return [re.sub(r"m_\w{22}", msgid, line) for line in readme("prints", "receive")]

    def test_a_good_event_is_printed_once_however_often_it_comes(self):
        def check(receiver):
            first, second, third = an_event(2, "submitting"), an_event(3, "submitted"), an_event(4, "sent", 'é "/\n')
            self.assertEqual([receiver.post(*event[:2]) for event in (first, second)], [204, 204])
            # A repeat is signed anew, and is the same event by its webhook-id alone.
            for at in (None, int(time.time()) - 60):
                self.assertEqual([receiver.post(*event[:2], at=at) for event in (first, second)], [204, 204])
            self.assertEqual(receiver.post(*third[:2]), 204)
            return [event[2] for event in (first, second, third)]
        self.with_each(check)

    def test_what_is_not_signed_by_us_is_refused(self):
        def check(receiver):
            event_id, body, line = an_event()
            now = int(time.time())
            good = sign(event_id, now, body)
            for name, headers in {
                "another secret": {"signature": sign(event_id, now, body, OTHER_SECRET)},
                "another body": {"signature": sign(event_id, now, body + b" ")},
                "another id": {"signature": sign("evt_other", now, body)},
                "another time": {"signature": sign(event_id, now - 1, body)},
                "another version": {"signature": "v2" + good[2:]},
                "cut short": {"signature": good[:-4]},
                "too long": {"signature": good + "="},
                "not ASCII": {"signature": "v1,\xe9"},
                "empty": {"signature": ""},
                "no signature": {"signature": None},
                "no id": {"id": None},
                "an empty id": {"id": "", "signature": sign("", now, body)},
                "no timestamp": {"timestamp": None},
                "no number": {"timestamp": f"+{now}", "signature": sign(event_id, f"+{now}", body)},
            }.items():
                with self.subTest(name):
                    self.assertEqual(receiver.post(event_id, body, now, **headers), 401)
            self.assertEqual(receiver.post(event_id, body, now), 204)
            return [line]
        self.with_each(check)

    def test_a_signature_is_good_for_five_minutes(self):
        def check(receiver):
            first, second = an_event(2, "submitting"), an_event(3, "submitted")
            now = int(time.time())
            self.assertEqual(receiver.post(VECTOR[0], VECTOR[2], VECTOR[1]), 401)
            for at, status in ((now - 301, 401), (now + 400, 401), (now - 200, 204)):
                self.assertEqual(receiver.post(*first[:2], at), status)
            self.assertEqual(receiver.post(*second[:2], now + 299), 204)
            return [first[2], second[2]]
        self.with_each(check)

    def test_while_a_secret_is_rotated_either_is_enough(self):
        def check(receiver):
            now = int(time.time())
            first, second, third = an_event(2, "submitting"), an_event(3, "submitted"), an_event(4, "sent")
            for event, order in ((first, (SECRET, OTHER_SECRET)), (second, (OTHER_SECRET, SECRET))):
                both = " ".join(sign(*event[:1], now, event[1], secret) for secret in order)
                self.assertEqual(receiver.post(*event[:2], now, signature=both), 204)
            neither = " ".join([sign(third[0], now, third[1], OTHER_SECRET)] * 2)
            self.assertEqual(receiver.post(*third[:2], now, signature=neither), 401)
            return [first[2], second[2]]
        self.with_each(check)

    def test_what_is_signed_but_no_event_is_400_and_not_remembered(self):
        def check(receiver):
            event_id, body, line = an_event()
            for text in (VECTOR[2], b"", b"{", b"null", b"[]", b'"data"', b'{"type":"message.sent","data":null}',
                         b'{"type":1,"data":{"msgid":"m","seq":1,"reference":null,"resend_safe":null}}',
                         b'{"type":"message.sent","data":{"msgid":"m"}}'):
                with self.subTest(text):
                    self.assertEqual(receiver.post(event_id, text), 400)
            self.assertEqual(receiver.post(event_id, body), 204)
            return [line]
        self.with_each(check)

    def test_an_event_that_could_not_be_handled_is_500_and_not_remembered(self):
        failing = {"python": ("    print(f", "    raise OSError(f"), "node": ("  console.log(", "  throw new Error("),
                   "php": ("    file_put_contents('php://stdout', $line)", "    throw new RuntimeException($line)")}
        for command in readme("run", "receive"):
            with self.subTest(command), Folder() as folder:
                skip_without(self, language_of(command))
                path, = re.findall(r"examples/\S+", command)
                with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                    source = file.read()
                before, after = failing[language_of(command)]
                self.assertIn(before, source)
                copy = os.path.join(folder, os.path.basename(path))
                with open(copy, "w", encoding="utf-8") as file:
                    file.write(source.replace(before, after, 1))
                os.chmod(copy, 0o700)
                receiver = Receiver(command.replace(path, copy), folder)
                try:
                    for _ in range(2):
                        self.assertEqual(receiver.post(*an_event()[:2]), 500)
                finally:
                    receiver.end()

    def test_other_requests_are_refused(self):
        def check(receiver):
            self.assertEqual(request(receiver.port, "GET", "/")[0], 405)
            # PHP's own server reads a body before it asks the script; the others need not be sent one.
            large = "x" * 65537 if language_of(receiver.command) == "php" else ""
            for header, body, status in (("Content-Length: 65537", large, 413), ("X-None: 1", "", 411)):
                with socket.create_connection(("127.0.0.1", receiver.port), PATIENCE_S) as s:
                    s.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n{body}".encode())
                    self.assertRegex(s.recv(4096).decode(), rf"^HTTP/1\.[01] {status} ")
            return []
        self.with_each(check)

    def test_the_newest_ten_thousand_events_are_remembered(self):
        events = [an_event(number) for number in range(SEEN_MAX + 1)]

        def check(receiver):
            if language_of(receiver.command) == "php":   # Its file holds up to twice as many before it is cut.
                past = [events[0][0], *(f"evt_{number}" for number in range(SEEN_MAX)), *(e[0] for e in events[1:-1])]
                with open(receiver.seen_file, "w", encoding="ascii") as file:
                    file.writelines(event_id.encode().hex() + "\n" for event_id in past)
                printed = []
            else:
                receiver.post_at_once(events[:-1])
                printed = [event[2] for event in events[:-1]]
            # The first is still known; with one more it is not, but the second is.
            for event in (events[0], events[-1], events[1], events[0]):
                self.assertEqual(receiver.post(*event[:2]), 204)
            return [*printed, events[-1][2], events[0][2]]
        self.with_each(check)


class Verify(unittest.TestCase):
    def setUp(self):
        skip_without(self, "curl")

    def test_prints_what_the_readme_says(self):
        command, expected = "\n".join(readme("run", "verify")), "\n".join(readme("prints", "verify"))
        self.assertEqual(run(command), (0, expected + "\n", ""))

    def test_verifies_each_callback_that_a_daemon_made(self):
        kept = []

        class Keeper(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                kept.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keeper) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                send_by_a_daemon(server.server_port, lambda: len(kept) == len(readme("prints", "receive")), SECRET)
            finally:
                server.shutdown()
        for headers, body in kept:
            values = " ".join(f"'{headers['webhook-' + name]}'" for name in ("id", "timestamp", "signature"))
            for text, code in ((body, 0), (body + b" ", 1)):
                self.assertEqual(run("examples/curl/verify.sh " + values, text, SMSGW_CALLBACK_SECRET=SECRET)[0], code)

    def test_takes_either_signature_and_no_other(self):
        event_id, body, _ = an_event()
        good, other = (sign(event_id, 1614265330, body, secret) for secret in (SECRET, OTHER_SECRET))
        for signatures, timestamp, code in ((f"{other} {good}", 1614265330, 0), (f"{good} {other}", 1614265330, 0),
                                            (other, 1614265330, 1), (good, 1614265331, 1), ("*", 1614265330, 1)):
            with self.subTest(signatures):
                command = f"examples/curl/verify.sh '{event_id}' {timestamp} '{signatures}'"
                self.assertEqual(run(command, body, SMSGW_CALLBACK_SECRET=SECRET)[0], code)

    def test_usage_is_exit_code_2(self):
        self.assertEqual(run("examples/curl/verify.sh a b c")[0], 2)
        self.assertEqual(run("examples/curl/verify.sh", SMSGW_CALLBACK_SECRET=SECRET)[0], 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
