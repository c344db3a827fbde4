"""Several gateways on one redis-server that is killed with them, an operator with a ledger file, and what can be done to
them: SIGKILL, SIGSTOP, SIGTERM. Ports stay the same over restarts. Standard library only."""
import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e"))
from harness import KEY, PATIENCE_S, Daemon, Folder, Redis, Sandbox, audit, request, wait_until  # noqa: E402, F401
from ledgers import OperatorLedger  # noqa: E402

LEASE_S, HOLD_S, READ_MS = 3, 5, 1500   # a lease is longer than connecting, writing and reading together

TOML = """shutdown_grace_s = 20
[redis]
call_ms = 3000
partitions = {partitions}
[dispatch]
lease_s = {lease_s}
reclaim_every_s = 1
hold_s = {hold_s}
hold_otp_s = {hold_otp_s}
retry_min_ms = 100
retry_max_ms = 1500
attempts_max = {attempts_max}
{dispatch}
"""
PROVIDER_LIMITS = "connect_ms = 500\nwrite_ms = 500\nread_ms = {read_ms}\n"


# Below the range of outgoing connections: nobody else gets a port while its owner is being restarted. Tests that run at the
# same time begin in different places; nobody gets the same one twice.
PORTS = itertools.cycle(range(20000, 32000))
for _ in range(os.getpid() % 120 * 100):
    next(PORTS)


def fixed_port():
    while True:
        port = next(PORTS)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Gateway:
    """A replica, restarted on the same ports. `failures` collects every end that nobody asked for."""

    def __init__(self, folder, redis_url, env, config, ports, failures, binary="smsgwd"):
        self.arguments = (folder, redis_url, env, config, ports, binary)
        self.failures = failures
        self.api, self.webhook, self.admin = ports
        self.start()

    def _check(self):
        if not self.daemon.alive():
            code = self.daemon.wait()
            self.failures.append(f"smsgwd ended by itself with {code}:\n" + "\n".join(self.daemon.log[-30:]))

    def kill(self):
        self._check()
        self.daemon.signal(signal.SIGKILL)
        self.daemon.wait()

    def start(self):
        self.daemon = Daemon(*self.arguments)

    def change(self, env=None, binary=None):
        """From the next start on: more environment, another program."""
        folder, redis_url, old, config, ports, program = self.arguments
        self.arguments = (folder, redis_url, {**old, **(env or {})}, config, ports, binary or program)

    def is_ready(self):
        try:
            return request(self.admin, "GET", "/readyz")[0] == 200
        except OSError:
            return False

    async def wait_ready(self):
        await asyncio.to_thread(self.daemon.wait_ready)

    async def pause(self, seconds):
        """SIGSTOP for a while. A process that was killed meanwhile stays dead."""
        daemon = self.daemon
        if daemon.alive():
            daemon.signal(signal.SIGSTOP)
            try:
                await asyncio.sleep(seconds)
            finally:
                daemon.signal(signal.SIGCONT)   # no-op on a process that was waited for

    def stop(self):
        """SIGTERM, and the wait for a clean end."""
        self._check()
        code = self.daemon.end()
        if code != 0:
            self.failures.append(f"SIGTERM ended smsgwd with {code}:\n" + "\n".join(self.daemon.log[-30:]))

    def end(self):
        if self.daemon.alive():
            self.stop()
        else:
            self._check()


class KillableRedis:
    """A redis-server with `appendfsync always` that starts again in its folder after SIGKILL."""

    def __init__(self, folder, maxmemory, env=None):
        self.folder, self.maxmemory, self.env = folder, maxmemory, env
        self.start()
        self.url = self.server.url

    def ask(self, *words):
        return self.server.ask(*words)

    def kill(self):
        self.server.signal(signal.SIGKILL)
        self.server.wait()

    def start(self):
        self.server = Redis(self.folder, "--maxmemory", self.maxmemory, env=self.env)


