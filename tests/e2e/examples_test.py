"""Every example that sends runs against a real daemon and prints what examples/README.md says."""
import http.server
import json
import os
import shutil
import subprocess
import threading
import unittest

from examples import NEEDS, ROOT, as_pattern, environment, language_of, readme, run, skip_without
from harness import BIN, PATIENCE_S, Daemon, Folder, audit, request, wait_until


class Road:
    """What lies between an example and the daemon: it does to each request in turn what `faults` says, then nothing.

    "lost": the daemon gets it, its answer is lost. 503: an answer of something in between, the daemon gets nothing.
    """

    def __init__(self, api, faults):
        road, self.seen, self.faults = self, [], list(faults)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                road.seen.append((self.headers["Idempotency-Key"], body))
                fault = road.faults.pop(0) if road.faults else None
                if fault == 503:
                    return self.answer(503, b"<html>no JSON</html>", {"Retry-After": "1"})
                status, headers, answer = request(api, "POST", self.path, body, {
                    name: self.headers[name] for name in ("Authorization", "Content-Type", "Idempotency-Key")})
                if fault != "lost":
                    self.answer(status, json.dumps(answer).encode(), {"Content-Type": headers["Content-Type"]})

            def answer(self, status, body, headers):
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Send(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.daemon = Daemon(folder.__enter__()).wait_ready()
        self.addCleanup(folder.__exit__)
        self.addCleanup(self.daemon.end)
        self.url = f"http://127.0.0.1:{self.daemon.api}"

    def test_prints_what_the_readme_says_and_one_key_is_one_message(self):
        commands, msgids = readme("run", "send"), set()
        self.assertEqual([language_of(command) for command in commands], list(NEEDS))
        for command in commands:
            with self.subTest(command):
                skip_without(self, language_of(command))
                code, out, err = run(command, SMSGW_URL=self.url)
                self.assertEqual((code, err), (0, ""))
                expected, = readme("prints", "send")
                self.assertRegex(out, "^" + as_pattern(expected) + "\n$")
                msgids.add(out.split()[1])
        self.assertEqual(len(msgids), 1)
        view = self.daemon.wait_status(msgids.pop(), "delivered")
        self.assertEqual(view["reference"], commands[0].split()[-1])
        self.assertEqual(audit(self.daemon)["by_status"], {"delivered": 1})

    def test_a_refusal_is_printed_and_is_exit_code_1(self):
        command, = readme("run", "refused")
        expected, = readme("prints", "refused")
        for sender in readme("run", "send"):
            with self.subTest(sender):
                skip_without(self, language_of(sender))
                code, out, err = run(command.replace(command.split()[0], sender.split()[0]), SMSGW_URL=self.url)
                self.assertEqual((code, out), (1, ""))
                self.assertRegex(err, "^" + as_pattern(expected) + "\n$")

    def test_lost_answers_are_repeated_with_the_same_key_and_send_nothing_twice(self):
        self.each_over_a_road(["lost", 503], "Grüße \"an\" alle\\\n", self.check_settled)
        senders = len([s for s in NEEDS if all(map(shutil.which, NEEDS[s]))])
        wait_until("all are delivered", lambda: audit(self.daemon)["by_status"] == {"delivered": senders})

    def test_an_outcome_that_is_not_learned_is_exit_code_75_and_names_the_key(self):
        self.each_over_a_road([503] * 4, "Hello", self.check_unknown)

    def test_usage_is_exit_code_2(self):
        for sender in readme("run", "send"):
            with self.subTest(sender):
                skip_without(self, language_of(sender))
                for command, settings in ((sender.split()[0], {}), (sender, {"SMSGW_API_KEY": ""})):
                    code, out, err = run(command, SMSGW_URL=self.url, **settings)
                    self.assertEqual((code, out), (2, ""))
                    self.assertRegex(err, r"^usage: SMSGW_API_KEY=\.\.\. send\.\w+ TO TEXT \[KEY\]\n$")

    def each_over_a_road(self, faults, text, check):
        """Runs all senders at once, for they wait, each over a road of its own; checks each."""
        for language, program in [(language_of(s), s.split()[0]) for s in readme("run", "send")]:
            with self.subTest(language):
                skip_without(self, language)
        running = []
        try:
            for program in [s.split()[0] for s in readme("run", "send")]:
                if all(map(shutil.which, NEEDS[language_of(program)])):
                    road = Road(self.daemon.api, faults)
                    process = subprocess.Popen(
                        [os.path.join(ROOT, program), "+31612345678", text, f"key-of-{program}"], text=True,
                        env=environment(SMSGW_URL=road.url), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                    running.append((program, road, process))
            for program, road, process in running:
                with self.subTest(program):
                    out, err = process.communicate(timeout=PATIENCE_S)
                    check(f"key-of-{program}", text, road.seen, (process.returncode, out, err))
        finally:
            for _, road, process in running:
                process.kill()
                road.__exit__()

    def check_settled(self, key, text, seen, ended):
        self.assertEqual((ended[0], ended[1].split()[0]), (0, "accepted"), ended)
        self.assertEqual(len(seen), 3)
        self.assertEqual(len(set(seen)), 1, "the same key and the same body each time")
        self.assertEqual(seen[0][0], key)
        self.assertEqual(json.loads(seen[0][1]), {"to": "+31612345678", "message": text, "reference": key})
        self.assertEqual(self.daemon.message(ended[1].split()[1])["reference"], key)

    def check_unknown(self, key, text, seen, ended):
        self.assertEqual(len(seen), 4)
        self.assertEqual(ended[:2], (75, ""))
        self.assertEqual(ended[2].splitlines()[-1], f"not known whether accepted: repeat it with the key {key}")


if __name__ == "__main__":
    assert os.path.exists(os.path.join(BIN, "smsgwd")), "build first"
    unittest.main(verbosity=2)
