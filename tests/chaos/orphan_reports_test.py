"""Row 15: a flood of reports with valid signatures for messages that nobody knows."""
import asyncio
import hashlib
import hmac
import json
import random
import time
import unittest

from rows import Fleet, RowTest, numbered, size
from swarm import Connection

SECRET = b"sandbox-secret"
FLOODERS = 16
FEW = 7   # ids that get many reports each


def a_signed_report(provider_msgid):
    body = json.dumps({"id": provider_msgid, "ref": "", "status": "delivered", "at": "2026-01-01T00:00:00Z", "error": ""})
    timestamp = str(int(time.time()))
    seal = hmac.new(SECRET, f"{timestamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return body.encode(), {"X-Sandbox-Timestamp": timestamp, "X-Sandbox-Signature": f"v1={seal}"}


class OrphanReports(RowTest):
    CAP = size(300, 50_000)

    def test_row_15_a_flood_of_orphans_is_answered_and_bounded_and_hurts_nobody(self):
        self.answers = []
        with Fleet(3, ("--report-delay-ms", "50"), extra=f"[retention]\nparked_reports_max = {self.CAP}\n") as fleet:
            _, _, views = self.run_row(fleet, numbered(size(600, 10_000)), self.flood, over_s=size(4, 200))
            parked = int(fleet.redis.ask("ZCARD", "{00}oz"))
            lists = fleet.redis.ask("--scan", "--pattern", "{00}o:*").split()
            longest = max(int(fleet.redis.ask("LLEN", name)) for name in lists[:50])
        kept = self.answers.count(200)
        self.assertEqual(set(self.answers), {200, 503}, "kept, or left to the provider: it may be early, not an orphan")
        self.assertTrue(self.CAP <= kept <= self.CAP + FEW * 15, f"{kept} answered 200, and only what is kept may be")
        self.assertEqual(parked, self.CAP, "as many as may be kept, and no more")
        self.assertLessEqual(len(lists), self.CAP)
        self.assertLessEqual(longest, 16)
        self.assert_statuses(views, "delivered")
        print(f"{len(self.answers)} orphans, {kept} answered 200 and kept under {parked} ids", flush=True)

    async def flood(self, fleet):
        """Most for an id of their own, some many times for the same few ids."""
        rng = random.Random(15)
        todo = iter(range(size(3_000, 1_000_000)))

        async def post(connections):
            for number in todo:
                orphan = f"few-{number % FEW}" if rng.random() < 0.1 else f"orphan-{number}"
                body, headers = a_signed_report(orphan)
                answer = await rng.choice(connections).request("POST", "/webhooks/sandbox", body, headers, 30)
                self.answers.append(answer.status)
            for connection in connections:
                connection.close()

        ports = [gateway.webhook for gateway in fleet.gateways]
        await asyncio.gather(*(post([Connection(port) for port in ports]) for _ in range(FLOODERS)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
