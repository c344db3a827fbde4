"""Row 28: what the gateways count is what the clients and the operator know, for every way in which a message can end."""
import asyncio
import collections
import datetime
import unittest

from fleet import wait_for
from rig import kill_redis
from rows import Fleet, RowTest, size
from swarm import AUTHORIZATION, ClientLedger, Connection, a_message, run_swarm

# Last digits of the recipient: the operator's magic numbers (docs/sandbox.md), and how the message ends.
ENDS = {"0001": "delivered", "9001": "undelivered", "9002": "rejected", "9004": "failed", "9006": "delivered",
        "9009": "delivered", "9013": "delivered", "9016": "unconfirmed"}


class LedgerTruth(RowTest):
    def test_row_28_the_counters_equal_the_ledgers(self):
        share = size(30, 2_000)
        # Look-ups come later than the hold ends, so that what the operator refused without a word stays unknown.
        with Fleet(2, ("--report-delay-ms", "50"), attempts_max=2, hold_s=5, dispatch="breaker_outcomes_min = 1000000") as fleet:
            views = asyncio.run(self.live_through_everything(fleet, share))
        wanted = collections.Counter(end for end in ENDS.values() for _ in range(share))
        wanted["canceled"] = share
        # A killed gateway leaves attempts that nobody knows the outcome of; only those may end otherwise.
        found = collections.Counter(view["status"] for view in views.values())
        strayed = sum((wanted - found).values())
        self.assertLessEqual(strayed, found["unconfirmed"] - wanted["unconfirmed"])
        self.assertEqual(found["canceled"], share)
        self.assertEqual(sum(found.values()), sum(wanted.values()))

    async def live_through_everything(self, fleet, share):
        client, operator = ClientLedger(), fleet.operator_ledger()
        await self.cancel_some(fleet, client, share)
        messages = [(f"{digits}-{i}", a_message(i, to=f"+3161{i:03d}{digits}")) for i in range(share) for digits in ENDS]
        await asyncio.gather(run_swarm(fleet.api_ports(), client, messages, over_s=3), self.kill_both(fleet))
        corrected = {msgid for key, msgids in client.msgids().items() if key.startswith("9013") for msgid in msgids}
        await wait_for("corrections are reported", lambda: corrected & set(operator.read().accepts) <= operator.delivered())
        _, _, views = await self.judge(fleet, client, operator)
        return views

    async def cancel_some(self, fleet, client, count):
        tomorrow = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).isoformat(timespec="seconds")
        await run_swarm(fleet.api_ports(), client, [(f"later-{i}", a_message(i, send_at=tomorrow)) for i in range(count)])
        connection = Connection(fleet.gateways[0].api)
        for msgid in client.accepted():
            answer = await connection.request("POST", f"/messages/{msgid}/cancel", b"", AUTHORIZATION, 30)
            self.assertEqual(answer.json()["status"], "canceled")
        connection.close()

    @staticmethod
    async def kill_both(fleet):
        await asyncio.sleep(1)
        fleet.gateways[0].kill()
        fleet.gateways[0].start()
        await asyncio.sleep(1)
        await kill_redis(fleet, 0.2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
