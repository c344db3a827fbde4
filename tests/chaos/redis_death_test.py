"""Rows 7 and 20: a Redis that dies with a long queue in it, and one whose memory is full."""
import asyncio
import time
import unittest

from fleet import audit, wait_for
from rig import kill_redis
from rows import Fleet, RowTest, numbered, size
from swarm import AUTHORIZATION, ClientLedger, Connection, a_message, run_swarm

TAKES_ONLY = {"SMSGW_ROLES": "api,webhook"}   # accepts and submits nothing: the queue grows


class RedisDeath(RowTest):
    def test_row_7_a_killed_redis_comes_back_with_its_whole_queue(self):
        count = size(1_000, 200_000)
        with Fleet(2, ("--report-delay-ms", "20"), envs=(TAKES_ONLY, {}), maxmemory="2gb") as fleet:
            fleet.gateways[1].kill()
            client, operator = ClientLedger(), fleet.operator_ledger()
            asyncio.run(self.fill_and_kill(fleet, client, numbered(count)))
            self.assertEqual(operator.read().accepts, {}, "nobody submits yet")
            fleet.gateways[1].start()
            _, operator, views = asyncio.run(self.judge(fleet, client, operator))
        self.assertEqual(len(views), count)
        self.assert_statuses(views, "delivered")

    async def fill_and_kill(self, fleet, client, messages):
        half = len(messages) // 2
        taking = fleet.api_ports()[:1]
        await asyncio.gather(run_swarm(taking, client, messages[:half]), self.kill_at(fleet, client, half // 2))
        await run_swarm(taking, client, messages[half:])
        killed = time.monotonic()
        await kill_redis(fleet, 0)
        await wait_for("the gateway is ready again", fleet.gateways[0].is_ready)
        print(f"ready {time.monotonic() - killed:.1f} s after the SIGKILL with {len(messages)} messages queued", flush=True)

    @staticmethod
    async def kill_at(fleet, client, accepted):
        await wait_for("some messages are accepted", lambda: len(client.told) >= accepted)
        await kill_redis(fleet, 0)

    def test_row_20_a_full_redis_refuses_clearly_and_still_delivers(self):
        with Fleet(2, ("--report-delay-ms", "20"), envs=(TAKES_ONLY, {}), maxmemory=size("3mb", "64mb")) as fleet:
            fleet.gateways[1].kill()
            client, operator = ClientLedger(), fleet.operator_ledger()
            refusals = asyncio.run(self.fill(fleet, client))
            for answer in refusals:
                self.assertEqual(answer.json()["code"], "storage_full")
                self.assertEqual(answer.headers["content-type"], "application/problem+json")
                self.assertIn("retry-after", answer.headers)
            self.assertEqual(audit(fleet.redis)["by_status"], {"queued": len(client.accepted())})
            fleet.gateways[1].start()   # full, and yet every function that completes work runs
            _, _, views = asyncio.run(self.judge(fleet, client, operator))
            self.assert_statuses(views, "delivered")

            fleet.redis.ask("CONFIG", "SET", "maxmemory", "512mb")
            more = ClientLedger()
            asyncio.run(run_swarm(fleet.api_ports(), more, numbered(50, "more")))
            self.assertEqual(len(more.accepted()), 50)
            more.told.update(client.told)
            asyncio.run(self.judge(fleet, more, operator))

    @staticmethod
    async def fill(fleet, client):
        """Sends one after the other until Redis is full, then on for a while: the refusals. Nothing is repeated."""
        connection, refusals, number = Connection(fleet.gateways[0].api), [], 0
        text = "x" * 1500
        while len(refusals) < 50:
            key, body = f"fill-{number}", a_message(number, text=text)
            answer = await connection.request("POST", "/send", body, {**AUTHORIZATION, "Idempotency-Key": key}, 30)
            if answer.status == 202:
                client.told[key].append(answer)
            else:
                refusals.append(answer)
            number += 1
        connection.close()
        return refusals


if __name__ == "__main__":
    unittest.main(verbosity=2)
