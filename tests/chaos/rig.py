"""The fault rig: a client swarm, a fleet of gateways, one Redis and an operator that misbehaves, and an injector that kills
and stops them after a printed seed until the numbers are reached. Standard library only."""
import asyncio
import dataclasses
import random

from fleet import LEASE_S, PATIENCE_S, Fleet, audit
from ledgers import counter_faults, summary, verdict
from swarm import ClientLedger, a_message, read_views, run_swarm

LANES = ("otp", "normal", "normal", "bulk")
OPERATOR_FAULTS = ("--report-delay-ms", "50", "--latency-ms", "5", "--reset", "0.03", "--http-500", "0.02", "--hang", "0.01",
                   "--http-429", "0.02", "--http-503", "0.02", "--early", "0.1", "--duplicate", "0.05", "--shuffled", "0.05")


@dataclasses.dataclass
class Run:
    messages: int
    kills: int          # SIGKILLs of gateways
    redis_kills: int
    seed: int
    kill_every_s: float = 1.2
    gateways: int = 4


@dataclasses.dataclass
class Done:
    """What was done to the fleet."""
    kills: int = 0
    redis_kills: int = 0
    stops: int = 0


async def kill_redis(fleet, down_s):
    await asyncio.to_thread(fleet.redis.kill)
    await asyncio.sleep(down_s)
    await asyncio.to_thread(fleet.redis.start)


async def inject(fleet, run, done):
    """Kills a gateway every `kill_every_s`, Redis evenly between, and stops others for up to twice a lease."""
    rng = random.Random(run.seed)
    loop = asyncio.get_running_loop()
    paused, stopping = [], set()
    redis_every = run.kills / (run.redis_kills + 1)
    start = loop.time()
    for number in range(run.kills):
        await asyncio.sleep(max(0.0, start + (number + 1) * run.kill_every_s - loop.time()))
        victim, other = rng.sample(range(len(fleet.gateways)), 2)
        seconds, down_s, stop = rng.uniform(0.2, 2 * LEASE_S), rng.uniform(0, 0.5), rng.random() < 0.2
        fleet.gateways[victim].kill()
        fleet.gateways[victim].start()
        done.kills += 1
        # At least two replicas run: one is restarting, at most one is stopped.
        if stop and not stopping:
            stopping.add(other)
            task = asyncio.create_task(fleet.gateways[other].pause(seconds))
            task.add_done_callback(lambda _: stopping.clear())
            paused.append(task)
            done.stops += 1
        if done.redis_kills < int(done.kills / redis_every) <= run.redis_kills:
            await kill_redis(fleet, down_s)
            done.redis_kills += 1
    await asyncio.gather(*paused)


async def settle(fleet, client, operator, reports=True, ports=None, seconds=PATIENCE_S * 2):
    """Waits, after the faults, until no message is live and, where the operator reports at all, every report was taken:
    leases, holds and retries have passed. Returns the views; a message that stays live is for the verdict to say."""
    if ports is None:
        await fleet.all_ready()
        ports = fleet.api_ports()
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds + len(client.accepted()) / 100
    while loop.time() < end and not await asyncio.to_thread(fleet.at_rest):
        await asyncio.sleep(0.3)
    while loop.time() < end and reports and operator.read().unreported():
        await asyncio.sleep(0.2)
    operator.read()
    return await read_views(ports, client.accepted())


def audit_faults(fleet, client, operator, views):
    """What `smsgwctl audit` finds in Redis, and where its counters differ from the ledgers."""
    try:
        return counter_faults(audit(fleet.redis), client, operator, views)
    except AssertionError as error:
        return [str(error)]


def messages_of(run):
    rng = random.Random(run.seed)
    return [(f"key-{run.seed}-{i}", a_message(i, rng.choice(LANES))) for i in range(run.messages)]


async def torment(fleet, run):
    """One whole run. Returns (faults found, a line about it)."""
    client, operator, done = ClientLedger(), fleet.operator_ledger(), Done()
    await asyncio.gather(
        run_swarm(fleet.api_ports(), client, messages_of(run), over_s=run.kills * run.kill_every_s, seed=run.seed, repeat=0.05),
        inject(fleet, run, done))
    views = await settle(fleet, client, operator)
    line = (f"seed {run.seed}: {done.kills} gateway SIGKILLs, {done.redis_kills} Redis SIGKILLs, {done.stops} SIGSTOPs; "
            + summary(client, operator, views))
    faults = verdict(client, operator, views) + audit_faults(fleet, client, operator, views)
    if (done.kills, done.redis_kills) != (run.kills, run.redis_kills):
        faults.append(f"not all faults were injected: {done}")
    return faults, line


def torment_a_fleet(run):
    # A long hold is ended by a look-up: what was not accepted is submitted again. A short one ends `unconfirmed`.
    with Fleet(run.gateways, OPERATOR_FAULTS + ("--seed", str(run.seed)), hold_s=40, hold_otp_s=5, partitions=4) as fleet:
        return asyncio.run(torment(fleet, run))
