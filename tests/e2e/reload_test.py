"""A configuration is read again while messages flow: nobody is refused, nothing is lost, the new one counts; a wrong one
changes nothing and is named."""
import hashlib
import hmac
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
import unittest

from harness import BIN, PATIENCE_S, Daemon, Folder, Redis, Sandbox, audit, request, sanitizer_env, wait_until

PEPPER = "a-pepper-for-tests"
RELOADS = 5
CLIENTS = 4


def hashed(key, scopes="send,read"):
    return f'"{hmac.new(PEPPER.encode(), key.encode(), hashlib.sha256).hexdigest()}:{scopes}"'


class Client(threading.Thread):
    """Sends one message after the other on a connection that it keeps, and repeats a request under the same key when the
    connection was closed on it, as docs/install.md wants it."""

    def __init__(self, port, number):
        super().__init__(daemon=True)
        self.port, self.number, self.ended = port, number, threading.Event()
        self.accepted, self.errors, self.repeats = [], [], 0
        self.connection = None

    def run(self):
        try:
            while not self.ended.is_set():
                self.send(len(self.accepted))
        except Exception as error:  # pylint: disable=broad-except
            self.errors.append(repr(error))
        finally:
            if self.connection:
                self.close()

    def send(self, index):
        body = json.dumps({"to": f"+3161{self.number}{index % 1000000:06d}", "message": "Hello"})
        headers = {"Authorization": "Bearer key", "Content-Type": "application/json",
                   "Idempotency-Key": f"k-{self.number}-{index}"}
        for _ in range(2):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
                self.connection.request("POST", "/send", body, headers)
                response = self.connection.getresponse()
                answer = json.loads(response.read())
                if response.will_close:
                    self.close()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.close()
                self.repeats += 1
        else:
            raise AssertionError(f"request {index} of client {self.number} was cut off twice")
        if response.status != 202:
            raise AssertionError(f"{response.status}: {answer}")
        self.accepted.append(answer["msgid"])

    def close(self):
        self.connection.close()
        self.connection = None


