"""Rows 1 and 8: the disk below Redis stalls, and the power fails. A 202 means that the message was on the disk."""
import asyncio
import glob
import os
import random
import unittest

from fleet import built_shim, wait_for
from rows import Fleet, RowTest, numbered, size


class SlowDisk(RowTest):
    def test_rows_1_and_8_what_was_accepted_survives_a_stalling_disk_and_power_failures(self):
        count = size(1_500, 100_000)
        with Fleet(3, ("--report-delay-ms", "50"), hold_s=20, redis_env=self.disk) as fleet:
            _, _, views = self.run_row(fleet, numbered(count), self.fail_power, over_s=size(10, 300))
        self.assertEqual(len(views), count)
        self.assertGreater(self.cut, 0, "some writes had not reached the disk")
        print(f"{self.failures_} power failures cut {self.cut} bytes that were never on the disk", flush=True)

    @staticmethod
    def disk(folder):
        return {"LD_PRELOAD": built_shim("slow_disk_shim.c", folder), "SMSGW_SYNCED": os.path.join(folder, "synced"),
                "SMSGW_STALL_EVERY": "30", "SMSGW_STALL_MS": "300"}

    async def fail_power(self, fleet):
        rng = random.Random(8)
        self.failures_, self.cut = 0, 0
        for _ in range(size(4, 50)):
            await asyncio.sleep(rng.uniform(1.2, 2.4))
            await asyncio.to_thread(self.lose_power, fleet)
            await wait_for("a gateway is ready again", lambda: any(gateway.is_ready() for gateway in fleet.gateways))

    def lose_power(self, fleet):
        """Redis is gone, and with it what the disk had not confirmed. The gateways live on another machine."""
        fleet.redis.kill()
        with open(os.path.join(fleet.folder, "synced"), encoding="ascii") as file:
            synced = int(file.read())
        newest = max(glob.glob(os.path.join(fleet.folder, "appendonlydir", "*.incr.aof")), key=os.path.getmtime)
        self.cut += max(0, os.path.getsize(newest) - synced)
        self.failures_ += 1
        os.truncate(newest, min(synced, os.path.getsize(newest)))
        fleet.redis.start()


if __name__ == "__main__":
    unittest.main(verbosity=2)
