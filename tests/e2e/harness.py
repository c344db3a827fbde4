"""Starts the real programs for a test and ends them by their pids: daemons, a redis-server, the sandbox operator.

Everything listens on loopback, on ports that were free a moment ago or on Unix sockets in a fresh folder, and every wait
has an end. Standard library only.
"""
import functools
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

BIN = os.environ.get("SMSGW_BIN", os.path.join(os.path.dirname(__file__), "../../build/dev"))
KEY = "an-api-key-for-tests"
# Sanitizers and a busy machine are slow; a limit is there to end a hang, not to measure.
PATIENCE_S = float(os.environ.get("SMSGW_PATIENCE_S", "60"))


def wait_until(what, condition, seconds=PATIENCE_S):
    """The first true value of condition(); fails loudly when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not in {seconds:.0f} s: {what}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Program:
    """A child process whose standard error is kept and can be read while it runs."""

    def __init__(self, arguments, env=None):
        self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env={"PATH": os.environ["PATH"], **sanitizer_env(), **(env or {})}, text=True)
        self.log, self.out = [], []
        self.readers = [threading.Thread(target=self._read, args=pair, daemon=True)
                        for pair in ((self.process.stderr, self.log), (self.process.stdout, self.out))]
        for reader in self.readers:
            reader.start()

    @staticmethod
    def _read(stream, lines):
        with stream:
            for line in stream:
                lines.append(line.rstrip("\n"))

    def alive(self):
        return self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=PATIENCE_S):
        code = self.process.wait(seconds)
        for reader in self.readers:
            reader.join(5)
        return code

    def end(self):
        """SIGTERM, and SIGKILL when that does not help. Returns the exit code."""
        if self.alive():
            self.signal(signal.SIGTERM)
            try:
                return self.wait()
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.wait()


def sanitizer_env():
    return {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}


class Daemon(Program):
    """One smsgwd with free ports. `env` and `config` (TOML text) add to it; without redis_url it starts its own Redis."""

    def __init__(self, data_dir, redis_url=None, env=None, config=None, ports=None, binary="smsgwd"):
        self.api, self.webhook, self.admin = ports or (free_port(), free_port(), free_port())
        self.data_dir, self.redis_url = data_dir, redis_url
        settings = {"SMSGW_DATA_DIR": data_dir, "SMSGW_API_KEY": KEY, "SMSGW_LISTEN_API": f"127.0.0.1:{self.api}",
                    "SMSGW_LISTEN_WEBHOOK": f"127.0.0.1:{self.webhook}",
                    "SMSGW_LISTEN_ADMIN": f"127.0.0.1:{self.admin}",
                    # A test that is about limits sets them itself; the others send as fast as they can.
                    "SMSGW_ADMISSION_RATE": "0", "SMSGW_ADMISSION_OFF": "country_cap,recipient,source,session,number_block,range_scan",
                    "SMSGW_ADMISSION_REQUESTS_IN_FLIGHT_MAX": "0", "SMSGW_AUTH_FAILURES_PER_MINUTE": "0", **(env or {})}
        if redis_url:
            settings["SMSGW_REDIS_URL"] = redis_url
        settings = {name: value for name, value in settings.items() if value is not None}
        arguments = [os.path.join(BIN, binary)]
        if config:
            path = os.path.join(data_dir, "smsgw.toml")
            os.makedirs(data_dir, exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(config)
            arguments += ["--config", path]
        super().__init__(arguments, settings)

    def wait_ready(self):
        def ready():
            if not self.alive():
                raise AssertionError("smsgwd ended:\n" + "\n".join(self.log[-20:]))
            try:   # each answer is of the engine that the connection happens to meet
                return all(request(self.admin, "GET", "/readyz")[0] == 200 for _ in range(10))
            except OSError:
                return False
        wait_until("smsgwd is ready", ready)
        return self

    def send(self, body, headers=None, key=KEY):
        return request(self.api, "POST", "/send", body, {"Authorization": f"Bearer {key}", **(headers or {})})

    def message(self, msgid, key=KEY):
        status, _, view = request(self.api, "GET", f"/messages/{msgid}", headers={"Authorization": f"Bearer {key}"})
        return view if status == 200 else None

    def wait_status(self, msgid, *statuses):
        return wait_until(f"{msgid} is {statuses}",
                          lambda: (view := self.message(msgid)) and view["status"] in statuses and view)


def audit(where):
    """The report of `smsgwctl audit` on a Redis, or on that of a running daemon; fails the test when a promise is broken."""
    arguments, env = [os.path.join(BIN, "smsgwctl"), "audit", "--json"], {"PATH": os.environ["PATH"], **sanitizer_env()}
    url = where.redis_url if isinstance(where, Daemon) else where.url
    if url:
        arguments += ["--redis", url]
    else:
        env["SMSGW_DATA_DIR"] = where.data_dir
    done = subprocess.run(arguments, env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    if done.returncode != 0:
        raise AssertionError(f"smsgwctl audit ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def request(port, method, path, body=None, headers=None):
    """(status, headers, JSON or text) of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        data = None if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
        given = {"Content-Type": "application/json"} if data is not None else {}
        connection.request(method, path, data, {**given, **(headers or {})})
        response = connection.getresponse()
        text = response.read().decode()
        is_json = "json" in (response.getheader("Content-Type") or "")
        return response.status, dict(response.getheaders()), json.loads(text) if is_json and text else text
    finally:
        connection.close()


