"""Durability strict+replica from outside: while no replica confirms, nothing is promised and nothing is submitted; what was
promised before and after is delivered once."""
import os
import signal
import unittest

from harness import Daemon, Folder, Redis, Sandbox, audit, free_port, request, wait_until

TO = "+31612345678"


class Replica(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(Folder())
        port = str(free_port())
        self.primary = self.start(lambda: Redis(self.subfolder("a"), "--port", port, "--bind", "127.0.0.1",
                                                "--repl-diskless-sync-delay", "0"))
        self.replica = self.start(lambda: Redis(self.subfolder("b"), "--replicaof", "127.0.0.1", port))
        self.primary.ask("SET", "probe", "1")
        wait_until("the replica is in step", lambda: self.replica.ask("GET", "probe") == "1")
        self.sandbox = self.start(lambda: Sandbox("--seed", "7", "--report-delay-ms", "20"))
        self.daemon = self.start(lambda: Daemon(self.folder, self.primary.url,
                                                {**Sandbox.ENV, "SMSGW_REDIS_DURABILITY": "strict+replica"},
                                                self.sandbox.provider_toml())).wait_ready()

    def start(self, make):
        program = make()
        self.addCleanup(program.end)
        return program

    def subfolder(self, name):
        path = os.path.join(self.folder, name)
        os.mkdir(path)
        return path

    def send(self, key):
        status, _, body = self.daemon.send({"to": TO, "message": "Hello"}, {"Idempotency-Key": key})
        return status, body

    def accept(self, key):
        """As a client must: a replica that is slow for a moment makes a 503, and the same key again one message."""
        def accepted():
            status, body = self.send(key)
            self.assertIn(status, (202, 503), body)
            return status == 202 and body
        return wait_until(f"{key} is accepted", accepted)["msgid"]

    def test_nothing_is_promised_without_the_replica(self):
        self.daemon.wait_status(self.accept("before"), "delivered")
        under_way = [self.accept(f"under-way-{i}") for i in range(100)]

        self.replica.signal(signal.SIGSTOP)
        self.addCleanup(self.replica.signal, signal.SIGCONT)
        answers = [self.send(f"meanwhile-{i % 5}") for i in range(20)]
        self.assertEqual({(status, body["code"]) for status, body in answers}, {(503, "storage_unavailable")})
        status, _, ready = request(self.daemon.admin, "GET", "/readyz")
        self.assertEqual(status, 503)
        self.assertIn("no replica has confirmed", str(ready))

        self.replica.signal(signal.SIGCONT)
        self.daemon.wait_ready()
        # The same keys again: one message each, whether or not the refused requests have left one.
        meanwhile = [self.accept(f"meanwhile-{i % 5}") for i in range(20)]
        self.assertEqual(len(set(meanwhile)), 5)
        for msgid in under_way + meanwhile:
            self.daemon.wait_status(msgid, "delivered")
        ledger = self.sandbox.ledger()
        self.assertEqual(ledger["distinct_messages"], 1 + 100 + 5)
        self.assertEqual(ledger["duplicate_messages"], 0)
        self.assertEqual(audit(self.primary)["by_status"], {"delivered": 1 + 100 + 5})


if __name__ == "__main__":
    unittest.main(verbosity=2)
