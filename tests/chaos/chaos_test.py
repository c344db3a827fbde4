"""Everything at once: thousands of messages while gateways and Redis are killed and stopped and the operator loses answers.
Nothing is lost, nothing is submitted twice, and what is said of every message is true. scripts/chaos-long is the same,
longer; SMSGW_CHAOS_SEED repeats a run."""
import os
import random
import unittest

from rig import Run, torment_a_fleet

RUN = Run(messages=int(os.environ.get("SMSGW_CHAOS_MESSAGES", "5000")),
          kills=int(os.environ.get("SMSGW_CHAOS_KILLS", "50")),
          redis_kills=int(os.environ.get("SMSGW_CHAOS_REDIS_KILLS", "5")),
          kill_every_s=float(os.environ.get("SMSGW_CHAOS_KILL_EVERY_S", "1.2")),
          seed=int(os.environ.get("SMSGW_CHAOS_SEED", random.randrange(1_000_000))))


class Chaos(unittest.TestCase):
    def test_nothing_is_lost_or_sent_twice_and_every_status_is_true(self):
        print(RUN, flush=True)   # before the run: a run that hangs can be repeated as well
        faults, line = torment_a_fleet(RUN)
        print(line, flush=True)
        self.assertEqual(faults[:50], [], f"{len(faults)} faults")


if __name__ == "__main__":
    unittest.main(verbosity=2)
