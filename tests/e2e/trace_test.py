"""A trace is followed from the call through Redis to the provider, the callback and the log."""
import hashlib
import hmac
import http.server
import json
import os
import threading
import unittest

from harness import KEY, Daemon, Folder, Redis, wait_until

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
TRACE = f"00-{TRACE_ID}-b7ad6b7169203331-01"
CONFIG = """
[callback]
allow_loopback = true
[auth]
pepper = "env:PEPPER"
[[accounts]]
id = "shop"
keys = ["env:KEY_HASH"]
default_sender = "Shop"
callback_url = "http://127.0.0.1:{port}/events"
callback_secret = "env:WHSEC"
callback_allow = ["http://127.0.0.1:{port}/"]
[[providers]]
id = "globex"
type = "http"
base_url = "http://127.0.0.1:{port}"
path = "/submit"
auth = "none"
body = '{{"to": "{{to}}", "text": "{{text}}", "from": "{{from}}"}}'
answers = ["status 200 -> accepted"]
answer_id = "json /id"
"""
ENV = {"PEPPER": "pepper", "WHSEC": "whsec_" + "A" * 32, "SMSGW_API_KEY": None,
       "KEY_HASH": hmac.new(b"pepper", KEY.encode(), hashlib.sha256).hexdigest()}


class Peer(http.server.ThreadingHTTPServer):
    """The provider and the client's service in one; keeps path and trace of every request."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = json.loads(body)["data"]["status"] if self.path == "/events" else ""
        self.server.seen.append((self.path, status, self.headers.get_all("traceparent")))
        answer = b'{"id": "p1"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class Trace(unittest.TestCase):
    def test_goes_wherever_the_message_goes(self):
        peer = Peer()
        self.addCleanup(peer.server_close)
        self.addCleanup(peer.shutdown)
        with Folder() as folder:
            redis = Redis(folder)
            self.addCleanup(redis.end)
            daemon = Daemon(os.path.join(folder, "data"), redis.url, ENV, CONFIG.format(port=peer.server_port))
            self.addCleanup(daemon.end)
            daemon.wait_ready()
            for headers, expected in (({"traceparent": TRACE}, [TRACE]), ({}, None)):
                peer.seen.clear()
                status, _, answer = daemon.send({"to": "+31612345678", "message": "Hello"}, headers)
                self.assertEqual(status, 202, answer)
                wait_until("the service was told", lambda: any(status == "submitted" for _, status, _ in peer.seen))
                self.assertEqual({path for path, _, _ in peer.seen}, {"/submit", "/events"})
                self.assertEqual([trace for _, _, trace in peer.seen], [expected] * len(peer.seen))
                lines = [json.loads(line) for line in daemon.log if answer["msgid"] in line]
                for event in ("message.accepted", "submit.ended"):
                    self.assertEqual([line.get("trace_id") for line in lines if line["event"] == event],
                                     [TRACE_ID if expected else None], lines)


if __name__ == "__main__":
    unittest.main(verbosity=2)