class Reload(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.path = folder.__enter__()
        self.addCleanup(folder.__exit__)
        self.redis = Redis(self.path)
        self.addCleanup(self.redis.end)
        self.sandbox = Sandbox("--latency-ms", "20")
        self.addCleanup(self.sandbox.end)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)   # the service manager
        self.socket.bind(os.path.join(self.path, "notify"))
        self.addCleanup(self.socket.close)
        self.states = []
        threading.Thread(target=self.read_states, daemon=True).start()
        self.daemon = Daemon(os.path.join(self.path, "data"), self.redis.url,
                             {**Sandbox.ENV, "SMSGW_AUTH_PEPPER": PEPPER, "SMSGW_API_KEY": None,
                              "NOTIFY_SOCKET": os.path.join(self.path, "notify")}, self.config())
        self.addCleanup(self.daemon.end)
        self.file = os.path.join(self.path, "data", "smsgw.toml")
        self.daemon.wait_ready()

    def read_states(self):
        while True:
            try:
                self.states.append(self.socket.recv(4096).decode())
            except OSError:
                return

    def config(self, keys=(), provider="tps = 1000\n", more="", top="threads = 2\n"):
        entries = ", ".join([hashed("key"), hashed("boss", "admin"), *(hashed(key) for key in keys)])
        return (f'{top}[dispatch]\nin_flight_max = 32\n{more}[[accounts]]\nid = "shop"\nkeys = [{entries}]\n'
                f'default_sender = "Shop"\n{self.sandbox.provider_toml(provider)}')

    def write(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)

    def ctl(self, *words):
        return subprocess.run([os.path.join(BIN, "smsgwctl"), *words, "--url", f"http://127.0.0.1:{self.daemon.admin}"],
                              env={"PATH": os.environ["PATH"], "SMSGW_API_KEY": "boss", **sanitizer_env()}, capture_output=True,
                              text=True, timeout=PATIENCE_S, check=False)

    def reload(self):
        done = self.ctl("reload")
        self.assertEqual((done.returncode, done.stdout), (0, "reloaded\n"), done.stderr)

    def wait_delivered(self, msgid):
        wait_until(f"{msgid} is delivered", lambda: (self.daemon.message(msgid, "key") or {}).get("status") == "delivered")

    def send(self, key):
        return self.daemon.send({"to": "+31612345678", "message": "Hello"}, key=key)[0]

    def events(self, name):
        return [line for line in self.daemon.log if f'"{name}"' in line]

    def test_under_load_nobody_is_refused_and_nothing_is_lost(self):
        clients = [Client(self.daemon.api, number) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        keys = []
        for number in range(RELOADS):
            # each reload brings one more key, another pace and another limit
            wanted = [len(client.accepted) + 20 for client in clients]
            wait_until("all clients get on", lambda w=wanted: all(
                len(client.accepted) >= count or client.errors for client, count in zip(clients, w)))
            keys.append(f"another-key-{number}")
            self.assertEqual(self.send(keys[-1]), 401, "not before")
            self.write(self.config(keys, f"tps = {500 + number}\n", f"attempts_max = {5 + number}\n"))
            self.reload()
            for key in keys:
                self.assertEqual(self.send(key), 202, "the answer came when the new configuration was the only one")
        for client in clients:
            client.ended.set()
        for client in clients:
            client.join(PATIENCE_S)
        self.assertEqual([error for client in clients for error in client.errors], [])
        accepted = [msgid for client in clients for msgid in client.accepted]
        self.assertGreaterEqual(len(accepted), RELOADS * CLIENTS * 20)
        for msgid in accepted:
            self.wait_delivered(msgid)
        extra = RELOADS * (RELOADS + 1) // 2   # those that the new keys sent
        wait_until("the operator has all", lambda: self.sandbox.ledger()["accepted"] >= len(accepted) + extra)
        self.assertEqual(self.sandbox.ledger()["accepted"], len(accepted) + extra, "each once")
        self.assertEqual(len(self.events("config.reloaded")), RELOADS)
        self.assertEqual(self.events("watchdog.overdue"), [])
        print(f"{len(accepted)} messages, repeated requests {sum(client.repeats for client in clients)}", flush=True)
        self.assertEqual(self.daemon.end(), 0, "\n".join(self.daemon.log[-20:]))
        audit(self.redis)

    def test_a_wrong_file_changes_nothing_and_is_named(self):
        good = self.config(["new"])
        for wrong, word in (("[dispatch]\nin_flight_mx = 3\n", "in_flight_mx"),
                            (self.config(top="threads = 5\n"), "threads changes from 2 to 5: that needs a restart"),
                            (self.config(top="threads = 2\n[listen]\nadmin = \"127.0.0.1:1\"\n", provider="tps = -3\n"), "tps")):
            self.write(wrong)
            done = self.ctl("reload")
            self.assertEqual(done.returncode, 1)
            self.assertIn(word, done.stderr)
            self.assertIn("goes on with its former configuration", done.stderr)
            self.assertEqual((self.send("key"), self.send("new")), (202, 401))
        failed = self.events("config.reload_failed")
        self.assertGreaterEqual(len(failed), 3)
        self.assertTrue(any("in_flight_mx" in line for line in failed))
        self.write(good)
        self.reload()
        self.assertEqual((self.send("key"), self.send("new")), (202, 202))

    def test_sighup_reloads_and_tells_the_service_manager(self):
        self.write(self.config(["new"]))
        self.daemon.signal(signal.SIGHUP)
        wait_until("it is ready again", lambda: "READY=1\nSTATUS=" in self.states)
        self.assertEqual([state.partition("=")[0] for state in self.states], ["READY", "RELOADING", "READY"])
        self.assertRegex(self.states[1], "^RELOADING=1\nMONOTONIC_USEC=[0-9]+$")
        self.assertEqual(self.send("new"), 202)
        self.write("not toml")
        self.daemon.signal(signal.SIGHUP)
        wait_until("it says that it is not", lambda: "former configuration" in self.states[-1])
        self.assertEqual(self.send("new"), 202)
        # one that comes just before the end is no reason not to end
        self.write(self.config())
        self.daemon.signal(signal.SIGHUP)
        self.assertEqual(self.daemon.end(), 0, "\n".join(self.daemon.log[-20:]))

    def test_who_cannot_meet_redis_does_not_replace_who_can(self):
        """The former engines keep their connections; new ones would have none."""
        self.redis.ask("CONFIG", "SET", "maxclients", "1")
        self.write(self.config(["new"]))
        done = self.ctl("reload")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Redis", done.stderr)
        self.assertEqual((self.send("key"), self.send("new")), (202, 401))

    def test_a_key_that_is_taken_away_is_refused_on_open_connections_too(self):
        self.write(self.config(["gone"]))
        self.reload()
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.api, timeout=PATIENCE_S)
        connection.request("GET", "/account", headers={"Authorization": "Bearer gone"})
        self.assertEqual(connection.getresponse().read()[:1], b"{")
        self.write(self.config())
        self.reload()
        # the former generation has closed that connection: what is opened instead meets the new one
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)):
            connection.auto_open = 0
            connection.request("GET", "/account", headers={"Authorization": "Bearer gone"})
            connection.getresponse()
        self.assertEqual(request(self.daemon.api, "GET", "/account", headers={"Authorization": "Bearer gone"})[0], 401)

    def test_a_request_that_began_before_is_answered_after(self):
        """As the one that asked for the reload must be, however busy the machine is."""
        body = b'{"level":"info"}'
        with socket.create_connection(("127.0.0.1", self.daemon.admin), PATIENCE_S) as connection:
            connection.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            self.assertIn(b" 200 OK", connection.recv(4096))   # so it is the former generation's
            connection.sendall(b"POST /log-level HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer boss\r\n"
                               b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
            self.write(self.config(["new"]))
            self.daemon.signal(signal.SIGHUP)
            wait_until("it is reloaded", lambda: self.events("config.reloaded"))
            time.sleep(2)   # longer than a connection without a request would be left open
            connection.sendall(body)
            self.assertEqual(connection.recv(4096).split(b"\r\n")[0], b"HTTP/1.1 204 No Content")

    def test_log_level_by_one_command_and_by_the_file(self):
        self.deliver_one()
        wait_until("it is told", lambda: len(self.events("submit.ended")) == 1)
        self.assertEqual(self.events("http.answered"), [])
        self.assertEqual(self.ctl("log-level", "debug").returncode, 0)
        self.deliver_one()
        wait_until("so is every request", lambda: self.events("http.answered"))
        self.assertEqual(self.ctl("log-level", "loud").returncode, 1)
        self.write(self.config(top="threads = 2\n[log]\nlevel = \"error\"\n"))
        self.reload()
        before = len(self.events("submit.ended"))
        self.deliver_one()
        self.assertEqual(len(self.events("submit.ended")), before)

    def test_an_outage_does_not_bury_the_log(self):
        self.write(self.config(top="threads = 2\n[log]\nrepeats_max = 1\n"))
        self.reload()
        self.sandbox.set_faults(http_503=1, latency_ms=200)
        for _ in range(50):
            self.assertEqual(self.send("key"), 202)
        told = wait_until("the log counts what it does not write", lambda: [
            line for line in map(json.loads, self.events("log.suppressed")) if line["of"] == "submit.failed"])
        self.assertGreater(sum(line["count"] for line in told), 0)
        self.assertTrue(self.events("submit.failed"))
        wait_until("another event is told as well", lambda: self.events("breaker.opened"))

    def deliver_one(self):
        status, _, answer = self.daemon.send({"to": "+31612345678", "message": "Hello"}, key="key")
        self.assertEqual(status, 202)
        self.wait_delivered(answer["msgid"])


class QuickStart(unittest.TestCase):
    def test_the_private_redis_and_the_simulated_operator_stay(self):
        with Folder() as folder:
            daemon = Daemon(os.path.join(folder, "data"), config="shutdown_grace_s = 20\n").wait_ready()
            try:
                before = daemon.send({"to": "+31612345678", "message": "Hello"})[2]["msgid"]
                daemon.signal(signal.SIGHUP)
                wait_until("it is reloaded", lambda: any("config.reloaded" in line for line in daemon.log))
                after = daemon.send({"to": "+31612345678", "message": "Hello"})[2]["msgid"]
                for msgid in (before, after):
                    daemon.wait_status(msgid, "delivered")
                # and whoever asks for a second time gets it
                daemon.signal(signal.SIGHUP)
                wait_until("again", lambda: sum("config.reloaded" in line for line in daemon.log) == 2)
                self.assertEqual(sum("sandbox.started" in line for line in daemon.log), 1)
                audit(daemon)
            finally:
                self.assertEqual(daemon.end(), 0, "\n".join(daemon.log[-20:]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