class Fleet:
    """with Fleet(...) as fleet: everything runs and is ready. Ends everything, cleanly, on the way out."""

    def __init__(self, gateways=3, operator=(), attempts_max=5, read_ms=READ_MS, lease_s=LEASE_S,
                 hold_s=HOLD_S, hold_otp_s=HOLD_S,
                 dispatch="", extra="", envs=(), maxmemory="512mb", binaries=(), partitions=1,
                 redis_env=lambda folder: None):
        self.count, self.flags = gateways, operator
        self.config = TOML.format(lease_s=lease_s, hold_s=hold_s, hold_otp_s=hold_otp_s,
                                  attempts_max=attempts_max, dispatch=dispatch, partitions=partitions) + extra
        self.partitions = [f"{{{number:02x}}}" for number in range(partitions)]
        self.read_ms, self.maxmemory = read_ms, maxmemory
        self.redis_env = redis_env
        self.envs, self.binaries = envs, binaries   # one for each gateway, or none
        self.gateways, self.failures = [], []

    def __enter__(self):
        self.holder = Folder()
        self.folder = self.holder.__enter__()
        try:
            self.redis = KillableRedis(self.folder, self.maxmemory, self.redis_env(self.folder))
            self.ledger_path = os.path.join(self.folder, "operator.ndjson")
            self.sandbox = Sandbox("--ledger", self.ledger_path, *self.flags)
            self._start_gateways()
        except BaseException:
            self._end_processes()
            raise
        return self

    def _start_gateways(self):
        ports = [(fixed_port(), fixed_port(), fixed_port()) for _ in range(self.count)]
        for i in range(self.count):
            # Reports go to another replica than the one that submitted.
            env = {**Sandbox.ENV, "SMSGW_WEBHOOK_PUBLIC_URL": f"http://127.0.0.1:{ports[(i + 1) % self.count][1]}",
                   "SMSGW_LOG_LEVEL": "warn", **(self.envs[i] if self.envs else {})}
            config = self.config + self.sandbox.provider_toml(PROVIDER_LIMITS.format(read_ms=self.read_ms))
            self.gateways.append(Gateway(os.path.join(self.folder, str(i)), self.redis.url, env, config, ports[i],
                                         self.failures, self.binaries[i] if self.binaries else "smsgwd"))
        for gateway in self.gateways:
            gateway.daemon.wait_ready()

    def api_ports(self):
        return [gateway.api for gateway in self.gateways]

    async def all_ready(self):
        for gateway in self.gateways:
            await gateway.wait_ready()

    def at_rest(self):
        """No message waits, is lent or is due: as Redis has it. For waiting only; the verdict does not look here."""
        counts = [self.redis.ask("XLEN", f"{part}q:{lane}") for part in self.partitions for lane in ("otp", "normal", "bulk")]
        counts += [self.redis.ask("ZCARD", f"{part}z") for part in self.partitions]
        return set(counts) == {"0"}

    def operator_ledger(self):
        return OperatorLedger(self.ledger_path, self.sandbox.ledger)

    def _end_processes(self):
        for gateway in self.gateways:
            gateway.end()
        if hasattr(self, "sandbox"):
            self.sandbox.end()
        if hasattr(self, "redis"):
            self.redis.server.end()
        self.holder.__exit__()

    def __exit__(self, kind, *_):
        self._end_processes()
        if kind is None and self.failures:
            raise AssertionError("\n".join(self.failures))


def built_shim(source, folder):
    """A library of this folder, compiled, for LD_PRELOAD."""
    path = os.path.join(folder, source.replace(".c", ".so"))
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-w", "-o", path,
                    os.path.join(os.path.dirname(os.path.abspath(__file__)), source), "-ldl"], check=True)
    return path


async def wait_for(what, condition, seconds=PATIENCE_S):
    """`wait_until` off the loop's thread."""
    return await asyncio.to_thread(wait_until, what, condition, seconds)
