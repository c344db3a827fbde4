"""Row 27: today's daemon and that of the next release, with its own library and schema, side by side on one Redis."""
import asyncio
import unittest

from rows import Fleet, RowTest, numbered, size

NOW, NEXT = "smsgwd", "smsgwd_next"
# An upgrade with a step back in the middle; the last old one leaves at the end.
STEPS = [(0, NEXT), (1, NEXT), (0, NOW), (2, NEXT), (0, NEXT)]
COUNT_SCHEMAS = """
local seen = {}
for _, key in ipairs(redis.call('KEYS', '{00}m:*')) do
    local v = redis.call('HGET', key, 'v') or '1'
    seen[v] = (seen[v] or 0) + 1
end
return (seen['1'] or 0) .. ' ' .. (seen['2'] or 0)
"""


class MixedVersions(RowTest):
    def test_row_27_old_and_new_gateways_share_a_redis(self):
        count = size(600, 50_000)
        with Fleet(3, ("--report-delay-ms", "200", "--latency-ms", "20", "--reset", "0.05"), hold_s=30) as fleet:
            _, _, views = self.run_row(fleet, numbered(count), self.upgrade, over_s=size(12, 400))
            libraries = fleet.redis.ask("FUNCTION", "LIST")
            old, new = (int(n) for n in fleet.redis.ask("EVAL", COUNT_SCHEMAS, "0").split())
        self.assertEqual(len(views), count)
        self.assert_statuses(views, "delivered", "unconfirmed")   # of a killed gateway's, some are never known
        for library in ("smsgw1", "smsgw2"):
            self.assertIn(library, libraries)
        self.assertEqual(old + new, count)
        self.assertGreater(min(old, new), 0, "both have accepted messages")
        print(f"{old} messages of the old schema, {new} of the new one", flush=True)

    @staticmethod
    async def upgrade(fleet):
        """Half of the replaced ones are killed instead of stopped, and leave their work to the other version."""
        for _ in range(size(1, 20)):
            for number, (index, program) in enumerate(STEPS):
                await asyncio.sleep(1)
                gateway = fleet.gateways[index]
                await asyncio.to_thread(gateway.kill if number % 2 else gateway.stop)
                gateway.change(binary=program)
                gateway.start()
                await gateway.wait_ready()


if __name__ == "__main__":
    unittest.main(verbosity=2)
