// What only real Redis has: what lies in which key, how long, and what happens when memory or parking space is full.
#include <gtest/gtest.h>

#include "support/redis_bench.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

TEST(RedisStore, KeepsATextUntilTheProviderHasIt) {
    RedisBench s;
    const auto lease = s.begun();
    EXPECT_TRUE(s.has_text(lease.message.msgid));
    s.settle(lease, accepted_as());
    EXPECT_FALSE(s.has_text(lease.message.msgid));
}

TEST(RedisStore, ErasesTheTextOfWhatIsNeverSubmitted) {
    RedisBench s;
    const auto rejected = s.begun();
    s.settle(rejected, SettleRejected{"x_1"});
    s.admit();
    const auto expired = s.lease_one();
    s.advance(10min);
    ASSERT_EQ(s.begin(expired), Begun::expired);
    EXPECT_FALSE(s.has_text(rejected.message.msgid));
    EXPECT_FALSE(s.has_text(expired.message.msgid));
}

TEST(RedisStore, ErasesATextWhenAReportSaysThatItWasSent) {
    RedisBench s;
    const auto lease = s.begun();
    s.report_by_ref(lease.message.msgid, MsgStatus::sent);
    EXPECT_FALSE(s.has_text(lease.message.msgid));
}

TEST(RedisStore, KeepsTheTextOfAnUnknownOutcomeUntilTheHoldEnds) {
    RedisBench s;
    const auto lease = s.begun();
    s.settle(lease, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    EXPECT_TRUE(s.has_text(lease.message.msgid));
    s.advance(1h);
    s.promote();
    EXPECT_FALSE(s.has_text(lease.message.msgid));
}

// Where a message is in each stage of its life: in one place while it lives, in none afterwards, and with an end in sight
// only then.
void expect_place(RedisBench& s, const MsgId& msgid, int in_streams, int due) {
    SCOPED_TRACE(s.timeline(msgid));
    EXPECT_EQ(s.streams_with(msgid), in_streams);
    EXPECT_EQ(s.due_with(msgid), due);
    const auto ttl = s.ttl_ms(msgid);
    const auto retention = quick_config().retention.count();
    if (in_streams + due > 0)
        EXPECT_EQ(ttl, -1);
    else
        EXPECT_TRUE(ttl > retention - 60'000 && ttl <= retention) << ttl;
}

TEST(RedisStore, HasALiveMessageInOnePlaceAndAFinalOneInNone) {
    RedisBench s;
    const auto msgid = s.admit().msgid;
    expect_place(s, msgid, 1, 0);
    const auto first = s.begun(s.lease_one());
    expect_place(s, msgid, 1, 0);
    s.settle(first, SettleRetryAt{.delay = 0ms, .error = "connect_failed"});
    expect_place(s, msgid, 0, 1);
    s.promote();
    expect_place(s, msgid, 1, 0);
    const auto second = s.begun(s.lease_one());
    s.settle(second, accepted_as());
    expect_place(s, msgid, 0, 1);
    s.report(MsgStatus::sent);
    expect_place(s, msgid, 0, 1);
    s.report(MsgStatus::delivered);
    expect_place(s, msgid, 0, 0);
}

TEST(RedisStore, EndsEveryWayOutOfLifeInNoPlace) {
    RedisBench s;
    const auto rejected = s.begun();
    s.settle(rejected, SettleRejected{"x_1"});
    expect_place(s, rejected.message.msgid, 0, 0);

    const auto failed = s.begun();
    s.settle(failed, SettleFailed{"connect_failed"});
    expect_place(s, failed.message.msgid, 0, 0);

    const auto unknown = s.begun();
    s.settle(unknown, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    expect_place(s, unknown.message.msgid, 0, 1);
    s.advance(1h);
    s.promote();
    expect_place(s, unknown.message.msgid, 0, 0);

    const auto silent = s.submitted();
    s.advance(report_window);
    s.promote();
    expect_place(s, silent, 0, 0);

    const auto late = s.begun();
    s.settle(late, SettleRetryAt{.delay = 1h, .error = "http_503"});
    s.advance(1h);
    s.promote();
    expect_place(s, late.message.msgid, 0, 0);
}

TEST(RedisStore, HasNothingLeftOfAMessageThatOthersTookOver) {
    RedisBench s;
    s.admit();
    const auto slow = s.lease_one();
    const auto taken = s.reclaim();
    ASSERT_EQ(taken.size(), 1U);
    s.settle(taken[0], SettleRetryAt{.delay = 0ms, .error = ""});
    s.promote();
    // when the slow one gives back what is not its own any more
    s.settle(slow, SettleRetryAt{.delay = 0ms, .error = ""});
    expect_place(s, slow.message.msgid, 1, 0);
}

TEST(RedisStore, EndsTheHoldOfAMessageFromBeforeThereWereLookUps) {
    RedisBench s;
    const auto lease = s.begun();
    s.settle(lease, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    s.ask({"HDEL", redis::Keys::message(lease.message.msgid), "he", "lk", "v"});
    s.advance(1h);
    EXPECT_EQ(s.promote(), 1);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::unconfirmed);
}

TEST(RedisStore, KeepsAnIdempotencyRecordForItsTimeUnderAHash) {
    RedisBench s;
    auto message = a_new_message();
    message.idempotency_key = "order 4711";
    s.admit(message);
    const auto records = s.ask({"KEYS", "*}i:shop:*"}).items;
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].text.find("4711"), std::string::npos);
    const auto ttl = s.ask({"PTTL", records[0].text}).integer;
    EXPECT_TRUE(ttl > 23 * 3'600'000 && ttl <= 24 * 3'600'000) << ttl;
}

TEST(RedisStore, RefusesNewMessagesWhenMemoryIsFullAndFinishesTheOthers) {
    RedisBench s;
    // given work in hand, and a Redis without memory
    const auto in_flight = s.begun();
    s.admit();
    const auto keys_before = s.ask({"DBSIZE"}).integer;
    s.ask({"CONFIG", "SET", "maxmemory", "1"});
    // when another message comes
    const auto admitted = s.run(s.messages().admit(a_new_message()));
    // then it is refused and has left nothing behind
    ASSERT_TRUE(admitted.has_error());
    EXPECT_EQ(admitted.error(), Errc::storage_full);
    EXPECT_EQ(s.ask({"DBSIZE"}).integer, keys_before);
    // while the others go on to their ends
    s.settle(in_flight, accepted_as());
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::changed);
    const auto next = s.begun(s.lease_one());
    s.settle(next, SettleRetryAt{.delay = 0ms, .error = "http_503"});
    EXPECT_EQ(s.promote(), 1);
    EXPECT_EQ(s.lease_one().attempts, 1);
    EXPECT_EQ(s.report(MsgStatus::sent, "early"), Applied::parked);
}

