"""A service that misbehaves and a gateway that is killed: every event of every message is told at least once, and what the
service keeps after it has dropped repeats is the message's timeline, signed."""
import base64
import collections
import hashlib
import hmac
import http.server
import json
import os
import random
import signal
import socket
import struct
import subprocess
import threading
import time
import unittest

from harness import BIN, KEY, Daemon, Folder, Redis, Sandbox, audit, wait_until

# Of a message four events are told: submitting, submitted, sent, delivered; fewer where `sent` came late. About 3.7 each.
MESSAGES = int(os.environ.get("SMSGW_CALLBACK_EVENTS", "3000")) * 2 // 7
KILLS = 4
MISBEHAVES = 0.3
REFUSALS_MAX = 6   # in a row of one event, so that no schedule ends
SECRETS = [base64.b64encode(bytes([i]) * 32).decode() for i in (1, 2)]   # the new one, and the one that it replaces


def verified_by(headers, body):
    """Numbers of the secrets whose signature is there; as any Standard Webhooks library does it."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    given = headers["webhook-signature"].split(" ")
    return [i for i, secret in enumerate(SECRETS)
            if "v1," + base64.b64encode(hmac.new(base64.b64decode(secret), content, hashlib.sha256).digest()).decode() in given]


class Service(http.server.ThreadingHTTPServer):
    """Keeps each event that it answered 2xx; answers 500, nothing, a reset or a redirect to a share of the requests."""
    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock, self.random = threading.Lock(), random.Random(5)
        self.answer = None   # a status for every request, instead
        self.taken = collections.defaultdict(list)    # webhook-id -> bodies
        self.refused = collections.Counter()          # webhook-id -> refusals in a row
        self.faults = collections.Counter()
        self.unsigned, self.stale, self.redirected = [], [], 0
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_):
        pass   # killed gateways leave connections behind

    def fault_for(self, event):
        with self.lock:
            if self.random.random() >= MISBEHAVES or self.refused[event] >= REFUSALS_MAX:
                return None
            self.refused[event] += 1
            # A time-out is rarer: each takes a thread and a second.
            fault = self.random.choices(["500", "timeout", "reset", "redirect"], [4, 1, 4, 4])[0]
            self.faults[fault] += 1
            return fault

    def take(self, event, body):
        with self.lock:
            self.taken[event].append(json.loads(body))
            self.refused[event] = 0

    def events_of(self):
        """msgid -> seq -> body, repeats dropped by webhook-id."""
        with self.lock:
            by_message = collections.defaultdict(dict)
            for event, bodies in self.taken.items():
                msgid, seq = event.removeprefix("evt_").rsplit("_", 1)
                by_message[msgid][int(seq)] = bodies[0]
            return by_message


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.redirected += 1
        self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event = self.headers["webhook-id"]
        if verified_by(self.headers, body) != [0, 1]:
            self.server.unsigned.append(event)
        if abs(time.time() - int(self.headers["webhook-timestamp"])) > 300:
            self.server.stale.append(event)
        if self.path != "/events":
            self.server.redirected += 1
        if self.server.answer:
            return self.reply(self.server.answer)
        fault = self.server.fault_for(event)
        if fault is None:
            self.server.take(event, body)
            return self.reply(204)
        if fault == "500":
            return self.reply(500)
        if fault == "redirect":
            return self.reply(307, ("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere"))
        self.close_connection = True
        if fault == "timeout":
            return time.sleep(1.5)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return self.connection.close()

    def reply(self, status, *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def config(sandbox, port):
    return f"""
