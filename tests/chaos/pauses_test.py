"""Row 6: a gateway that stands still for longer than its leases, and wakes up with submits in its hands."""
import asyncio
import random
import unittest

from fleet import LEASE_S
from rows import FULL, Fleet, RowTest, numbered, size


async def stop_replicas_in_turn(fleet):
    """One after the other for twice a lease; at full size also until what the first one held was taken over."""
    rng = random.Random(6)
    await asyncio.sleep(0.5)
    for seconds in [2 * LEASE_S, 4 * LEASE_S, 8 * LEASE_S] * 5 if FULL else [2 * LEASE_S]:
        await rng.choice(fleet.gateways).pause(seconds)


class Pauses(RowTest):
    def test_row_6_a_gateway_that_stood_still_submits_nothing_twice(self):
        count = size(500, 5_000)
        # A slow operator and a small window: the stopped one has submits on the wire and others leased behind them.
        with Fleet(3, ("--latency-ms", "300", "--report-delay-ms", "1500"), hold_s=30) as fleet:
            client, operator, views = self.run_row(fleet, numbered(count), stop_replicas_in_turn,
                                                   over_s=size(5, 150), clients=64)
        self.assertEqual(len(views), count)
        self.assertGreater(sum(client.uncertain.values()), 0, "the stopped gateway was in use")
        self.assertEqual(operator.delivered(), set(operator.accepts))


if __name__ == "__main__":
    unittest.main(verbosity=2)
