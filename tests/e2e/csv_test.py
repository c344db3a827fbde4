"""smsgwctl send --csv: a file with bad rows, killed at half and run again; each good row is accepted exactly once, each bad
row is named. SMSGW_CSV_ROWS=10000 for a large one."""
import csv
import os
import pty
import re
import signal
import subprocess
import threading
import unittest

from harness import BIN, KEY, PATIENCE_S, Daemon, Folder, Program, Redis, audit, request, sanitizer_env, wait_until

ROWS = int(os.environ.get("SMSGW_CSV_ROWS", "4000"))
EVERY = 200   # one bad row in so many

TEXTS = ["Hello", "One, two", 'He said "hi"', "Two\nlines", "Gr\u00fc\u00dfe \u20ac5; bye", "\u4f60\u597d"]

# The line of a bad row (%s is its reference), and the code that the result file has for it.
BAD = [
    ("+3161,Hello,%s,normal,", "number_invalid"),
    ("hello,Hello,%s,normal,", "number_invalid"),
    ("+31612345678,,%s,normal,", "message_empty"),
    ("+31612345678," + "x" * 2000 + ",%s,normal,", "message_too_long"),
    ("+31612345678,Hello,%s,fast,", "lane_unknown"),
    ("+31612345678,Hello,%s,normal", "row_columns"),
    ("+31612345678,Hello, there,%s,normal,", "row_columns"),
    ("+31612345678,Hello \udcff,%s,normal,", "row_encoding"),
    ('+31612345678,He said "hi",%s,normal,', "row_quoting"),
    ("+31612345678,Hello,%s,normal,soon", "field_type"),
]


