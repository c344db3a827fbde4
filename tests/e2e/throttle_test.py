"""Three replicas keep one provider's pace together: an operator that counts segments by the second is given nearly all that
it takes and nearly nothing more. It measures a rate, because that is the promise. And a provider can be left alone meanwhile."""
import http.client
import json
import os
import subprocess
import threading
import time
import unittest

from harness import BIN, KEY, PATIENCE_S, Daemon, Folder, Redis, Sandbox, audit, free_port, sanitizer_env, wait_until

SECONDS = int(os.environ.get("SMSGW_E2E_THROTTLE_S", "10"))
TPS = 50
WARM_UP_S = 5
MESSAGES = 3 * (TPS * (SECONDS + WARM_UP_S + 7) // 3)   # more than can go meanwhile


def send(daemon, count):
    connection = http.client.HTTPConnection("127.0.0.1", daemon.api, timeout=PATIENCE_S)
    for i in range(count):
        body = json.dumps({"to": f"+3161{i % 8000:07d}", "message": "Hello", "validity_s": 3600})
        connection.request("POST", "/send", body, {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"})
        response = connection.getresponse()
        assert response.status == 202, response.read()
        response.read()
    connection.close()


def provider(redis, *words):
    """(exit code, answer) of `smsgwctl provider`."""
    done = subprocess.run([os.path.join(BIN, "smsgwctl"), "provider", *words, "--json", "--redis", redis.url], check=False,
                          env={"PATH": os.environ["PATH"], **sanitizer_env()}, capture_output=True, text=True, timeout=PATIENCE_S)
    return done.returncode, json.loads(done.stdout or "{}")


def taken(path):
    """When the operator accepted each message (ms)."""
    with open(path, encoding="utf-8") as file:
        entries = [json.loads(line) for line in file if line.endswith("\n")]
    return sorted(entry["at_ms"] for entry in entries if entry["event"] == "accepted")


class Throttle(unittest.TestCase):
    def test_three_replicas_keep_the_pace_of_one_provider(self):
        with Folder() as folder:
            redis = Redis(folder)
            books = os.path.join(folder, "ledger")
            sandbox = Sandbox("--tps", str(TPS), "--missing", "1", "--ledger", books)
            daemons = []
            try:
                for i in range(3):
                    daemons.append(Daemon(os.path.join(folder, str(i)), redis.url, {**Sandbox.ENV, "SMSGW_LOG_LEVEL": "warn"},
                                          sandbox.provider_toml(f"tps = {TPS}\n"), (free_port(), free_port(), free_port())))
                for daemon in daemons:
                    daemon.wait_ready()
                self.keep_pace(daemons, redis, sandbox, books)
                self.drain(redis, sandbox)
                audit(redis)
            finally:
                for daemon in daemons:
                    self.assertEqual(daemon.end(), 0, "\n".join(daemon.log[-20:]))
                sandbox.end()
                redis.end()

    def keep_pace(self, daemons, redis, sandbox, books):
        # All is there before it begins, however long a busy machine takes to accept it.
        wait_until("the provider is known and paused", lambda: provider(redis, "pause", "sandbox")[0] == 0)
        clients = [threading.Thread(target=send, args=(daemon, MESSAGES // 3)) for daemon in daemons]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        self.assertLess(sandbox.ledger()["accepted"], MESSAGES // 10, "it was paused")
        self.assertEqual(provider(redis, "resume", "sandbox")[0], 0)
        start = time.time() + WARM_UP_S
        wait_until("the span is over", lambda: time.time() > start + SECONDS, SECONDS + WARM_UP_S + 10)
        ledger = sandbox.ledger()   # and its file is written out
        went = [at for at in taken(books) if start * 1000 <= at < (start + SECONDS) * 1000]
        rate, refused = len(went) / SECONDS, ledger["refused"].get("429", 0)
        print(f"{rate:.2f} of {TPS} segments per second over {SECONDS} s; 429: {refused} of {ledger['accepted'] + refused}")
        self.assertGreaterEqual(rate, 0.95 * TPS)
        self.assertLessEqual(rate, TPS)
        self.assertLess(refused, 0.01 * (ledger["accepted"] + refused))
        self.assertLess(ledger["accepted"], MESSAGES, "there was a backlog to the end")

    def drain(self, redis, sandbox):
        code, answer = provider(redis, "drain", "sandbox")
        self.assertEqual((code, answer["in_flight"]), (0, 0))
        before = sandbox.ledger()["accepted"]
        _, listed = provider(redis, "list")
        self.assertEqual(listed["providers"], [{"provider": "sandbox", "state": "draining", "in_flight": 0, "tps": TPS}])
        # Nothing has left since the drain ended, though messages wait; all do when it is resumed.
        self.assertEqual(sandbox.ledger()["accepted"], before)
        self.assertEqual(provider(redis, "resume", "sandbox")[0], 0)
        wait_until("all are submitted", lambda: sandbox.ledger()["accepted"] == MESSAGES)
        self.assertEqual(sandbox.ledger()["duplicate_messages"], 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
