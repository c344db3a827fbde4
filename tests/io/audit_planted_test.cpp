// Each breach, planted by hand in a real Redis, is what an audit finds: that one and no other.
#include <gtest/gtest.h>

#include <functional>

#include "support/audit_fixture.hpp"

namespace smsgw::test {
namespace {

using redis::Keys;

// What is harmed, and what the audit says then: the code and whom it names.
struct Row {
    const char* name;
    std::function<std::string(RedisBench&)> harm;
};

void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

class AuditFinds : public testing::TestWithParam<Row> {};

TEST_P(AuditFinds, WhatWasPlanted) {
    RedisBench s;
    fill(s);
    s.lease();   // what waits is not in the way of what is planted
    ASSERT_EQ(breaches_in(audit_of(s)), "");
    const auto expected = GetParam().harm(s);
    EXPECT_EQ(breaches_in(audit_of(s)), expected);
}

std::string queue() {
    return Keys::ready(0, Lane::normal);
}

std::string admitted(RedisBench& s) {
    return s.admit().msgid.str();
}

std::string key_of(const std::string& msgid) {
    return Keys::message(MsgId(msgid));
}

void set_field(RedisBench& s, const std::string& msgid, const std::string& field, const std::string& value) {
    s.ask({"HSET", key_of(msgid), field, value});
}

std::string entry_of(RedisBench& s, const std::string& msgid) {
    for (const auto& entry : s.ask({"XRANGE", queue(), "-", "+"}).items)
        if (entry.items.at(1).items.at(1).text == msgid) return entry.items.at(0).text;
    throw std::runtime_error("no entry");
}

// Rewrites the timeline: ranks and attempts, numbered from 2.
void set_events(RedisBench& s, const std::string& msgid, const std::vector<std::pair<int, int>>& events) {
    std::string lines;
    int seq = 1;
    for (const auto& [rank, attempt] : events)
        lines += std::to_string(++seq) + "\t1767225600000\t" + std::to_string(rank) + "\t" +
                 std::to_string(attempt) + "\tx\t\t\n";
    s.ask({"HSET", key_of(msgid), "ev", lines, "n", std::to_string(seq), "s",
           std::to_string(events.back().first)});
}

std::string rejected(RedisBench& s) {
    const auto lease = s.begun();
    s.settle(lease, SettleRejected{"x_1"});
    return lease.message.msgid.str();
}

const Row rows[] = {
    {"AQueuedMessageWithoutAnEntry",
     [](RedisBench& s) {
         const auto msgid = admitted(s);
         s.ask({"XDEL", queue(), entry_of(s, msgid)});
         return "unreachable " + msgid;
     }},
    {"AnEntryThatWasAcknowledgedButNotDeleted",
     [](RedisBench& s) {
         const auto msgid = s.begun().message.msgid.str();
         s.ask({"XACK", queue(), "g", entry_of(s, msgid)});
         return "unreachable " + msgid;
     }},
    {"ASubmittedMessageThatIsNotDue",
     [](RedisBench& s) {
         const auto msgid = s.submitted({"p3"}).str();
         s.ask({"ZREM", Keys::due(0), msgid});
         return "unreachable " + msgid;
     }},
    {"AMessageOutsideOfAllPartitions",
     [](RedisBench& s) {
         const auto msgid = s.submitted({"p3"}).str();
         const auto stray = "m_07" + msgid.substr(4);
         s.ask({"RENAME", key_of(msgid), key_of(stray)});
         s.ask({"ZREM", Keys::due(0), msgid});
         s.ask({"HINCRBY", Keys::counters(0), "admitted", "-1"});
         return "unreachable " + stray;
     }},
    {"AMessageThatIsQueuedTwice",
     [](RedisBench& s) {
         const auto msgid = admitted(s);
         s.ask({"XADD", Keys::ready(0, Lane::otp), "*", "m", msgid});
         return "double " + msgid;
     }},
    {"AMessageThatIsQueuedAndDue",
     [](RedisBench& s) {
         const auto msgid = admitted(s);
         s.ask({"ZADD", Keys::due(0), "1", msgid});
         return "double " + msgid;
     }},
    {"ALiveMessageWithAnEnd",
     [](RedisBench& s) {
         const auto msgid = admitted(s);
         s.ask({"PEXPIRE", key_of(msgid), "100000"});
         return "ttl_on_live " + msgid;
     }},
    {"AMessageAtRestWithoutAnEnd",
     [](RedisBench& s) {
         const auto msgid = rejected(s);
         s.ask({"PERSIST", key_of(msgid)});
         return "no_ttl_at_rest " + msgid;
     }},
    {"SomethingThatIsNotAMessage",
     [](RedisBench& s) {
         s.ask({"SET", key_of(nobody), "x"});
         return std::string("unreadable ") + nobody;
     }},
    {"AnEventThatIsMissing",
     [](RedisBench& s) {
         const auto msgid = s.submitted({"p3"}).str();
         set_field(s, msgid, "n", "4");
         return "seq_gap " + msgid;
     }},
    {"AStatusThatWentBack",
     [](RedisBench& s) {
         const auto msgid = s.submitted({"p3"}).str();
         set_events(s, msgid, {{20, 1}, {40, 1}, {30, 1}});
         return "rank_regression " + msgid;
     }},
    {"AStatusThatCameTwice",
     [](RedisBench& s) {
         const auto msgid = s.submitted({"p3"}).str();
         set_events(s, msgid, {{20, 1}, {30, 1}, {30, 1}});
         return "status_repeated " + msgid;
     }},
    {"AStatusWithoutItsEvent",
     [](RedisBench& s) {
         const auto msgid = s.submitted({"p3"}).str();
         set_field(s, msgid, "s", "45");
         return "last_event_differs " + msgid;
     }},
    {"AnAttemptThatWasNotBegun",
     [](RedisBench& s) {
         const auto msgid = s.submitted({"p3"}).str();
         set_field(s, msgid, "k", "2");
         return "attempt_mismatch " + msgid;
     }},
    {"ATextThatIsNotNeeded",
     [](RedisBench& s) {
         const auto msgid = rejected(s);
         set_field(s, msgid, "t", "Hello");
         return "text_kept " + msgid;
     }},
    {"ARefusalOfWhatMayHaveBeenAccepted",
     [](RedisBench& s) {
         const auto msgid = rejected(s);
         set_field(s, msgid, "am", "1");
         return "resend_unsafe_truth " + msgid;
     }},
    {"ADuplicateThatIsNotTold",
     [](RedisBench& s) {
         const auto msgid = s.submitted({"p3"}).str();
         set_events(s, msgid, {{20, 1}, {25, 1}, {10, 1}, {20, 2}, {30, 2}, {40, 1}});
         set_field(s, msgid, "k", "2");
         return "duplicate_unflagged " + msgid;
     }},
    {"AnEntryWithoutAMessage",
     [](RedisBench& s) {
         s.ask({"XADD", queue(), "*", "m", nobody});
         return std::string("entry_orphan ") + key_of(nobody);
     }},
    {"ADueTimeWithoutAMessage",
     [](RedisBench& s) {
         s.ask({"ZADD", Keys::due(0), "1", nobody});
         return std::string("due_orphan ") + key_of(nobody);
     }},
    {"ADueTimeOfAMessageAtRest",
     [](RedisBench& s) {
         const auto msgid = rejected(s);
         s.ask({"ZADD", Keys::due(0), "1", msgid});
         return "due_orphan " + msgid;
     }},
    {"AnIdempotencyRecordWithoutItsMessage",
     [](RedisBench& s) {
         s.ask({"SET", "{00}i:shop:abc", std::string(nobody) + " f1", "PX", "100000"});
         return std::string("idempotency_orphan {00}i:shop:abc");
     }},
    {"AProviderMsgidOfAnAttemptThatWasNotBegun",
     [](RedisBench& s) {
         s.ask({"SET", "{00}x:x:p9", s.submitted({"p3"}).str() + " 2"});
         return std::string("index_mismatch {00}x:x:p9");
     }},
    {"ParkedReportsThatNobodyWillLookAt",
     [](RedisBench& s) {
         s.ask({"ZREM", Keys::parked_due(0), "x:early"});
         return std::string("parked_orphan {00}o:x:early");
     }},
    {"AMessageThatVanished",
     [](RedisBench& s) {
         const auto msgid = s.submitted({"p3"}).str();
         s.ask({"DEL", key_of(msgid)});
         s.ask({"ZREM", Keys::due(0), msgid});
         return std::string("counter_mismatch {00}n");
     }},
    {"AMessageThatWasNotCounted",
     [](RedisBench& s) {
         s.ask({"HINCRBY", Keys::counters(0), "admitted", "-1"});
         return std::string("counter_mismatch {00}n");
     }},
    {"MoreMessagesAtRestThanEnded",
     [](RedisBench& s) {
         s.ask({"HINCRBY", Keys::counters(0), "admitted", "-1"});
         s.ask({"HINCRBY", Keys::counters(0), "ended", "-1"});
         return std::string("counter_mismatch {00}n");
     }},
};

INSTANTIATE_TEST_SUITE_P(Rows, AuditFinds, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

}   // namespace
}   // namespace smsgw::test
