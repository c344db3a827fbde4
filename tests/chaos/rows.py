"""What the tests of single rows share: their two sizes, and a run without an injector."""
import asyncio
import os
import unittest

from fleet import Fleet
from ledgers import story, summary, verdict
from rig import audit_faults, settle
from swarm import ClientLedger, a_message, run_swarm

FULL = os.environ.get("SMSGW_CHAOS_FULL") == "1"


def size(small, full):
    """The number for every day, or that of reliability.md part B with SMSGW_CHAOS_FULL=1."""
    return full if FULL else small


def numbered(count, name="key", **fields):
    return [(f"{name}-{i}", a_message(i, **fields)) for i in range(count)]


class RowTest(unittest.TestCase):
    """Given a fleet, `run` sends messages while `meanwhile` does something to it, and asserts the verdict."""

    def run_row(self, fleet, messages, meanwhile=None, accepts_max=1, reports=True, **swarm):
        """Returns (client's ledger, operator's ledger, views by msgid)."""
        return asyncio.run(self._run(fleet, messages, meanwhile, accepts_max, reports, swarm))

    async def _run(self, fleet, messages, meanwhile, accepts_max, reports, swarm):
        client, operator = ClientLedger(), fleet.operator_ledger()
        jobs = [run_swarm(fleet.api_ports(), client, messages, **swarm)]
        if meanwhile:
            jobs.append(meanwhile(fleet))
        await asyncio.gather(*jobs)
        return await self.judge(fleet, client, operator, accepts_max, reports)

    async def judge(self, fleet, client, operator, accepts_max=1, reports=True):
        views = await settle(fleet, client, operator, reports)
        print(summary(client, operator, views), flush=True)
        self.assertEqual(verdict(client, operator, views, accepts_max)[:20], [])
        self.assertEqual(audit_faults(fleet, client, operator, views), [])
        return client, operator, views

    def assert_statuses(self, views, *allowed):
        wrong = [f"{msgid}: {story(view)}" for msgid, view in views.items() if view["status"] not in allowed]
        self.assertEqual(wrong[:10], [], f"{len(wrong)} messages are not {' or '.join(allowed)}")


__all__ = ["FULL", "Fleet", "RowTest", "numbered", "size"]
