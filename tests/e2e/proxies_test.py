"""No request is smuggled past a proxy: what nginx and HAProxy forward as one request is one request to the daemon, and a stranger
whose request comes next on the same connection between them gets the stranger's own answer. Without a proxy, too.

Ends with 77 (skipped) when a proxy is not installed and the others are fine, but not where SMSGW_NO_SKIPS is set."""
import json
import os
import re
import shutil
import socket
import sys
import unittest

from harness import KEY, Daemon, Folder, Program, Redis, audit, free_port, request, wait_until
from metrics_page import Page
from smuggling import SMUGGLED, variants

SEARCHED = os.environ["PATH"] + ":/usr/local/sbin:/usr/sbin"

# As lax as nginx can be: it drops no field for its name. Connections to the daemon are kept and shared by all clients, and a
# request that failed is not tried again, so that each line of the log is one request, with the bytes of it that were passed on.
NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 256; }}
http {{
    log_format upstream '$upstream_bytes_sent';
    access_log {folder}/nginx.log upstream;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    ignore_invalid_headers off; underscores_in_headers on; merge_slashes off;
    upstream smsgw {{ server 127.0.0.1:{api}; keepalive 1; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://smsgw; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_request_buffering {buffering}; proxy_next_upstream off; proxy_ignore_client_abort on;
        }}
    }}
}}
"""

# As lax as HAProxy can be: it lets through what it would refuse.
HAPROXY = """
global
    log stdout format raw local0
defaults
    mode http
    log global
    log-format "server %s"
    option http-keep-alive
    option accept-invalid-http-request
    http-reuse always
    retries 0
    timeout connect 60s
    timeout client 60s
    timeout server 60s
frontend clients
    bind 127.0.0.1:{port}
    default_backend smsgw
backend smsgw
    option accept-invalid-http-response
    server smsgw 127.0.0.1:{api}
"""


def program(name):
    return shutil.which(name, path=SEARCHED)


def exchange(port, data):
    """All that is answered to these bytes, after which the client has nothing more to say."""
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        # In two pieces, so that a proxy has begun to pass the head on when the body comes.
        head = data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            connection.sendall(head)
            connection.sendall(data.removeprefix(head))
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass   # closed on us meanwhile
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
        except ConnectionError:
            pass
    return answer


def statuses(answer):
    return [int(code) for code in re.findall(rb"(?:^|\r\n\r\n|\})HTTP/1\.[01] (\d{3}) ", answer) if code != b"100"]


class Door(unittest.TestCase):
    """A daemon, and what stands in front of it."""

    @classmethod
    def setUpClass(cls):
        folder = Folder()
        cls.path = folder.__enter__()
        cls.addClassCleanup(folder.__exit__)
        cls.redis = Redis(cls.path)
        cls.addClassCleanup(cls.redis.end)
        cls.daemon = Daemon(cls.path, cls.redis.url, {"SMSGW_THREADS": "1"}).wait_ready()
        cls.addClassCleanup(cls.daemon.end)

    def answered(self):
        """Requests that the daemon has answered, those that it refused too."""
        return int(Page(self.daemon).sum("smsgw_http_requests_total", listener="api"))


class Alone(Door):
    def test_nothing_behind_a_doubtful_request_is_read(self):
        before, seen = self.answered(), 0
        for variant in variants():
            with self.subTest(variant.label):
                found = statuses(exchange(self.daemon.api, variant.data + SMUGGLED))
                seen += len(found)
                if variant.clean:
                    self.assertLess(found[0], 500)
                else:
                    self.assertEqual(len(found), 1)
                    self.assertTrue(400 <= found[0] < 500 or found[0] in (501, 505), found)
        self.assertEqual(seen, self.answered() - before, "no answer was overlooked")


class Proxied:
    """Of a Door with a proxy: forwarded() says how many requests it has passed on."""

    def start(self, arguments, text):
        self.port = free_port()
        self.file = os.path.join(self.path, f"{self.id().rsplit('.', 1)[1]}.conf")
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text.replace("{port}", str(self.port)))
        self.proxy = Program([*arguments, self.file])
        self.addCleanup(self.proxy.end)

        def listens():
            self.assertTrue(self.proxy.alive(), self.proxy.log)
            with socket.socket() as one:
                return one.connect_ex(("127.0.0.1", self.port)) == 0
        wait_until("the proxy listens", listens)

    def stranger(self, number):
        """Somebody else's request through the same proxy; what it is answered is about that number."""
        body = json.dumps({"to": number, "message": "Hi", "dry_run": True}).encode()
        return request(self.port, "POST", "/send", body, {"Authorization": f"Bearer {KEY}"})

    def nothing_is_smuggled(self, forwarded):
        start = before = self.answered(), forwarded()
        for number, variant in enumerate(variants()):
            exchange(self.port, variant.data + SMUGGLED)
            to = f"+316123{number:05}"
            status, _, plan = self.stranger(to)
            self.assertEqual((status, plan.get("to")), (200, to), variant.label)
            # Both count a request when it is over for them, which may be after its answer.
            before = wait_until(f"as many requests are answered as were passed on: {variant.label}",
                                lambda: (now := (self.answered(), forwarded()))[0] - before[0] == now[1] - before[1] and now)
        self.assertGreater(before[1] - start[1], number + 20, "some attacks got through to the daemon")
        # Otherwise nobody would ever have come next on a connection that was used before.
        self.assertEqual(Page(self.daemon).sum("smsgw_http_connections", listener="api"), 1, "it keeps its connection")
        audit(self.redis)


class BehindNginx(Proxied, Door):
    def check(self, buffering):
        self.start([program("nginx"), "-e", "stderr", "-p", self.path, "-c"],
                   NGINX.format(folder=self.path, api=self.daemon.api, port="{port}", buffering=buffering))

        def forwarded():
            with open(os.path.join(self.path, "nginx.log"), encoding="ascii") as file:
                return sum(1 for line in file if line.strip() not in ("-", "0"))
        self.nothing_is_smuggled(forwarded)

    def test_that_collects_bodies(self):
        self.check("on")

    def test_that_passes_bodies_on_as_they_come(self):
        self.check("off")


class BehindHaproxy(Proxied, Door):
    def test_that_takes_what_is_invalid(self):
        self.start([program("haproxy"), "-f"], HAPROXY.format(api=self.daemon.api, port="{port}"))
        self.nothing_is_smuggled(lambda: sum(1 for line in list(self.proxy.out) if line == "server smsgw"))


if __name__ == "__main__":
    absent = [name for name, case in (("nginx", "BehindNginx"), ("haproxy", "BehindHaproxy")) if program(name) is None]
    if absent and os.environ.get("SMSGW_NO_SKIPS"):
        sys.exit(f"not installed: {absent}")
    cases = [Alone] + [case for name, case in (("nginx", BehindNginx), ("haproxy", BehindHaproxy)) if name not in absent]
    suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromTestCase(case) for case in cases)
    passed = unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful()
    if absent:
        print(f"skipped: {absent} not installed")
    sys.exit(1 if not passed else 77 if absent else 0)