@functools.cache   # a Redis that is started again knows whom the last one knew
def redis_user():
    """The user that `smsgwctl redis-acl` makes: its name, password and rules."""
    done = subprocess.run([os.path.join(BIN, "smsgwctl"), "redis-acl", "--json"], env={"PATH": os.environ["PATH"], **sanitizer_env()},
                          capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    return json.loads(done.stdout)


class Redis(Program):
    """A redis-server that fsyncs before it answers, as production has it. `url` is for the gateway's own user, so that a
    command which its rules do not cover fails here; `ask` may do everything."""

    def __init__(self, folder, *flags, env=None):
        self.socket = os.path.join(folder, "redis.sock")
        user = redis_user()
        self.url = f"unix://{user['user']}:{user['password']}@{self.socket}"
        flags = ("--user", user["user"], *user["rules"].split(), *flags)
        super().__init__(["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", folder, "--save", "",
                          "--appendonly", "yes", "--appendfsync", "always", "--maxmemory", "256mb",
                          "--maxmemory-policy", "noeviction", "--hash-max-listpack-value", "2048", *flags], env)
        wait_until("redis-server answers", lambda: self.ask("PING") == "PONG")

    def ask(self, *words):
        done = subprocess.run(["redis-cli", "-s", self.socket, *words], capture_output=True, text=True, check=False)
        return done.stdout.strip()


class Sandbox(Program):
    """`smsgwctl sandbox` with the given flags."""

    def __init__(self, *flags):
        super().__init__([os.path.join(BIN, "smsgwctl"), "sandbox", "--listen", "127.0.0.1:0", *flags],
                         {"SMSGW_SANDBOX_API_KEY": "sandbox-key", "SMSGW_SANDBOX_WEBHOOK_SECRET": "sandbox-secret"})
        line = wait_until("the sandbox listens", lambda: next((o for o in self.out if "listening" in o), None))
        self.port = int(line.rsplit(":", 1)[1])

    def ledger(self):
        return request(self.port, "GET", "/ledger")[2]

    def set_faults(self, **faults):
        """Changes the given faults from now on."""
        status, _, answer = request(self.port, "PUT", "/faults", faults, {"Authorization": "Bearer sandbox-key"})
        assert status == 200, answer

    def provider_toml(self, extra=""):
        return (f'[[providers]]\nid = "sandbox"\ntype = "sandbox"\nbase_url = "http://127.0.0.1:{self.port}"\n'
                f'api_key = "env:SANDBOX_KEY"\nwebhook_secret = "env:SANDBOX_SECRET"\n{extra}')

    ENV = {"SANDBOX_KEY": "sandbox-key", "SANDBOX_SECRET": "sandbox-secret"}


class Folder:
    """A fresh folder with a short path (Unix sockets), gone at the end."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="smsgw-", dir="/tmp")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)
