"""Row 11: many clients with one key at the same time, while replicas are killed: one message, one answer."""
import asyncio
import json
import random
import unittest

from rows import Fleet, RowTest, size
from swarm import Client, ClientLedger, a_message, run_swarm

COPIES = 20


class Idempotency(RowTest):
    def test_row_11_copies_of_a_request_make_one_message_and_get_one_answer(self):
        keys = size(150, 10_000)
        copies = [(f"key-{i}", a_message(i)) for i in range(keys) for _ in range(COPIES)]
        with Fleet(3, ("--report-delay-ms", "20")) as fleet:
            client, operator, _ = self.run_row(fleet, copies, self.kill_replicas, clients=3 * COPIES, over_s=size(6, 200))
            self.assertEqual(len(client.accepted()), keys)
            accepted = dict(operator.accepts)
            for key, answers in client.told.items():
                self.assertEqual(len(answers), COPIES, key)
                self.assertEqual(len({answer.body for answer in answers}), 1, f"{key}: all bodies are equal")
            asyncio.run(self.send_conflicts(fleet, client, size(50, 1_000)))
            self.assertEqual(operator.read().accepts, accepted, "a conflicting request makes no message")

    @staticmethod
    async def kill_replicas(fleet):
        rng = random.Random(11)
        for _ in range(size(5, 150)):
            await asyncio.sleep(1.1)
            victim = rng.choice(fleet.gateways)
            victim.kill()
            victim.start()

    async def send_conflicts(self, fleet, client, count):
        """The same keys with other fields: refused, and still the first message for the first fields."""
        conflicts = ClientLedger()
        await run_swarm(fleet.api_ports(), conflicts, [(f"key-{i}", a_message(i, text="Another text")) for i in range(count)])
        self.assertEqual(sorted(conflicts.refused()), sorted((f"key-{i}", 422) for i in range(count)))
        for answers in conflicts.told.values():
            self.assertEqual(answers[0].json()["code"], "idempotency_key_reused")
        again = Client(fleet.api_ports(), ClientLedger(), random.Random(1), 60)
        answer = await again.send("key-0", a_message(0))
        self.assertEqual(json.loads(answer.body), client.told["key-0"][0].json())
        self.assertEqual(answer.headers["idempotency-replayed"], "true")
        again.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
