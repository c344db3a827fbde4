"""Many messages over three replicas and one Redis, against an operator that misbehaves: nothing is lost, nothing is
submitted twice, every report finds its message. Counted from the client's and the operator's ledgers only."""
import collections
import http.client
import json
import os
import threading
import unittest

from harness import KEY, Daemon, Folder, Redis, Sandbox, audit, free_port, wait_until

MESSAGES = int(os.environ.get("SMSGW_E2E_MESSAGES", "10000"))
CLIENTS = 12


class Client(threading.Thread):
    """Sends its share over one connection per replica; its ledger is `accepted`."""

    def __init__(self, number, daemons):
        super().__init__()
        self.number, self.daemons = number, daemons
        self.accepted, self.refused = [], []

    def run(self):
        connections = [http.client.HTTPConnection("127.0.0.1", d.api, timeout=60) for d in self.daemons]
        for i in range(self.number, MESSAGES, CLIENTS):
            connection = connections[i % len(connections)]
            body = json.dumps({"to": f"+3161{i % 8000:07d}", "message": f"Message {i}", "reference": str(i)})
            connection.request("POST", "/send", body, {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json",
                                                       "Idempotency-Key": f"key-{i}"})
            response = connection.getresponse()
            answer = json.loads(response.read())
            (self.accepted if response.status == 202 else self.refused).append(answer.get("msgid", response.status))
        for connection in connections:
            connection.close()


class Reader(threading.Thread):
    """Asks for the status of its share of messages."""

    def __init__(self, daemon, msgids):
        super().__init__()
        self.daemon, self.msgids, self.views = daemon, msgids, []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.api, timeout=60)
        for msgid in self.msgids:
            connection.request("GET", f"/messages/{msgid}", headers={"Authorization": f"Bearer {KEY}"})
            self.views.append(json.loads(connection.getresponse().read()))
        connection.close()


def views_of(daemons, msgids):
    readers = [Reader(d, msgids[i::len(daemons)]) for i, d in enumerate(daemons)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return [view for reader in readers for view in reader.views]


class Replicas(unittest.TestCase):
    def test_three_replicas_deliver_everything_once(self):
        with Folder() as folder:
            redis = Redis(folder)
            sandbox = Sandbox("--seed", "7", "--report-delay-ms", "20", "--early", "0.01", "--duplicate", "0.01",
                              "--shuffled", "0.01", "--http-429", "0.01", "--http-503", "0.01")
            hooks = [free_port() for _ in range(3)]
            daemons = []
            try:
                for i in range(3):
                    # Reports go to another replica than the one that submitted.
                    env = {**Sandbox.ENV, "SMSGW_WEBHOOK_PUBLIC_URL": f"http://127.0.0.1:{hooks[(i + 1) % 3]}",
                           "SMSGW_LOG_LEVEL": "warn", "SMSGW_THREADS": "2" if i == 0 else "1"}
                    daemons.append(Daemon(os.path.join(folder, str(i)), redis.url, env, sandbox.provider_toml(),
                                          (free_port(), hooks[i], free_port())))
                for daemon in daemons:
                    daemon.wait_ready()
                self.run_load(daemons, sandbox, redis)
            finally:
                for daemon in daemons:
                    self.assertEqual(daemon.end(), 0, "\n".join(daemon.log[-20:]))
                sandbox.end()
                redis.end()

    def run_load(self, daemons, sandbox, redis):
        clients = [Client(i, daemons) for i in range(CLIENTS)]
        for client in clients:
            client.start()
        audit(redis)   # and in the middle of it all
        for client in clients:
            client.join()
        accepted = [msgid for client in clients for msgid in client.accepted]
        self.assertEqual([r for c in clients for r in c.refused], [])
        self.assertEqual(len(set(accepted)), MESSAGES)

        # Final means that the due set is empty: neither a delayed retry nor an open report window is left.
        wait_until("every message is final", lambda: redis.ask("ZCARD", "{00}z") == "0"
                   and redis.ask("XLEN", "{00}q:normal") == "0", 240)
        views = views_of(daemons, accepted)
        statuses = collections.Counter(view["status"] for view in views)
        self.assertEqual(statuses, {"delivered": MESSAGES})
        self.assertEqual([v["msgid"] for v in views if v["duplicate_possible"]], [])
        for view in views:
            self.assertEqual([e["seq"] for e in view["events"]], list(range(1, len(view["events"]) + 1)))

        ledger = sandbox.ledger()
        self.assertEqual(ledger["accepted"], MESSAGES)
        self.assertEqual(ledger["distinct_messages"], MESSAGES)
        self.assertEqual(ledger["duplicate_messages"], 0)
        self.assertEqual(ledger["reports_acknowledged"], ledger["reports_posted"], "no report was turned away")
        self.assertEqual(redis.ask("ZCARD", "{00}oz"), "0", "no report is left without its message")
        self.assertEqual(audit(redis)["by_status"], {"delivered": MESSAGES})
        print(f"{MESSAGES} accepted, {dict(statuses)}; operator: {ledger}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
