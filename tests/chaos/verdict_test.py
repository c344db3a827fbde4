"""The verdict itself, on planted ledgers: a check that cannot fail proves nothing."""
import json
import unittest

import fleet  # noqa: F401  puts the folder of the end-to-end tests on the path
from ledgers import OperatorLedger, counter_faults, verdict
from swarm import Answer, ClientLedger

STORY = ("queued", "submitting", "submitted", "sent", "delivered")


def a_view(*story, resend_safe=None, duplicate_possible=False):
    return {"status": story[-1], "resend_safe": resend_safe, "attempts": story.count("submitting"),
            "duplicate_possible": duplicate_possible,
            "events": [{"seq": i + 1, "status": status, "at": "2026-01-01T00:00:00.000Z"} for i, status in enumerate(story)]}


class Verdict(unittest.TestCase):
    """A run of one message, m1, that went well; each test spoils one thing."""

    def setUp(self):
        self.client, self.operator = ClientLedger(), OperatorLedger("", lambda: None)
        self.told("k1", "m1")
        self.accepted("m1", "id1")
        self.reported("id1", "delivered")
        self.views = {"m1": a_view(*STORY)}

    def told(self, key, msgid, status=202):
        self.client.told[key].append(Answer(status, {}, json.dumps({"msgid": msgid})))

    def accepted(self, msgid, provider_msgid):
        self.operator.take({"event": "accepted", "id": provider_msgid, "ref": f"{msgid}.1.seal"})

    def reported(self, provider_msgid, status, answer="200"):
        self.operator.take({"event": "reported", "id": provider_msgid, "status": status, "answer": answer})

    def never_accepted(self):
        self.operator = OperatorLedger("", lambda: None)

    def assert_fault(self, words, accepts_max=1):
        faults = verdict(self.client, self.operator, self.views, accepts_max)
        self.assertEqual(len(faults), 1, faults)
        self.assertIn(words, faults[0])

    def test_finds_nothing_in_a_run_that_went_well(self):
        self.assertEqual(verdict(self.client, self.operator, self.views), [])

    def test_finds_a_lost_message(self):
        self.views["m1"] = None
        self.assert_fault("lost")

    def test_finds_a_second_submit(self):
        self.accepted("m1", "id2")
        self.views["m1"]["duplicate_possible"] = True
        self.assert_fault("submitted twice")

    def test_finds_a_second_submit_that_is_not_told(self):
        self.accepted("m1", "id2")
        self.assert_fault("duplicate_possible is false", accepts_max=2)

    def test_finds_a_claimed_duplicate_that_cannot_be(self):
        self.views["m1"]["duplicate_possible"] = True
        self.assert_fault("never submitted again")

    def test_finds_a_message_that_no_client_knows(self):
        self.accepted("m2", "id2")
        self.assert_fault("told to no client")

    def test_finds_two_messages_of_one_key(self):
        self.told("k1", "m2")
        self.accepted("m2", "id2")
        self.reported("id2", "delivered")
        self.views["m2"] = a_view(*STORY)
        self.assert_fault("2 messages")

    def test_finds_one_message_for_two_keys(self):
        self.told("k2", "m1")
        self.views["m1"] = a_view(*STORY)
        faults = verdict(self.client, self.operator, self.views)
        self.assertEqual(faults, ["m1: answered to 2 keys"])

    def test_finds_a_key_that_was_given_up_or_refused(self):
        self.client.unanswered.append("k2")
        self.assert_fault("no definite answer")
        self.client.unanswered.clear()
        self.told("k1", "m1", 422)
        self.assert_fault("refused with 422")

    def test_finds_a_message_that_stays_live(self):
        self.operator.last_word["id1"].clear()
        self.views["m1"] = a_view("queued", "submitting", "submitted")
        self.assert_fault("left live")

    def test_finds_a_delivery_that_is_not_told(self):
        self.views["m1"] = a_view("queued", "submitting", "unknown", "unconfirmed", resend_safe=False)
        self.assert_fault("unconfirmed, but the operator has reported delivery")

    def test_finds_a_claimed_delivery_whose_report_was_refused(self):
        self.operator.last_word["id1"].clear()
        self.reported("id1", "delivered", "503")
        self.assert_fault("has not reported delivery")

    def test_finds_a_failure_that_the_operator_accepted(self):
        self.operator.last_word["id1"].clear()
        self.views["m1"] = a_view("queued", "submitting", "failed", resend_safe=True)
        self.assert_fault("failed, but the operator accepted it")

    def test_finds_uncertainty_without_a_reason(self):
        self.never_accepted()
        self.views["m1"] = a_view("queued", "submitting", "unconfirmed", resend_safe=False)
        self.assert_fault("without an attempt of unknown outcome")

    def test_finds_a_dangerous_advice(self):
        self.views["m1"]["resend_safe"] = True
        self.assert_fault("safe to send again")

    def test_finds_gaps_and_steps_back_in_a_timeline(self):
        self.views["m1"] = a_view("queued", "submitting", "sent", "submitted", "delivered")
        self.assert_fault("went from sent to submitted")
        del self.views["m1"]["events"][2]
        self.assert_fault("gaps")

    def test_finds_counters_that_differ_from_the_ledgers(self):
        report = {"counters": {"admitted": 1, "ended": 1, "s20": 1, "s120": 1}, "live": 0, "at_rest": 1,
                  "by_status": {"delivered": 1}}
        self.assertEqual(counter_faults(report, self.client, self.operator, self.views), [])
        report["counters"]["admitted"] = 2
        self.assertEqual(counter_faults(report, self.client, self.operator, self.views),
                         ["audit counts 2 admitted, the ledgers 1"])

    def test_allows_the_way_back_to_the_queue(self):
        self.views["m1"] = a_view("queued", "submitting", "queued", *STORY[1:])
        self.assertEqual(verdict(self.client, self.operator, self.views), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
