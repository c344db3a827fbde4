// What only the outbox on Redis has: counters, an end to how much waits, and what a person does with it.
#include "redis/callback_store.hpp"

#include <gtest/gtest.h>

#include "support/outbox_reader.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

class CallbackStoreTest : public testing::Test {
protected:
    std::int64_t waiting() { return bench.ask({"ZCARD", redis::Keys::outbox(0, shop)}).integer; }
    std::string counter(const std::string& name) {
        return bench.ask({"HGET", redis::Keys::counters(0), name}).text;
    }

    RedisBench bench;
    redis::RedisCallbackStore& outbox = bench.outbox();
    OutboxReader reader{bench};
};

TEST_F(CallbackStoreTest, CountsWhatIsToldAndKeepsNothingOfIt) {
    deliver_with_callbacks(bench);
    EXPECT_EQ(waiting(), 1);
    for (int i = 0; i < 3; ++i) {
        reader.next();
        reader.done();
        reader.done();   // a repeat does not count
    }
    EXPECT_EQ(waiting(), 0);
    EXPECT_EQ(counter("cb_told"), "3");
}

TEST_F(CallbackStoreTest, CountsWhatIsGivenUp) {
    deliver_with_callbacks(bench);
    reader.next();
    reader.give_up();
    reader.give_up();   // a repeat does not count
    EXPECT_EQ(waiting(), 0);
    EXPECT_EQ(counter("cb_given_up"), "3");
}

TEST_F(CallbackStoreTest, TellsOnlyTheNewestOfEachWhenTooManyWait) {
    redis::RedisCallbackStore full(bench.connection(), bench.clock, redis::Keys(1), 0);
    deliver_with_callbacks(bench);
    EXPECT_EQ(OutboxReader(bench, full).next(), "4 delivered");
    EXPECT_EQ(counter("cb_collapsed"), "2");
}

TEST_F(CallbackStoreTest, CountsMessagesThatWereForgottenBeforeTheyWereToldOf) {
    const auto message = deliver_with_callbacks(bench);
    bench.ask({"DEL", redis::Keys::message(message.msgid)});
    EXPECT_EQ(reader.next(), "0 events");
    EXPECT_EQ(waiting(), 0);
    EXPECT_EQ(counter("cb_gone"), "1");
}

TEST_F(CallbackStoreTest, ReplaysAMessageFromAPointInTime) {
    const auto message = deliver_with_callbacks(bench);
    for (int i = 0; i < 3; ++i) {
        reader.next();
        reader.done();
    }
    EXPECT_EQ(value_of(bench.run(outbox.replay(shop, message.msgid, {}))), 3);
    EXPECT_EQ(reader.next(), "2 submitting");
    EXPECT_EQ(value_of(bench.run(outbox.replay_all(shop, {}))), 3);
    EXPECT_EQ(value_of(bench.run(outbox.replay_all(AccountId("other"), {}))), 0);
    redis::RedisCallbackStore::Span future{.since = bench.clock.wall_now() + 1h};
    EXPECT_EQ(value_of(bench.run(outbox.replay_all(shop, future))), 0);
}

TEST_F(CallbackStoreTest, ListsWhatWaitsAndWhoIsDisabled) {
    deliver_with_callbacks(bench);
    value_of(bench.run(outbox.disable(AccountId("gone"))));
    const auto found = value_of(bench.run(outbox.outboxes()));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at(shop).waiting, 1);
    EXPECT_TRUE(found.at(shop).oldest_due.has_value());
    EXPECT_FALSE(found.at(shop).disabled_since.has_value());
    EXPECT_TRUE(found.at(AccountId("gone")).disabled_since.has_value());
    value_of(bench.run(outbox.enable(AccountId("gone"))));
    EXPECT_TRUE(value_of(bench.run(outbox.disabled())).empty());
}

TEST_F(CallbackStoreTest, HandsOutNoMoreThanIsWishedOfAllPartitionsTogether) {
    RedisBench parts(4);
    OutboxReader all(parts);
    for (int i = 0; i < 12; ++i) admit_with_callbacks(parts);
    for (const auto& lease : parts.lease(12)) parts.begun(lease);
    EXPECT_EQ(all.take(5).size(), 5U);
    EXPECT_EQ(all.take(20).size(), 7U);
}

}   // namespace
}   // namespace smsgw::test
