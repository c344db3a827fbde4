"""Hundreds of clients that mean harm, all at once: who dribbles is cut while others are served, who does not read is cut, who sends
junk costs little, and more connections than are allowed take nothing from those that are there."""
import asyncio
import os
import random
import re
import resource
import socket
import unittest

from harness import KEY, PATIENCE_S, Daemon, Folder, Redis, audit, request, wait_until
from metrics_page import Page

KIB = 1024
AUTH = f"Host: a\r\nAuthorization: Bearer {KEY}\r\n"
PLAN = {"to": "+31612345678", "message": "Hi", "dry_run": True}
# Memory that AddressSanitizer keeps to itself is not the daemon's.
ASAN = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=1"]))


async def connection(port, buffer_bytes=None):
    one = socket.socket()
    if buffer_bytes:   # what the kernel would hold for it is not what is looked at
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer_bytes)
    one.setblocking(False)
    await asyncio.get_running_loop().sock_connect(one, ("127.0.0.1", port))
    return one


async def all_that_comes(one):
    answer = b""
    try:
        while piece := await asyncio.get_running_loop().sock_recv(one, 65536):
            answer += piece
    except ConnectionError:
        pass   # cut without a word, or with one that it did not wait for
    return answer


def status_of(answer):
    return int(answer.split(maxsplit=2)[1]) if answer else None


async def dribble(port, begin, more):
    """Writes `begin` and then `more`, again and again, until it is cut. The answer, if it was worth one."""
    with await connection(port) as one:
        answer = asyncio.ensure_future(all_that_comes(one))
        await asyncio.get_running_loop().sock_sendall(one, begin)
        while not answer.done():
            await asyncio.wait([answer], timeout=0.1)
            try:
                one.send(more)
            except OSError:
                break   # the answer says how it ended
        return await answer


async def pump(port, begin, more, reads):
    """Writes `begin` and then `more`, as fast as it can, until it is cut; with reads=False it takes no answer from the socket."""
    with await connection(port, None if reads else 8 * KIB) as one:
        answer = asyncio.ensure_future(all_that_comes(one)) if reads else None
        try:
            await asyncio.get_running_loop().sock_sendall(one, begin)
            while True:
                await asyncio.get_running_loop().sock_sendall(one, more)
        except ConnectionError:
            return await answer if reads else None


class Hostile(unittest.TestCase):
    LIMITS = ""

    @classmethod
    def setUpClass(cls):
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 16384), most))   # the daemon's, too
        folder = Folder()
        path = folder.__enter__()
        cls.addClassCleanup(folder.__exit__)
        cls.redis = Redis(path)
        cls.addClassCleanup(cls.redis.end)
        cls.daemon = Daemon(path, cls.redis.url, {"SMSGW_THREADS": "1", "ASAN_OPTIONS": ASAN}, "[limits]\n" + cls.LIMITS).wait_ready()
        cls.addClassCleanup(cls.daemon.end)
        cls.legit()   # what is made at the first request is there before anything is measured
        cls.before = cls.page()

    @classmethod
    def page(cls):
        return Page(cls.daemon)

    @classmethod
    def legit(cls):
        return cls.daemon.send(PLAN)[0]

    def descriptors(self, page):
        """More than there were before anybody came."""
        return page.sum("process_open_fds") - self.before.sum("process_open_fds")

    async def beside(self, crowd, requests_min=50):
        """Goes on sending as an honest client until the crowd is done. Every request is served; the pages seen meanwhile."""
        crowd, pages = asyncio.ensure_future(asyncio.wait_for(crowd, PATIENCE_S)), []
        while not crowd.done() or len(pages) < requests_min:
            self.assertEqual(await asyncio.to_thread(self.legit), 200)
            pages.append(await asyncio.to_thread(self.page))
        return await crowd, pages

    def tearDown(self):
        # They are gone, and nothing of them is left.
        wait_until("descriptors are closed", lambda: self.descriptors(self.page()) <= 4)
        self.assertEqual(self.legit(), 200)
        self.assertEqual(audit(self.redis)["by_status"], {})


class Dribbling(Hostile):
    LIMITS = "header_time_ms = 1500\nbody_time_ms = 1500\n"
    ATTACKERS, ROUNDS = 400, 3

    def test_is_cut_each_time_while_others_are_served(self):
        asyncio.run(self.dribble())

    async def dribble(self):
        # given clients that never come to the end of a head or a body, each of which comes again when it is cut
        head = (f"POST /send HTTP/1.1\r\n{AUTH}X-Slow: ".encode(), b"a")
        body = (f"POST /send HTTP/1.1\r\n{AUTH}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n".encode(), b"{")

        async def comes_again(begin, more):
            return [status_of(await dribble(self.daemon.api, begin, more)) for _ in range(self.ROUNDS)]
        crowd = asyncio.gather(*(comes_again(*(head, body)[i % 2]) for i in range(self.ATTACKERS)))
        # when an honest client sends beside them
        ends, pages = await self.beside(crowd)
        # then each was cut each time, though it sent something all the while; who was too slow to hear why has heard nothing else
        self.assertLessEqual({status for one in ends for status in one}, {408, None})
        most = max(self.descriptors(page) for page in pages)
        self.assertGreater(most, self.ATTACKERS / 2, "they were there at the same time")
        self.assertLess(most, self.ATTACKERS * 1.5)


