"""Row 19: a message that crashes every worker that reads it. It alone ends in the dead letters."""
import asyncio
import os
import signal
import unittest

from fleet import built_shim, audit
from ledgers import verdict
from rig import settle
from rows import Fleet, RowTest, numbered, size
from swarm import ClientLedger, a_message, run_swarm

POISON = "a text that no worker survives"


def sensitive(shim):
    """A worker that the poison kills. It takes no requests: it would die of those already."""
    asan = os.environ.get("ASAN_OPTIONS", "")
    return {"SMSGW_ROLES": "worker,sweeper", "LD_PRELOAD": shim, "SMSGW_POISON": POISON,
            "ASAN_OPTIONS": ":".join(filter(None, [asan, "verify_asan_link_order=0:handle_abort=0"]))}


class Poison(RowTest):
    def test_row_19_only_the_culprit_is_given_up(self):
        count = size(300, 1_000)
        # What a worker was submitting when it read the poison is held, until the operator says that it never got it.
        with Fleet(2, ("--report-delay-ms", "20"), envs=({"SMSGW_ROLES": "api,webhook"}, {}), lease_s=3, hold_s=40) as fleet:
            fleet.gateways[1].stop()
            fleet.gateways[1].change(sensitive(built_shim("poison_shim.c", fleet.folder)))
            crashes = asyncio.run(self.poison(fleet, count))
        self.assertGreaterEqual(crashes, 1, "the poison works")
        self.assertLessEqual(crashes, 4)

    async def poison(self, fleet, count):
        client, culprit, operator = ClientLedger(), ClientLedger(), fleet.operator_ledger()
        taking = fleet.api_ports()[:1]
        # In the middle of the others, so that it is leased together with them.
        await run_swarm(taking, client, numbered(count // 2, "before"))
        await run_swarm(taking, culprit, [("poison", a_message(1, text=POISON))])
        await run_swarm(taking, client, numbered(count // 2, "after"))
        crashes = []
        supervisor = asyncio.create_task(self.supervise(fleet.gateways[1], crashes))
        views = await settle(fleet, client, operator, ports=taking)
        view = (await settle(fleet, culprit, operator, ports=taking))[culprit.accepted()[0]]
        supervisor.cancel()
        self.assertEqual(verdict(client, operator, views)[:20], [])
        self.assert_statuses(views, "delivered")
        self.assertEqual((view["status"], view["events"][-1]["error"], view["attempts"]), ("rejected", "poison", 0))
        letters = fleet.redis.ask("XRANGE", "{00}dlq", "-", "+").split("\n")
        self.assertEqual([letters[i + 1] for i, word in enumerate(letters) if word == "m"], culprit.accepted())
        self.assertEqual(audit(fleet.redis)["dead_letters"], 1)
        print(f"{len(crashes)} crashes, {len(views)} innocent messages delivered", flush=True)
        return len(crashes)

    @staticmethod
    async def supervise(gateway, crashes):
        gateway.start()
        while True:
            await asyncio.sleep(0.05)
            if not gateway.daemon.alive():
                code = gateway.daemon.wait()
                if code != -signal.SIGABRT:
                    gateway.failures.append(f"a worker ended with {code}:\n" + "\n".join(gateway.daemon.log[-30:]))
                crashes.append(code)
                gateway.start()


if __name__ == "__main__":
    unittest.main(verbosity=2)
