"""Rows of the watchdog: this test is the service manager. It reads a gateway's notifications, ends it as WatchdogSec= does
(SIGABRT, then started anew) when the signs of life stay away, and never has to while something else than the gateway is at
fault."""
import json
import os
import queue
import signal
import socket
import threading
import unittest

from fleet import KEY, Daemon, Folder, Redis, Sandbox, audit, built_shim, fixed_port, wait_until
from rows import size

WATCHDOG_S = 6
POISON = "a text after which a thread never comes back"
TWO_ENGINES = "threads = 2\n"


class Manager:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.env = {"NOTIFY_SOCKET": self.path, "WATCHDOG_USEC": str(WATCHDOG_S * 1_000_000)}
        self.states, self.beats, self.signs = [], 0, queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            state = self.socket.recv(4096).decode()
            self.states.append(state)
            self.beats += state == "WATCHDOG=1"
            self.signs.put(state)

    def more_beats(self, count):
        wanted = self.beats + count
        wait_until(f"{count} more signs of life", lambda: self.beats >= wanted)

    def guard(self, daemon):
        """Blocks until the gateway lets the watchdog time pass, and ends it."""
        while not self.signs.empty():
            self.signs.get()
        try:
            while True:
                self.signs.get(timeout=WATCHDOG_S)
        except queue.Empty:
            daemon.signal(signal.SIGABRT)
            return daemon.wait()


class Watchdog(unittest.TestCase):
    def run_with(self, test, *flags, env=None):
        with Folder() as folder:
            redis, sandbox, self.manager = Redis(folder), Sandbox(*flags), Manager(folder)
            self.folder, self.redis, self.sandbox = folder, redis, sandbox
            self.ports = (fixed_port(), fixed_port(), fixed_port())
            try:
                self.daemon = self.start(env or {})
                test()
                self.assertEqual(self.daemon.end(), 0, "\n".join(self.daemon.log[-20:]))
                audit(redis)
            finally:
                redis.signal(signal.SIGCONT)
                self.daemon.end()
                sandbox.end()
                redis.end()

    def start(self, env):
        config = TWO_ENGINES + self.sandbox.provider_toml()
        return Daemon(os.path.join(self.folder, "data"), self.redis.url, {**Sandbox.ENV, **self.manager.env, **env}, config,
                      self.ports).wait_ready()

    def send(self, count, text="Hello"):
        accepted = []
        for i in range(count):
            status, _, answer = self.daemon.send({"to": f"+3161{i:07d}", "message": text})
            self.assertEqual(status, 202, answer)
            accepted.append(answer["msgid"])
        return accepted

    def wait_delivered(self, accepted):
        for msgid in accepted:
            self.daemon.wait_status(msgid, "delivered")

    def overdue(self):
        return [line for line in self.daemon.log if "watchdog.overdue" in line]

    def test_signs_of_life_come_whatever_happens_around_the_gateway(self):
        self.run_with(self.all_is_well, "--latency-ms", "20")

    def all_is_well(self):
        beats = WATCHDOG_S + 2   # one comes each second
        self.assertIn("READY=1", self.manager.states)
        self.manager.more_beats(3)
        # under load
        accepted = self.send(size(200, 2_000))
        self.manager.more_beats(1)
        self.wait_delivered(accepted)
        # while the operator takes longer than anybody waits
        self.sandbox.set_faults(latency_ms=600_000)
        self.send(20)
        self.manager.more_beats(beats)
        self.sandbox.set_faults(latency_ms=20)
        # while Redis stands still, and when it goes on
        self.redis.signal(signal.SIGSTOP)
        self.manager.more_beats(beats)
        self.redis.signal(signal.SIGCONT)
        self.manager.more_beats(3)
        # and after the gateway itself stood still
        self.daemon.signal(signal.SIGSTOP)
        wait_until("the gateway stands still", lambda: self.state_of_process() == "T")
        threading.Event().wait(WATCHDOG_S)
        self.daemon.signal(signal.SIGCONT)
        self.manager.more_beats(3)
        self.assertEqual(self.overdue(), [])

    def state_of_process(self):
        with open(f"/proc/{self.daemon.process.pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0]

    def test_a_gateway_that_hangs_is_ended_and_its_successor_loses_nothing(self):
        with Folder() as folder:
            shim = built_shim("poison_shim.c", folder)
            asan = os.environ.get("ASAN_OPTIONS", "")
            env = {"LD_PRELOAD": shim, "SMSGW_POISON": POISON, "SMSGW_POISON_HANGS": "1",
                   "ASAN_OPTIONS": ":".join(filter(None, [asan, "verify_asan_link_order=0:handle_abort=0"]))}
            self.run_with(self.one_engine_hangs, env=env)

    def one_engine_hangs(self):
        accepted = self.send(50)
        self.manager.more_beats(2)
        # when one of two engines stops in the middle of its work
        self.say_the_poison()
        # then the other one tells, for orchestrators that ask
        status, answer = wait_until("/livez says what hangs", self.not_alive)
        self.assertEqual(status, 503)
        self.assertFalse(answer["alive"])
        self.assertEqual(len(answer["hanging"]), 1)
        self.assertRegex(answer["hanging"][0], "^engine [01]: event loop$")
        self.assertEqual(len(self.overdue()), 1)
        # and the service manager does not hear of us any more, and ends the process
        self.assertEqual(self.manager.guard(self.daemon), -signal.SIGABRT)
        # what starts in its place delivers what was accepted, each once
        self.daemon = self.start({})
        accepted += self.send(10)
        self.wait_delivered(accepted)
        self.assertEqual(self.sandbox.ledger()["accepted"], len(accepted))
        self.manager.more_beats(2)

    def say_the_poison(self):
        with socket.create_connection(("127.0.0.1", self.daemon.api)) as client:
            body = json.dumps({"to": "+31612345678", "message": POISON}).encode()
            client.sendall(b"POST /send HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
                           f"Authorization: Bearer {KEY}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            wait_until("an engine hangs", self.overdue)

    def not_alive(self):
        """The kernel spreads connections: one that the hanging engine got is never answered."""
        with socket.create_connection(("127.0.0.1", self.daemon.admin)) as client:
            client.settimeout(1)
            try:
                client.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                answer = b""
                while piece := client.recv(4096):
                    answer += piece
            except TimeoutError:
                return None
        head, body = answer.split(b"\r\n\r\n", 1)
        status = int(head.split()[1])
        return (status, json.loads(body)) if status != 200 else None


if __name__ == "__main__":
    unittest.main(verbosity=2)
