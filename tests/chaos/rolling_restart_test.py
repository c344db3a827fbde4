"""Row 25: replicas are replaced one after the other under load. The clients stand behind a load balancer: it uses the
replicas whose /readyz is 200, and repeats only what it could not send."""
import asyncio
import random
import unittest

from rows import Fleet, RowTest, numbered, size
from swarm import AUTHORIZATION, UNCERTAIN, ClientLedger, Connection, NotSent

CLIENTS = 24


class Balancer:
    """Knows who is ready; every client has its own connections through it."""

    def __init__(self, gateways, ledger):
        self.gateways, self.ledger = gateways, ledger
        self.ready, self.errors = list(gateways), []

    async def watch(self):
        while True:
            for gateway in self.gateways:
                ready = await asyncio.to_thread(gateway.is_ready)
                if ready and gateway not in self.ready:
                    self.ready.append(gateway)
                elif not ready and gateway in self.ready:
                    self.ready.remove(gateway)
            await asyncio.sleep(0.02)

    async def send(self, connections, key, body, rng):
        while True:
            gateway = rng.choice(self.ready or self.gateways)
            try:
                answer = await connections[gateway.api].request(
                    "POST", "/send", body, {**AUTHORIZATION, "Idempotency-Key": key}, 30)
            except NotSent:
                await asyncio.sleep(0.01)
                continue
            except UNCERTAIN as error:
                self.errors.append(f"{key}: {error!r} at {gateway.api}")
                return
            if answer.status == 202:
                self.ledger.told[key].append(answer)
            else:
                self.errors.append(f"{key}: {answer.status} {answer.body!r}")
            return


async def load(balancer, messages, over_s):
    loop = asyncio.get_running_loop()
    start, step, todo = loop.time(), over_s / len(messages), iter(list(enumerate(messages)))

    async def work(rng):
        connections = {gateway.api: Connection(gateway.api) for gateway in balancer.gateways}
        for number, (key, body) in todo:
            await asyncio.sleep(max(0.0, start + number * step - loop.time()))
            await balancer.send(connections, key, body, rng)
        for connection in connections.values():
            connection.close()

    await asyncio.gather(*(work(random.Random(i)) for i in range(CLIENTS)))


def leases_of(fleet, pid):
    """How many entries the consumers of one process hold; their names begin with its pid."""
    held = 0
    for lane in ("otp", "normal", "bulk"):
        words = fleet.redis.ask("XINFO", "CONSUMERS", "{00}q:" + lane, "g").split("\n")
        after = {word: [value for key, value in zip(words, words[1:]) if key == word] for word in ("name", "pending")}
        held += sum(int(n) for name, n in zip(after["name"], after["pending"]) if name.startswith(f"{pid}-"))
    return held


async def restart_all(fleet, left_behind):
    for gateway in fleet.gateways:
        pid = gateway.daemon.process.pid
        await asyncio.to_thread(gateway.stop)
        left_behind.append(await asyncio.to_thread(leases_of, fleet, pid))
        gateway.start()
        await gateway.wait_ready()
        await asyncio.sleep(0.5)


class RollingRestart(RowTest):
    def test_row_25_nobody_notices_that_replicas_are_replaced(self):
        # The listeners of one that ends stay open until the load balancer has seen that it is not ready.
        envs = [{"SMSGW_SHUTDOWN_DELAY_S": "1"}] * 3
        with Fleet(3, ("--latency-ms", "100", "--report-delay-ms", "50"), envs=envs) as fleet:
            asyncio.run(self.roll(fleet))

    async def roll(self, fleet):
        client, left_behind, rounds = ClientLedger(), [], size(1, 20)
        balancer = Balancer(fleet.gateways, client)
        watcher = asyncio.create_task(balancer.watch())
        loader = asyncio.create_task(load(balancer, numbered(size(1_000, 60_000)), size(10, 240)))
        for _ in range(rounds):
            await restart_all(fleet, left_behind)
        await loader
        watcher.cancel()
        self.assertEqual(balancer.errors, [])
        self.assertEqual(left_behind, [0] * 3 * rounds, "leases left behind")
        _, operator, views = await self.judge(fleet, client, fleet.operator_ledger())
        self.assert_statuses(views, "delivered")


if __name__ == "__main__":
    unittest.main(verbosity=2)
