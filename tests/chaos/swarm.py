"""A client swarm that keeps books: every message is repeated, with the same Idempotency-Key and at another replica, until
somebody answers for certain. Its ledger is what was promised to it. Standard library only."""
import asyncio
import collections
import json
import random

from fleet import KEY

AUTHORIZATION = {"Authorization": f"Bearer {KEY}"}


class Answer:
    """A complete HTTP answer."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class NotSent(OSError):
    """No byte of the request left: the connection was refused, or was found closed before it was used."""


class Connection:
    """One keep-alive connection, opened when needed. Any exception out of `request` leaves it closed."""

    def __init__(self, port):
        self.port = port
        self.reader = self.writer = None

    async def request(self, method, target, body=None, headers=None, seconds=5.0):
        """An Answer. NotSent: safe to repeat. Any other OSError, EOFError or TimeoutError: the outcome is unknown."""
        try:
            async with asyncio.timeout(seconds):
                await self._open()
                self.writer.write(head(method, target, body, headers) + (body or b""))
                await self.writer.drain()
                answer = await self._read()
        except BaseException:
            self.close()
            raise
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    async def _open(self):
        if self.writer and self.reader.at_eof():
            self.close()
        if not self.writer:
            try:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError as error:
                raise NotSent(str(error)) from error

    async def _read(self):
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(lines[0].split()[1]), headers, body)

    def close(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


def head(method, target, body, headers):
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1"]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


UNCERTAIN = (OSError, EOFError, TimeoutError)   # what a lost answer looks like


def a_message(number, lane="normal", text=None, **fields):
    """A request body with more fields as given. The last four digits of `to` are below 9000: none of the operator's magic
    numbers."""
    return json.dumps({"to": f"+3161{number // 9000 % 1000:03d}{number % 9000:04d}", "lane": lane,
                       "message": text or f"Message {number}", **fields}).encode()


class ClientLedger:
    """What the clients were told. `told`: every definite answer by key, in order."""

    def __init__(self):
        self.told = collections.defaultdict(list)
        self.uncertain = collections.Counter()   # 5xx by status, or the exception's name: repeated, so no verdict
        self.unanswered = []                     # keys given up

    def msgids(self):
        """Key -> the msgids that a 202 named for it."""
        out = {}
        for key, answers in self.told.items():
            msgids = {answer.json()["msgid"] for answer in answers if answer.status == 202}
            if msgids:
                out[key] = msgids
        return out

    def accepted(self):
        return sorted(msgid for msgids in self.msgids().values() for msgid in msgids)

    def refused(self):
        return [(key, answer.status) for key, answers in self.told.items() for answer in answers if answer.status != 202]


class Client:
    """One of the swarm: a connection to every replica. Each message goes to any of them, and to the next one whenever an
    answer is lost or not definite."""

    def __init__(self, ports, ledger, rng, patience_s):
        self.connections = [Connection(port) for port in ports]
        self.ledger, self.rng, self.patience_s = ledger, rng, patience_s

    async def send(self, key, body, timeout_s=3.0):
        """Repeats until a definite answer: anything but 5xx. None when the patience ended before."""
        headers = {**AUTHORIZATION, "Idempotency-Key": key}
        end = asyncio.get_running_loop().time() + self.patience_s
        at, pause = self.rng.randrange(len(self.connections)), 0.02
        while asyncio.get_running_loop().time() < end:
            try:
                answer = await self.connections[at].request("POST", "/send", body, headers, timeout_s)
                if answer.status < 500:
                    self.ledger.told[key].append(answer)
                    return answer
                self.ledger.uncertain[answer.status] += 1
            except UNCERTAIN as error:
                self.ledger.uncertain[type(error).__name__] += 1
            at = (at + 1) % len(self.connections)
            await asyncio.sleep(pause * self.rng.uniform(0.5, 1))
            pause = min(pause * 2, 0.5)
        self.ledger.unanswered.append(key)
        return None

    def close(self):
        for connection in self.connections:
            connection.close()


async def run_swarm(ports, ledger, messages, clients=32, over_s=0.0, seed=1, patience_s=180.0, repeat=0.0):
    """Sends `messages`, pairs of key and body, spread evenly over `over_s`; a share `repeat` of them once more after their
    answer, as a client does that forgot it. Returns when all have a definite answer or were given up."""
    rng = random.Random(seed)
    loop = asyncio.get_running_loop()
    start = loop.time()
    todo = iter(list(enumerate(messages)))
    step = over_s / max(1, len(messages))

    async def work(client):
        for number, (key, body) in todo:
            await asyncio.sleep(max(0.0, start + number * step - loop.time()))
            if await client.send(key, body) and client.rng.random() < repeat:
                await client.send(key, body)
        client.close()

    swarm = [Client(ports, ledger, random.Random(rng.random()), patience_s) for _ in range(clients)]
    await asyncio.gather(*(work(client) for client in swarm))


async def read_views(ports, msgids, readers=16, patience_s=60.0):
    """msgid -> status object, or None where the answer is 404. Asks another replica after any other answer."""
    views = {}
    todo = iter(list(msgids))

    async def read(connections):
        for msgid in todo:
            end = asyncio.get_running_loop().time() + patience_s
            while True:
                try:
                    answer = await connections[0].request("GET", f"/messages/{msgid}", None, AUTHORIZATION, 10.0)
                    if answer.status in (200, 404):
                        views[msgid] = answer.json() if answer.status == 200 else None
                        break
                except UNCERTAIN as error:
                    if asyncio.get_running_loop().time() > end:
                        raise AssertionError(f"nobody tells the status of {msgid}: {error!r}") from error
                connections.append(connections.pop(0))
                await asyncio.sleep(0.05)
        for connection in connections:
            connection.close()

    await asyncio.gather(*(read([Connection(port) for port in ports]) for _ in range(readers)))
    return views
