"""Rows 3, 4 and 13 of the promises: answers that never come, and reports that come before them."""
import asyncio
import unittest

from rows import Fleet, RowTest, numbered, size


# Nearly all submits fail here: the breaker would let three at a time through.
NO_BREAKER = "breaker_outcomes_min = 1000000"


class LostAnswers(RowTest):
    def test_row_3_every_answer_is_lost_and_every_report_finds_its_message(self):
        count = size(300, 10_000)
        with Fleet(2, ("--reset", "1", "--report-delay-ms", "100"), hold_s=60, dispatch=NO_BREAKER) as fleet:
            _, operator, views = self.run_row(fleet, numbered(count))
        self.assertEqual(len(views), count)
        self.assert_statuses(views, "delivered")
        self.assertEqual(set(operator.accepts.values()), {1}, "no message is submitted again")
        held = sum("unknown" in [event["status"] for event in view["events"]] for view in views.values())
        self.assertGreater(held, count / 2, "most were told to be unknown before their report came")

    def test_row_3_without_any_report_the_uncertainty_is_told(self):
        with Fleet(2, ("--reset", "1", "--missing", "1"), hold_s=2, dispatch=NO_BREAKER) as fleet:
            client, operator, views = self.run_row(fleet, numbered(size(100, 2_000)), reports=False)
        self.assert_statuses(views, "unconfirmed")
        self.assertEqual({view["resend_safe"] for view in views.values()}, {False})
        self.assertEqual(set(operator.accepts.values()), {1})
        self.assertEqual(len(client.accepted()), len(operator.accepts))

    def test_row_4_who_asks_for_a_retry_gets_one_and_is_told(self):
        count = size(60, 2_000)
        wanted = numbered(count, lane="otp", on_ambiguous="retry", validity_s=3600)
        # The retry comes after 10 s without a report, the first attempt's report after that.
        flags = ("--reset", "1", "--shuffled", "1", "--report-delay-ms", size("13000", "60000"))
        with Fleet(2, flags, hold_otp_s=600, dispatch=NO_BREAKER) as fleet:
            _, operator, views = self.run_row(fleet, wanted, self.report_sooner, accepts_max=2)
        self.assert_statuses(views, "delivered")
        twice = {msgid for msgid, accepts in operator.accepts.items() if accepts == 2}
        self.assertGreater(len(twice), 0, "some were submitted once more")
        self.assertEqual({msgid for msgid, view in views.items() if view["duplicate_possible"]}, twice)
        print(f"{len(twice)} of {count} were accepted twice, each flagged", flush=True)

    @staticmethod
    async def report_sooner(fleet):
        await asyncio.sleep(8)
        fleet.sandbox.set_faults(report_delay_ms=100)

    def test_row_13_every_report_comes_before_the_answer(self):
        count = size(300, 20_000)
        with Fleet(2, ("--early", "1", "--shuffled", "0.5", "--report-delay-ms", "20")) as fleet:
            _, _, views = self.run_row(fleet, numbered(count))
            self.assertEqual(fleet.redis.ask("ZCARD", "{00}oz"), "0", "no report is left without its message")
        self.assertEqual(len(views), count)
        self.assert_statuses(views, "delivered")


if __name__ == "__main__":
    unittest.main(verbosity=2)