class Greedy(Hostile):
    LIMITS = "write_time_ms = 1000\nrequests_per_connection_max = 1000000\n"
    ATTACKERS, PIPELINED = 200, 10_000

    def test_clients_that_take_no_answers_are_cut_and_cost_little(self):
        asyncio.run(self.ask_without_end())

    async def ask_without_end(self):
        answer_bytes = int(request(self.daemon.api, "GET", "/openapi.json")[1]["Content-Length"])
        asking = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
        crowd = asyncio.gather(*(pump(self.daemon.api, asking, asking * 100, reads=False) for _ in range(self.ATTACKERS)))
        _, pages = await self.beside(crowd)
        grown = max(page.sum("process_resident_memory_bytes") for page in pages) - self.before.sum("process_resident_memory_bytes")
        # One answer at a time, in two copies, and what comes in meanwhile.
        self.assertLess(grown, self.ATTACKERS * (2 * answer_bytes + 128 * KIB))

    def test_a_flood_of_requests_in_one_go_is_answered_in_order(self):
        asyncio.run(self.flood())

    async def flood(self):
        # given requests whose answers tell them apart, in an order that is like no other
        kinds = {404: "GET /nothing", 405: "PATCH /send", 401: "GET /messages/m_1", 200: "GET /openapi.json"}
        order = random.Random(1).choices(list(kinds), weights=[30, 30, 30, 1], k=self.PIPELINED) + [404]
        lines = [f"{kinds[status]} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n" for status in order]
        flood = ("\r\n".join(lines) + "Connection: close\r\n\r\n").encode()
        # when all are sent without waiting for any
        with await connection(self.daemon.api) as one:
            answer = asyncio.ensure_future(all_that_comes(one))
            await asyncio.gather(asyncio.get_running_loop().sock_sendall(one, flood), answer)
        # then each has its answer, in their order
        self.assertEqual(order, [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) [A-Z]", answer.result())])


class Junk(Hostile):
    ATTACKERS = 2000

    def test_from_thousands_costs_little(self):
        asyncio.run(self.junk())

    async def junk(self):
        big = b"a" * (64 * KIB)
        noise = random.Random(1).randbytes(64 * KIB)
        kinds = [(noise, noise), (b"GET /", big), (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", big), (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", noise),
                 (b"GET / HTTP/1.1\r\n", b"X: y\r\n" * 1000), (f"POST /send HTTP/1.1\r\n{AUTH}Content-Length: 99999999\r\n\r\n".encode(), big),
                 (b"\r\n" * 1000, b"\r\n" * 1000), (b"\0" * 1000, big),
                 (f"POST /send HTTP/1.1\r\n{AUTH}Content-Type: application/json\r\nContent-Length: 65536\r\n\r\n".encode(), b"[" * 65536)]
        crowd = asyncio.gather(*(pump(self.daemon.api, *kinds[i % len(kinds)], reads=True) for i in range(self.ATTACKERS)))
        answers, pages = await self.beside(crowd)
        # Who goes on writing may miss what it was answered.
        self.assertLessEqual({status_of(answer) for answer in answers}, {None, 400, 413, 414, 431})
        grown = max(page.sum("process_resident_memory_bytes") for page in pages) - self.before.sum("process_resident_memory_bytes")
        self.assertLess(grown, self.ATTACKERS * 32 * KIB)


class TooMany(Hostile):
    LIMITS = "connections_max = 100\n"
    ATTACKERS = 1500

    def test_connections_are_turned_away_and_take_no_descriptors(self):
        asyncio.run(self.crowd_in())

    async def crowd_in(self):
        # given more clients than the listener takes, most of whom are turned away with a word or without
        crowd = [await connection(self.daemon.api) for _ in range(self.ATTACKERS)]
        ends = [asyncio.ensure_future(all_that_comes(one)) for one in crowd]
        # when the daemon has seen them all
        await asyncio.to_thread(wait_until, "all but those within the limit were turned away",
                                lambda: sum(end.done() for end in ends) >= self.ATTACKERS - 100)
        # then it holds what it may hold and those that it is telling so, and its other listeners do not notice
        self.assertLess(self.descriptors(await asyncio.to_thread(self.page)), 100 + 70)
        await asyncio.to_thread(wait_until, "it holds what it may hold",
                                lambda: self.page().sum("smsgw_http_connections", listener="api") == 100)
        self.assertEqual(request(self.daemon.webhook, "GET", "/nothing")[0], 404)
        self.assertIn(503, {status_of(end.result()) for end in ends if end.done()})
        for one, end in zip(crowd, ends):
            end.cancel()
            one.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
