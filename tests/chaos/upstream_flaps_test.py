"""Row 24: an operator that is away again and again, and says so. The breaker makes messages wait; none of them fails."""
import asyncio
import unittest

from rows import Fleet, RowTest, numbered, size


class UpstreamFlaps(RowTest):
    def test_row_24_messages_wait_while_the_operator_is_away(self):
        count = size(400, 10_000)
        # Without a breaker six attempts, a second or so apart, would be used up before the operator is back.
        with Fleet(2, ("--report-delay-ms", "20"), attempts_max=6) as fleet:
            _, _, views = self.run_row(fleet, numbered(count), self.flap, over_s=size(10, 300))
            refused = fleet.sandbox.ledger()["refused"]
        self.assertEqual(len(views), count)
        self.assert_statuses(views, "delivered")
        self.assertGreater(refused.get("503", 0), 0, "the operator was away")
        print(f"{refused} refusals", flush=True)

    @staticmethod
    async def flap(fleet):
        for _ in range(size(1, 5)):
            await asyncio.sleep(size(2, 30))
            fleet.sandbox.set_faults(http_503=1)
            await asyncio.sleep(size(10, 30))
            fleet.sandbox.set_faults(http_503=0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
