// An audit of a real Redis: a clean store is clean, each breach that is planted by hand is found, and work that goes on
// meanwhile is not mistaken for one.
#include "redis/audit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "support/redis_bench.hpp"
#include "support/wait_until.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using redis::AuditReport;
using redis::Breach;
using redis::Keys;

AuditReport audit_of(RedisBench& s, redis::AuditLimits limits = {}) {
    return value_of(s.run(redis::audit(s.connection(), limits)));
}

// "unreachable m_00…; double {00}…"; empty when all promises are kept.
std::string breaches_in(const AuditReport& report) {
    std::string text;
    for (const auto& [breach, found] : report.breaches)
        for (const auto& example : found.examples)
            text += (text.empty() ? "" : "; ") + std::string(redis::code_of(breach)) + " " + example;
    return text;
}

// A msgid that names no message.
constexpr const char* nobody = "m_000000000000000000000a";

// One message in each stage of its life; returns how many are live.
int fill(RedisBench& s) {
    s.submitted({"p1"});
    s.submitted({"p2"});
    s.report(MsgStatus::delivered, "p2");
    s.settle(s.begun(), SettleRetryAt{.delay = 1h, .error = "http_503"});
    s.settle(s.begun(), SettleUnknown{.hold = 1h, .error = "read_timeout"});
    s.settle(s.begun(), SettleRejected{"x_1"});
    s.settle(s.begun(), SettleFailed{"connect_failed"});
    s.begun();
    s.admit();
    s.lease_one();
    auto keyed = a_new_message(Lane::bulk);
    keyed.idempotency_key = "order 4711";
    s.admit(keyed);
    s.report(MsgStatus::sent, "early");
    return 6;
}

TEST(Audit, FindsNothingInAStoreThatNobodyHarmed) {
    RedisBench s;
    const int live = fill(s);
    const auto report = audit_of(s);
    EXPECT_EQ(breaches_in(report), "");
    EXPECT_EQ(report.partitions, 1);
    EXPECT_EQ(report.live, live);
    EXPECT_EQ(report.at_rest, 3);
    EXPECT_EQ(report.ready, 1);
    EXPECT_EQ(report.lent, 2);
    EXPECT_EQ(report.stale, 0);
    EXPECT_EQ(report.due, 3);
    EXPECT_EQ(report.parked, 1);
    EXPECT_EQ(report.dead_letters, 0);
    EXPECT_EQ(report.idempotency_records, 1);
    EXPECT_EQ(report.index_records, 2);
    EXPECT_EQ(report.by_status.at(MsgStatus::queued), 3);
    EXPECT_EQ(report.by_status.at(MsgStatus::delivered), 1);
    EXPECT_EQ(report.counters.at("admitted"), 9);
    EXPECT_EQ(report.counters.at("ended"), 3);
}

TEST(Audit, FindsNothingInAnEmptyStore) {
    RedisBench s(4);
    const auto report = audit_of(s);
    EXPECT_EQ(breaches_in(report), "");
    EXPECT_EQ(report.partitions, 4);
    EXPECT_EQ(report.live, 0);
}

TEST(Audit, SeesTheSameInSmallBatchesAndInAllPartitions) {
    RedisBench s(3);
    fill(s);
    for (int i = 0; i < 20; ++i) s.admit();
    const auto whole = audit_of(s);
    const auto in_parts = audit_of(s, {.batch = 2});
    EXPECT_EQ(breaches_in(in_parts), "");
    EXPECT_EQ(in_parts.by_status, whole.by_status);
    EXPECT_EQ(in_parts.ready, whole.ready);
    EXPECT_EQ(in_parts.lent, whole.lent);
    EXPECT_EQ(in_parts.due, whole.due);
    EXPECT_EQ(in_parts.counters, whole.counters);
    EXPECT_EQ(in_parts.live, 26);
}