[callback]
allow_loopback = true
timeout_ms = 1000
retry_first_ms = 5
in_flight_max = 16
[dispatch]
lease_s = 8
reclaim_every_s = 1
[auth]
pepper = "env:PEPPER"
[[accounts]]
id = "shop"
keys = ["env:KEY_HASH"]
default_sender = "Shop"
callback_url = "http://127.0.0.1:{port}/events"
callback_secret = "env:WHSEC"
callback_secret_old = "env:WHSEC_OLD"
callback_allow = ["http://127.0.0.1:{port}/own/"]
""" + sandbox.provider_toml("connect_ms = 1000\nwrite_ms = 1000\nread_ms = 5000\n")


PEPPER = "a-pepper-for-tests"
ENV = {**Sandbox.ENV, "PEPPER": PEPPER, "WHSEC": "whsec_" + SECRETS[0], "WHSEC_OLD": "whsec_" + SECRETS[1],
       "KEY_HASH": hmac.new(PEPPER.encode(), KEY.encode(), hashlib.sha256).hexdigest(),
       "SMSGW_API_KEY": None, "SMSGW_LOG_LEVEL": "warn"}


class Callbacks(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        path = self.folder.__enter__()
        self.addCleanup(self.folder.__exit__)
        self.redis = Redis(path)
        self.addCleanup(self.redis.end)
        self.service = Service()
        self.addCleanup(self.service.server_close)
        self.addCleanup(self.service.shutdown)
        self.sandbox = Sandbox("--seed", "3", "--report-delay-ms", "20")
        self.addCleanup(self.sandbox.end)
        self.daemon = self.start(path, None)
        self.addCleanup(lambda: self.daemon.end())

    def start(self, path, ports):
        return Daemon(path, self.redis.url, ENV, config(self.sandbox, self.service.server_port), ports).wait_ready()

    def kill_and_start(self):
        old = self.daemon
        old.signal(signal.SIGKILL)
        old.wait()
        self.daemon = self.start(old.data_dir, (old.api, old.webhook, old.admin))

    def send_all(self):
        """Sends until everything is accepted, over every kill; the keys make repeats harmless."""
        self.msgids = []
        for i in range(MESSAGES):
            def accepted(i=i):
                try:
                    status, _, answer = self.daemon.send({"to": f"+3161{i % 8000:07d}", "message": f"Message {i}", "reference": str(i)},
                                                         {"Idempotency-Key": f"key-{i}"})
                except OSError:
                    return None
                return answer["msgid"] if status == 202 else None
            self.msgids.append(wait_until(f"message {i} is accepted", accepted))

    def untold(self):
        return self.redis.ask("ZCARD", "{00}cb:shop")

    def test_every_event_is_told_whatever_happens(self):
        sender = threading.Thread(target=self.send_all)
        sender.start()
        for kill in range(KILLS):
            reached = (kill + 1) * MESSAGES // (KILLS + 1)
            wait_until(f"{reached} messages are told of", lambda: len(self.service.events_of()) >= reached, 240)
            self.kill_and_start()
        sender.join()
        wait_until("every message is final", lambda: self.redis.ask("ZCARD", "{00}z") == "0"
                   and self.redis.ask("XLEN", "{00}q:normal") == "0", 240)
        wait_until("nothing is left to tell", lambda: self.untold() == "0", 400)

        told = self.service.events_of()
        self.assertEqual(set(told), set(self.msgids))
        for msgid in self.msgids:
            timeline = self.daemon.message(msgid)["events"]
            # Seq 1 is the 202 itself.
            self.assertEqual(sorted(told[msgid]), list(range(2, len(timeline) + 1)), msgid)
            for event in timeline[1:]:
                body = told[msgid][event["seq"]]
                self.assertEqual(body["type"], "message." + event["status"])
                self.assertEqual(body["timestamp"], event["at"])
                self.assertEqual((body["data"]["msgid"], body["data"]["seq"]), (msgid, event["seq"]))
        self.assertEqual(self.service.unsigned, [])
        self.assertEqual(self.service.stale, [])
        self.assertEqual(self.service.redirected, 0, "no redirect is followed")
        self.assertEqual(set(self.service.faults), {"500", "timeout", "reset", "redirect"})
        audit(self.redis)
        repeats = sum(len(bodies) - 1 for bodies in self.service.taken.values())
        print(f"{MESSAGES} messages, {len(self.service.taken)} events, {repeats} repeats, {dict(self.service.faults)}, {KILLS} kills")

    def test_an_endpoint_that_is_gone_is_left_alone_until_it_is_enabled(self):
        self.service.answer = 410
        msgid = self.daemon.send({"to": "+31612345678", "message": "Hi"})[2]["msgid"]
        self.daemon.wait_status(msgid, "delivered")
        line = wait_until("it is disabled", lambda: next((c for c in self.ctl("list")["callbacks"] if c["disabled_since"]), None))
        self.assertEqual((line["account"], line["waiting"]), ("shop", 1))
        self.service.answer = None
        self.ctl("enable", "shop")
        wait_until("it is told", lambda: sorted(self.service.events_of()[msgid]) == [2, 3, 4, 5])
        # And once more.
        before = {event: len(bodies) for event, bodies in self.service.taken.items()}
        self.assertEqual(self.ctl("replay", "--msgid", msgid)["events"], 4)
        wait_until("it is told again", lambda: all(len(self.service.taken[event]) > count for event, count in before.items()))

    def test_a_message_may_bring_a_url_below_a_registered_prefix(self):
        base = f"http://127.0.0.1:{self.service.server_port}"
        for url, status in ((base + "/own/one", 202), (base + "/other", 422), (base + "/own/../events", 422),
                            ("https://example.com/own/", 422), ("nonsense", 422)):
            answer = self.daemon.send({"to": "+31612345678", "message": "Hi", "callback_url": url})
            self.assertEqual(answer[0], status, url)
            msgid = answer[2]["msgid"] if status == 202 else msgid
        self.daemon.wait_status(msgid, "delivered")
        wait_until("it is told", lambda: sorted(self.service.events_of().get(msgid, [])) == [2, 3, 4, 5] and self.untold() == "0")
        self.assertGreaterEqual(self.service.redirected, 4, "its events went to its own URL")

    def ctl(self, *words):
        done = subprocess.run([os.path.join(BIN, "smsgwctl"), "callbacks", words[0], "--json", "--redis", self.redis.url, *words[1:]],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
