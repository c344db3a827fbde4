"""The first minute of a new user: start, send, delivered; Ctrl-C; start again, and the message is still there."""
import os
import signal
import stat
import unittest

from harness import BIN, Daemon, Folder, Program, audit, request, wait_until
from metrics_page import Page

SENT = {"to": "+31612345678", "message": "Hello"}


class FirstSms(unittest.TestCase):
    def test_is_delivered_and_survives_a_restart(self):
        with Folder() as folder:
            daemon = Daemon(folder).wait_ready()
            try:
                status, headers, accepted = daemon.send(SENT)
                self.assertEqual(status, 202)
                self.assertEqual(headers["Location"], "/messages/" + accepted["msgid"])
                view = daemon.wait_status(accepted["msgid"], "delivered")
                self.assertEqual([e["status"] for e in view["events"]],
                                 ["queued", "submitting", "submitted", "sent", "delivered"])
                self.assertEqual([e["seq"] for e in view["events"]], [1, 2, 3, 4, 5])

                pids = self.children_of(daemon)
                self.assertEqual(len(pids), 1, "one private redis-server")
                daemon.signal(signal.SIGINT)
                self.assertEqual(daemon.wait(), 0)
                for pid in pids:
                    self.assertFalse(os.path.exists(f"/proc/{pid}"), "the private Redis ends with the daemon")

                daemon = Daemon(folder).wait_ready()
                self.assertEqual(daemon.message(accepted["msgid"])["status"], "delivered")
                self.assertEqual(audit(daemon)["by_status"], {"delivered": 1})
            finally:
                daemon.end()

    def test_nothing_of_its_memory_is_written_when_it_crashes(self):
        with Folder() as folder:
            daemon = Daemon(folder).wait_ready()
            try:
                for pid in (daemon.process.pid, *self.children_of(daemon)):
                    with open(f"/proc/{pid}/limits", encoding="ascii") as file:
                        self.assertRegex(file.read(), r"Max core file size +0 +0 +bytes")
                # Its own readings are not hidden from itself.
                self.assertGreater(Page(daemon).sum("process_open_fds"), 10)
                self.assertGreater(Page(daemon).sum("process_resident_memory_bytes"), 1e6)
            finally:
                daemon.end()

    def test_quick_start_makes_keys_that_only_their_owner_can_read(self):
        with Folder() as folder:
            data = os.path.join(folder, "data")
            daemon = Daemon(data, env={"SMSGW_API_KEY": None})
            try:
                daemon.wait_ready()
                path = os.path.join(data, "api_key")
                self.assertEqual(stat.S_IMODE(os.stat(data).st_mode), 0o700)
                self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
                with open(path, encoding="utf-8") as file:
                    key = file.read().strip()
                self.assertTrue(key.startswith("smsgw_default_"))
                self.assertEqual(daemon.send(SENT, key=key)[0], 202)
                self.assertEqual(daemon.send(SENT, key=key + "x")[0], 401)
                path = os.path.join(data, "admin_key")
                self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
                with open(path, encoding="utf-8") as file:
                    admin_key = file.read().strip()
                self.assertEqual(daemon.send(SENT, key=admin_key)[0], 403)
                for one, status in ((admin_key, 200), (key, 403)):
                    given = {"Authorization": f"Bearer {one}"}
                    self.assertEqual(request(daemon.admin, "GET", "/admin/problems", headers=given)[0], status)
                    self.assertNotIn(one, "\n".join(daemon.log))
                audit(daemon)
            finally:
                daemon.end()

    def test_texts_keys_and_full_numbers_stay_out_of_the_log(self):
        with Folder() as folder:
            daemon = Daemon(folder, env={"SMSGW_LOG_LEVEL": "trace"}).wait_ready()
            try:
                _, _, accepted = daemon.send({"to": "+31612345678", "message": "canary-text-4711"})
                daemon.wait_status(accepted["msgid"], "delivered")
                audit(daemon)
            finally:
                daemon.end()
            log = "\n".join(daemon.log)
            self.assertIn(accepted["msgid"], log)
            for secret in ("canary-text-4711", "31612345678", "an-api-key-for-tests"):
                self.assertNotIn(secret, log)

    def test_a_killed_daemon_takes_its_redis_along_and_loses_nothing(self):
        with Folder() as folder:
            daemon = Daemon(folder).wait_ready()
            try:
                accepted = [daemon.send({**SENT, "reference": str(i)})[2]["msgid"] for i in range(20)]
                daemon.signal(signal.SIGKILL)
                daemon.wait()
                daemon = Daemon(folder).wait_ready()
                for msgid in accepted:
                    self.assertIsNotNone(daemon.message(msgid), "accepted is stored")
                found = audit(daemon)
                self.assertEqual(found["live"] + found["at_rest"], 20)
            finally:
                daemon.end()

    def test_health_pages_answer(self):
        with Folder() as folder:
            daemon = Daemon(folder).wait_ready()
            try:
                for page in ("/livez", "/readyz", "/healthz"):
                    self.assertEqual(request(daemon.admin, "GET", page)[0], 200)
                audit(daemon)
            finally:
                daemon.end()

    def test_a_redis_that_may_forget_is_refused_with_the_reason(self):
        with Folder() as folder:
            socket = os.path.join(folder, "r.sock")
            forgetful = Program(["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder,
                                 "--maxmemory-policy", "allkeys-lru", "--maxmemory", "100mb"])
            wait_until("redis-server is there", lambda: os.path.exists(socket))
            daemon = Daemon(folder, redis_url=f"unix://{socket}")
            try:
                def refused():
                    try:
                        status, _, body = request(daemon.admin, "GET", "/readyz")
                    except OSError:
                        return None
                    return body if status == 503 and "noeviction" in str(body) else None
                wait_until("/readyz says why", refused)
                self.assertEqual(daemon.send(SENT)[0], 503)
            finally:
                daemon.end()
                forgetful.end()

    @staticmethod
    def children_of(daemon):
        pids = []
        for task in os.listdir(f"/proc/{daemon.process.pid}/task"):   # children belong to the thread that forked them
            with open(f"/proc/{daemon.process.pid}/task/{task}/children", encoding="utf-8") as file:
                pids += [int(pid) for pid in file.read().split()]
        return pids


if __name__ == "__main__":
    assert os.path.exists(os.path.join(BIN, "smsgwd")), "build first"
    unittest.main(verbosity=2)