TEST(Audit, CountsAnEntryThatIsNotNeededAnyMoreAndDoesNotCallItABreach) {
    RedisBench s;
    // given a message whose report came before its worker could settle it
    const auto lease = s.begun();
    s.report_by_ref(lease.message.msgid, MsgStatus::delivered);
    EXPECT_EQ(audit_of(s).stale, 0) << "its worker will drop its entry";
    // when there is an entry that no worker has
    s.ask({"XADD", Keys::ready(0, Lane::normal), "*", "m", lease.message.msgid.str()});
    const auto report = audit_of(s);
    // then it is counted
    EXPECT_EQ(report.stale, 1);
    EXPECT_EQ(breaches_in(report), "");
}

TEST(Audit, RefusesARedisThatNoGatewayHasUsed) {
    RedisBench s;
    s.ask({"DEL", Keys::installation()});
    EXPECT_EQ(s.run(redis::audit(s.connection())).error(), Errc::not_found);
    s.ask({"SET", Keys::installation(), "{\"partitions\":1}"});
    EXPECT_EQ(s.run(redis::audit(s.connection())).error(), Errc::not_found);
}

TEST(Audit, SaysThatItCouldNotReadEverything) {
    RedisBench s;
    s.admit();
    s.ask({"ACL", "SETUSER", "default", "-zscore"});
    EXPECT_EQ(s.run(redis::audit(s.connection())).error(), Errc::storage_unavailable);
}

TEST(Audit, NamesSomeExamplesAndCountsAll) {
    RedisBench s;
    for (int i = 0; i < 5; ++i) s.admit();
    s.ask({"XTRIM", Keys::ready(0, Lane::normal), "MAXLEN", "0"});
    const auto report = audit_of(s, {.named_max = 2});
    EXPECT_EQ(report.breaches.at(Breach::unreachable).count, 5);
    EXPECT_EQ(report.breaches.at(Breach::unreachable).examples.size(), 2U);
}

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

// ---- while gateways are at work -------------------------------------------------------------------------------------

// Takes messages through their lives until it is stopped, in steps that an audit may fall between.
Task<> work(RedisBench& s, const bool& stopped, int& turn) {
    for (; !stopped; ++turn) {
        const auto admitted = co_await s.messages().admit(a_new_message());
        value_of(admitted);
        auto leases = co_await s.queue().lease(4);
        for (auto& lease : value_of(std::move(leases))) {
            const auto begun = co_await s.queue().begin(lease, provider_x, submit_budget);
            if (value_of(begun) != Begun::go) continue;
            ++lease.attempts;
            Settlement settlement = SettleRetryAt{.delay = 0ms, .error = "http_503"};
            if (lease.attempts > 1) settlement = accepted_as({"p" + std::to_string(turn)});
            const auto settled = co_await s.queue().settle(lease, provider_x, settlement);
            value_of(settled);
        }
        const auto promoted = co_await s.due().promote(10);
        value_of(promoted);
        const auto id = "p" + std::to_string(turn - 1);
        const auto applied = co_await s.reports().apply(provider_x, a_report(MsgStatus::delivered, id));
        value_of(applied);
    }
}

TEST(AuditOfRunningGateways, GivesNoFalseAlarm) {
    RedisBench s(2);
    fill(s);
    redis::Connection own(s.io.get_executor(), s.clock, s.server.address(), {}, "audit");
    TaskGroup group(s.io.get_executor());
    group.spawn("audit.redis", own.run());
    ASSERT_TRUE(wait_until(s.io, [&] { return own.connected(); }));
    bool stopped = false;
    int turns = 0;
    group.spawn("work", work(s, stopped, turns));
    for (int i = 0; i < 10; ++i) {
        const int before = turns;
        EXPECT_EQ(breaches_in(value_of(s.run(redis::audit(own, {.batch = 5})))), "");
        EXPECT_GT(turns, before) << "nothing went on meanwhile";
    }
    stopped = true;
    own.stop();
    ASSERT_TRUE(wait_until(s.io, [&] { return group.size() == 0; }));
    EXPECT_EQ(breaches_in(audit_of(s)), "");
}

}   // namespace
}   // namespace smsgw::test
