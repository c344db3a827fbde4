// An audit of a real Redis: a clean store is clean, and work that goes on meanwhile is not mistaken for a breach. What is
// planted is found in audit_planted_test.cpp.
#include <gtest/gtest.h>

#include "support/audit_fixture.hpp"
#include "support/wait_until.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using redis::Breach;
using redis::Keys;

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

// Lives in which an attempt's outcome is not learned, or that end before one is begun.
TEST(Audit, FindsNothingInLivesThatDidNotGoAsTheyShould) {
    RedisBench s;
    // one that is submitted once more, and whose first attempt is reported after all
    auto impatient = a_new_message();
    impatient.message.on_ambiguous = OnAmbiguous::retry;
    const auto twice = s.admit(impatient).msgid;
    s.settle(s.begun(s.lease_one()), SettleUnknown{.hold = 1h, .error = "read_timeout"});
    s.advance(11s);
    s.promote();
    s.settle(s.begun(s.lease_one()), accepted_as({"p2"}));
    s.report_by_ref(twice, MsgStatus::delivered, 1);
    EXPECT_TRUE(s.view(twice).duplicate_possible);
    // one through a provider that drops repeats, and reports the first
    auto lease = s.begun();
    s.settle(lease, SettleRepeatAt{.delay = 0ms, .error = "read_timeout"});
    s.promote();
    s.settle(s.begun(s.lease_one()), accepted_as({"p3"}));
    s.report_by_ref(lease.message.msgid, MsgStatus::delivered, 1);
    EXPECT_FALSE(s.view(lease.message.msgid).duplicate_possible);
    // one that the provider never got
    lease = s.begun();
    s.settle(lease, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    const Held held{.msgid = lease.message.msgid, .attempt = 1, .provider = provider_x};
    value_of(s.run(s.due().never_came(held, 1)));
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::failed);
    // one that waits for its time, and one that was canceled and left its entry behind
    auto later = a_new_message();
    later.message.send_at = s.clock.wall_now() + 1h;
    const auto scheduled = s.admit(later).msgid;
    const auto canceled = s.admit().msgid;
    value_of(s.run(s.messages().cancel(canceled)));
    // and one that nobody could handle
    const auto poison = s.admit(a_new_message(Lane::bulk)).msgid;
    s.lease();
    s.admit();
    while (!s.reclaim().empty()) continue;
    EXPECT_EQ(s.status(poison), MsgStatus::rejected);

    const auto report = audit_of(s);
    EXPECT_EQ(breaches_in(report), "");
    EXPECT_EQ(report.by_status.at(MsgStatus::scheduled), 1);
    EXPECT_EQ(report.by_status.at(MsgStatus::canceled), 1);
    EXPECT_EQ(report.dead_letters, 1);
    // the scheduled one goes its way
    s.advance(1h);
    s.promote();
    EXPECT_EQ(s.status(scheduled), MsgStatus::queued);
    EXPECT_EQ(breaches_in(audit_of(s)), "");
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
    s.ask({"ACL", "SETUSER", "smsgw", "-zscore"});
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

// ---- while gateways are at work -------------------------------------------------------------------------------------

// Takes messages through their lives until it is stopped, in steps that an audit may fall between.
Task<> work(RedisBench& s, const bool& stopped, int& turn) {
    for (; !stopped; ++turn) {
        const auto admitted = co_await s.messages().admit(a_new_message());
        value_of(admitted);
        auto leases = co_await s.queue().lease(4);
        for (auto& lease : value_of(std::move(leases))) {
            NewAttempt attempt{provider_x, submit_budget, {}};
            const auto begun = co_await s.queue().begin(lease, std::move(attempt));
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