TEST(RedisStore, ParksSoManyReportsOfAnIdAndNoMore) {
    auto config = quick_config();
    config.parked_reports_max = 2;
    RedisBench s(1, config);
    EXPECT_EQ(s.report(MsgStatus::sent), Applied::parked);
    EXPECT_EQ(s.report(MsgStatus::buffered), Applied::parked);
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::dropped);
}

TEST(RedisStore, ParksReportsOfSoManyIdsAndNoMore) {
    auto config = quick_config();
    config.parked_ids_max = 2;
    RedisBench s(1, config);
    EXPECT_EQ(s.report(MsgStatus::sent, "p1"), Applied::parked);
    EXPECT_EQ(s.report(MsgStatus::sent, "p2"), Applied::parked);
    EXPECT_EQ(s.report(MsgStatus::sent, "p3"), Applied::dropped);
}

TEST(RedisStore, ForgetsAParkedReportThatNoMessageComesFor) {
    RedisBench s;
    EXPECT_EQ(s.report(MsgStatus::sent), Applied::parked);
    s.advance(59min);
    EXPECT_EQ(s.promote(), 0);
    s.advance(1min);
    EXPECT_EQ(s.promote(), 1);
    EXPECT_EQ(s.ask({"KEYS", "*}o*"}).items.size(), 0U);
}

TEST(RedisStore, AppliesAParkedReportWhoseWorkerDiedBeforeItCould) {
    RedisBench s;
    // given a report that came before the answer to the submit
    const auto lease = s.begun();
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::parked);
    // and a worker that has written the index and then dies
    const auto handed =
        value_of(s.run(s.reports().bind_all(provider_x, {ProviderMsgId("p1")}, lease.message.msgid, 1)));
    EXPECT_EQ(handed.size(), 1U);
    // then the sweeper applies it
    EXPECT_EQ(s.promote(), 0);
    s.advance(6s);
    EXPECT_EQ(s.promote(), 1);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
    EXPECT_EQ(s.promote(), 0);
}

TEST(RedisStore, MarksASecondAcceptanceAsAPossibleDuplicate) {
    RedisBench s;
    const auto lease = s.begun();
    s.settle(lease, accepted_as({"p1"}));
    s.settle(lease, accepted_as({"p2"}));
    const auto view = s.view(lease.message.msgid);
    EXPECT_TRUE(view.duplicate_possible);
    EXPECT_EQ(view.provider_msgids.size(), 2U);
}

}   // namespace
}   // namespace smsgw::test
