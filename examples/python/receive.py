#!/usr/bin/env python3
"""Receives smsgw's callbacks on 127.0.0.1:$PORT and prints one line per event; put a TLS proxy in front of it."""
import base64
import collections
import hashlib
import hmac
import http.server
import json
import os
import sys
import threading
import time

SECRET = base64.b64decode(os.environ["SMSGW_CALLBACK_SECRET"].removeprefix("whsec_"), validate=True)
TOLERANCE_S = 300
BODY_MAX = 64 * 1024
SEEN_MAX = 10_000

seen = collections.OrderedDict()   # the newest webhook-ids; in your service a unique column of a table
seen_lock = threading.Lock()


def is_authentic(headers, body):
    """Signed with our secret, over exactly these bytes, within the last five minutes."""
    event_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not event_id or not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE_S:
        return False
    signed = f"{event_id}.{timestamp}.".encode("latin-1") + body
    expected = b"v1," + base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest())
    # While a secret is rotated there are two signatures; one that we can make ourselves is enough.
    offered = headers.get("webhook-signature", "").encode("latin-1").split(b" ")
    return any([hmac.compare_digest(expected, signature) for signature in offered])


def handle(event):
    """What your service does about an event; a failure here is answered 500, and the event comes again."""
    data = event["data"]
    print(f"{event['type']} {data['msgid']} seq={data['seq']} reference={json.dumps(data['reference'], ensure_ascii=False)} "
          f"resend_safe={json.dumps(data['resend_safe'])}", flush=True)


def accept(event_id, body):
    """The status to answer with. Remembers an event only when it was handled."""
    with seen_lock:   # Two copies of an event may come at once.
        if event_id in seen:
            return 204
        try:
            event = json.loads(body)
            if not (isinstance(event, dict) and isinstance(event["type"], str)
                    and {"msgid", "seq", "reference", "resend_safe"} <= event["data"].keys()):
                return 400
        except (ValueError, KeyError, AttributeError):
            return 400
        handle(event)
        seen[event_id] = True
        if len(seen) > SEEN_MAX:
            seen.popitem(last=False)
        return 204


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > BODY_MAX:
            self.close_connection = True   # The body stays unread.
            return self.answer(413 if length.isdecimal() else 411)
        body = self.rfile.read(int(length))
        if not is_authentic(self.headers, body):
            return self.answer(401)
        try:
            return self.answer(accept(self.headers["webhook-id"], body))
        except Exception:
            self.answer(500)
            raise

    def do_GET(self):
        self.answer(405)

    def answer(self, status):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8090"))), Receiver)
    print(f"listening on http://127.0.0.1:{server.server_port}/", file=sys.stderr)
    server.serve_forever()