def write_sheet(path, rows):
    """A sheet as a spreadsheet program writes it: byte order mark, CRLF. Returns the bad ones as {row: code}."""
    bad, lines = {}, ["\ufeffto,message,reference,lane,validity_s"]
    for i in range(rows):
        row, reference = i + 2, f"row-{i + 2}"
        if i % EVERY == EVERY // 2:
            line, bad[row] = BAD[i // EVERY % len(BAD)]
            lines.append(line % reference)
            continue
        text = TEXTS[i % len(TEXTS)].replace('"', '""')
        lines.append(f'+316{12000000 + i},"{text}",{reference},{("normal", "bulk")[i % 2]},{("", "3600")[i % 2]}')
    with open(path, "wb") as file:
        file.write("\r\n".join(lines).encode("utf-8", "surrogateescape"))
    return bad


def read_results(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def arguments(daemon, path, *flags):
    return [os.path.join(BIN, "smsgwctl"), "send", "--url", f"http://127.0.0.1:{daemon.api}", "--csv", path, *flags]


ENV = {"SMSGW_API_KEY": KEY}


def send(daemon, path, *flags):
    return subprocess.run(arguments(daemon, path, *flags), env={"PATH": os.environ["PATH"], **sanitizer_env(), **ENV},
                          capture_output=True, text=True, timeout=PATIENCE_S * 5, check=False)


class OnATerminal:
    """The command with a terminal as its standard error."""

    def __init__(self, words):
        master, slave = pty.openpty()
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=slave,
                                        env={"PATH": os.environ["PATH"], **sanitizer_env(), **ENV})
        os.close(slave)
        self.shown = ""
        self.reader = threading.Thread(target=self._read, args=(master,), daemon=True)
        self.reader.start()

    def _read(self, master):
        try:
            while piece := os.read(master, 65536):
                self.shown += piece.decode("utf-8", "replace")
        except OSError:
            pass   # the other side is closed
        os.close(master)

    def done(self):
        """How many rows the bar shows as done."""
        found = re.findall(r"\[#* *\] \d+% (\d+)/\d+ rows", self.shown)
        return int(found[-1]) if found else 0


class SendCsv(unittest.TestCase):
    def check_each_once(self, daemon, path, results, rows, bad):
        """Of `rows` each has one result; the good ones are what is stored, and nothing else is."""
        self.assertEqual(sorted(int(r["row"]) for r in results), list(range(2, rows + 2)))
        self.assertEqual({int(r["row"]): r["code"] for r in results if r["status"] == "bad"}, bad)
        self.assertTrue(all(r["detail"] for r in results if r["status"] == "bad"))
        good = [r for r in results if r["status"] == "accepted"]
        self.assertEqual(len(good), rows - len(bad))
        self.assertEqual(len({r["msgid"] for r in good}), len(good))
        found = audit(daemon)
        self.assertEqual(sum(found["by_status"].values()), len(good), found)
        self.assertEqual(found["idempotency_records"], len(good), found)
        for result in good[:: max(1, len(good) // 50)]:
            _, _, listed = request(daemon.api, "GET", f"/messages?reference=row-{result['row']}",
                                   headers={"Authorization": f"Bearer {KEY}"})
            self.assertEqual([m["msgid"] for m in listed["messages"]], [result["msgid"]], path)

    def test_killed_at_half_and_resumed_each_good_row_is_accepted_once(self):
        with Folder() as folder:
            path = os.path.join(folder, "rows.csv")
            bad = write_sheet(path, ROWS)
            self.assertEqual(len(bad), ROWS // EVERY)
            daemon = Daemon(os.path.join(folder, "data")).wait_ready()
            try:
                first = OnATerminal(arguments(daemon, path, "--rate", str(max(100, ROWS // 4))))
                wait_until("the bar shows half", lambda: first.done() * 2 >= ROWS or first.process.poll() is not None, 300)
                first.process.kill()
                self.assertEqual(first.process.wait(), -signal.SIGKILL, first.shown)
                first.reader.join(5)
                then = read_results(path + ".results.csv")
                self.assertGreaterEqual(len(then), first.done(), "what the bar shows is in the file")
                self.assertLess(len(then), ROWS)
                print(f"killed when {first.done()} of {ROWS} rows were shown; {len(then)} in the file; "
                      f"last shown: {first.shown.rsplit(chr(13), 1)[-1]!r}")

                again = send(daemon, path)
                self.assertEqual(again.returncode, 1, again.stderr)
                self.assertRegex(again.stderr, rf"100% {ROWS}/{ROWS} rows")
                print(again.stdout.strip())
                results = read_results(path + ".results.csv")
                self.assertEqual(results[: len(then)], then, "what was written stays")
                self.check_each_once(daemon, path, results, ROWS, bad)

                once_more = send(daemon, path)
                self.assertEqual((once_more.returncode, once_more.stdout), (1, again.stdout))
                self.assertEqual(read_results(path + ".results.csv"), results)
                self.assertEqual(audit(daemon)["idempotency_records"], ROWS - len(bad))
            finally:
                daemon.end()

    def test_a_gateway_that_is_killed_and_started_again_costs_no_row(self):
        rows = 600
        with Folder() as folder:
            path = os.path.join(folder, "rows.csv")
            bad = write_sheet(path, rows)
            redis = Redis(folder)
            daemon = Daemon(os.path.join(folder, "data"), redis.url).wait_ready()
            try:
                sending = Program(arguments(daemon, path, "--rate", "200"), ENV)
                results = path + ".results.csv"
                wait_until("rows are accepted", lambda: os.path.exists(results) and len(read_results(results)) > 150)
                daemon.signal(signal.SIGKILL)
                daemon.wait()
                ports = (daemon.api, daemon.webhook, daemon.admin)
                daemon = Daemon(os.path.join(folder, "data"), redis.url, ports=ports).wait_ready()
                self.assertEqual(sending.wait(), 1, sending.log)
                self.check_each_once(daemon, path, read_results(results), rows, bad)
            finally:
                daemon.end()
                redis.end()

    def test_a_signal_ends_it_in_good_order(self):
        rows = 150
        with Folder() as folder:
            path = os.path.join(folder, "rows.csv")
            bad = write_sheet(path, rows)
            daemon = Daemon(os.path.join(folder, "data")).wait_ready()
            try:
                sending = Program(arguments(daemon, path, "--rate", "50", "--json"), ENV)
                results = path + ".results.csv"
                wait_until("rows are accepted", lambda: os.path.exists(results) and len(read_results(results)) > 10)
                sending.signal(signal.SIGINT)
                self.assertEqual(sending.wait(), 1, sending.log)
                self.assertIn("smsgwctl: stopped by a signal", sending.log)
                then = read_results(results)
                self.assertLess(len(then), rows)
                self.assertEqual(audit(daemon)["idempotency_records"], sum(r["status"] == "accepted" for r in then),
                                 "every request on its way was answered and written down")
                self.assertEqual(send(daemon, path).returncode, 1)
                self.check_each_once(daemon, path, read_results(results), rows, bad)
            finally:
                daemon.end()

    def test_a_dry_run_names_the_bad_rows_and_sends_nothing(self):
        rows = 2500
        with Folder() as folder:
            path = os.path.join(folder, "rows.csv")
            bad = write_sheet(path, rows)
            daemon = Daemon(os.path.join(folder, "data")).wait_ready()
            try:
                self.assertEqual(send(daemon, path, "--dry-run").returncode, 1)
                results = read_results(path + ".dry-run.csv")
                self.assertEqual({int(r["row"]): r["code"] for r in results if r["status"] == "bad"}, bad)
                self.assertEqual(sum(r["status"] == "valid" for r in results), rows - len(bad))
                self.assertFalse(os.path.exists(path + ".results.csv"))
                self.assertEqual(audit(daemon)["by_status"], {})
            finally:
                daemon.end()


if __name__ == "__main__":
    unittest.main()
