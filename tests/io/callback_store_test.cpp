// The outbox on a real Redis: every change is told once it is taken, in order, and by one process at a time.
#include "redis/callback_store.hpp"

#include <gtest/gtest.h>

#include "support/redis_bench.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

const AccountId shop{"shop"};

class CallbackStoreTest : public testing::Test {
protected:
    Message admit(Callbacks callbacks = Callbacks::yes) {
        auto message = a_new_message();
        message.callbacks = callbacks;
        return bench.admit(std::move(message));
    }
    // Admitted, submitted, delivered: events 2 to 4.
    Message deliver() {
        auto message = admit();
        bench.settle(bench.begun(bench.lease_one()), accepted_as());
        bench.report(MsgStatus::delivered);
        return message;
    }
    std::vector<CallbackEvent> take(int max = 10) {
        std::vector<CallbackWish> wishes;
        wishes.push_back({.account = shop, .max = max});
        return value_of(bench.run(from->take(std::move(wishes), 60s)));
    }
    // "2 submitting", or what is wrong.
    std::string next() {
        const auto taken = take();
        if (taken.size() != 1) return std::to_string(taken.size()) + " events";
        last = taken[0];
        return std::to_string(last.event.seq) + " " + std::string(to_text(last.event.status));
    }
    void done() { value_of(bench.run(outbox.done(shop, last.view.message.msgid, last.event.seq))); }
    std::int64_t waiting() { return bench.ask({"ZCARD", redis::Keys::outbox(0, shop)}).integer; }
    std::string counter(const std::string& name) {
        return bench.ask({"HGET", redis::Keys::counters(0), name}).text;
    }

    RedisBench bench;
    redis::RedisCallbackStore outbox{bench.connection(), bench.clock, redis::Keys(1)};
    redis::RedisCallbackStore* from = &outbox;
    CallbackEvent last{.view = {.message = a_message()}, .event = {}};
};

TEST_F(CallbackStoreTest, HandsOutNothingOfAMessageThatWantsNone) {
    admit(Callbacks::no);
    bench.begun(bench.lease_one());
    EXPECT_EQ(next(), "0 events");
}

TEST_F(CallbackStoreTest, DoesNotTellWhatThe202HasTold) {
    admit();
    EXPECT_EQ(next(), "0 events");
}

TEST_F(CallbackStoreTest, HandsOutTheEventsOfAMessageOneAfterTheOther) {
    deliver();
    EXPECT_EQ(next(), "2 submitting");
    EXPECT_EQ(next(), "0 events");
    done();
    EXPECT_EQ(next(), "3 submitted");
    done();
    EXPECT_EQ(next(), "4 delivered");
    EXPECT_EQ(last.view.provider_msgids, std::vector{ProviderMsgId("p1")});
    EXPECT_EQ(last.view.message.reference.str(), "order-1");
    done();
    EXPECT_EQ(next(), "0 events");
    EXPECT_EQ(waiting(), 0);
    EXPECT_EQ(counter("cb_told"), "3");
}

TEST_F(CallbackStoreTest, HandsOutAgainWhatAProcessDiedWith) {
    deliver();
    EXPECT_EQ(next(), "2 submitting");
    bench.advance(59s);
    EXPECT_EQ(next(), "0 events");
    bench.advance(2s);
    EXPECT_EQ(next(), "2 submitting");
}

TEST_F(CallbackStoreTest, IsNotMovedByARepeatOfWhatWasSettled) {
    deliver();
    next();
    done();
    done();
    EXPECT_EQ(next(), "3 submitted");
    value_of(bench.run(outbox.retry(shop, last.view.message.msgid, 2, 0ms)));
    value_of(bench.run(outbox.give_up(shop, last.view.message.msgid, 2)));
    EXPECT_EQ(next(), "0 events");
    EXPECT_EQ(counter("cb_given_up"), "");
}

TEST_F(CallbackStoreTest, PutsAnEventOffAndCountsItsTries) {
    deliver();
    next();
    EXPECT_EQ(last.tries, 0);
    value_of(bench.run(outbox.retry(shop, last.view.message.msgid, 2, 5s)));
    EXPECT_EQ(next(), "0 events");
    bench.advance(6s);
    EXPECT_EQ(next(), "2 submitting");
    EXPECT_EQ(last.tries, 1);
    done();
    EXPECT_EQ(next(), "3 submitted");
    EXPECT_EQ(last.tries, 0);
}

TEST_F(CallbackStoreTest, KeepsBackNewsBehindAnEventThatIsPutOff) {
    admit();
    const auto lease = bench.begun(bench.lease_one());
    next();
    value_of(bench.run(outbox.retry(shop, last.view.message.msgid, 2, 5s)));
    bench.settle(lease, accepted_as());
    EXPECT_EQ(next(), "0 events");
    bench.advance(6s);
    EXPECT_EQ(next(), "2 submitting");
}

TEST_F(CallbackStoreTest, GivesUpWhatWaitsAndTellsWhatComes) {
    admit();
    bench.settle(bench.begun(bench.lease_one()), accepted_as());
    next();
    value_of(bench.run(outbox.give_up(shop, last.view.message.msgid, 2)));
    EXPECT_EQ(next(), "0 events");
    EXPECT_EQ(counter("cb_given_up"), "2");
    bench.report(MsgStatus::delivered);
    EXPECT_EQ(next(), "4 delivered");
}

TEST_F(CallbackStoreTest, TellsOnlyTheNewestOfEachWhenTooManyWait) {
    redis::RedisCallbackStore full(bench.connection(), bench.clock, redis::Keys(1), 0);
    from = &full;
    deliver();
    EXPECT_EQ(next(), "4 delivered");
    EXPECT_EQ(counter("cb_collapsed"), "2");
}

TEST_F(CallbackStoreTest, CountsMessagesThatWereForgottenBeforeTheyWereToldOf) {
    const auto message = deliver();
    bench.ask({"DEL", redis::Keys::message(message.msgid)});
    EXPECT_EQ(next(), "0 events");
    EXPECT_EQ(waiting(), 0);
    EXPECT_EQ(counter("cb_gone"), "1");
}

TEST_F(CallbackStoreTest, NeverHandsOutMoreThanIsWished) {
    for (int i = 0; i < 5; ++i) admit();
    for (const auto& lease : bench.lease()) bench.begun(lease);
    EXPECT_EQ(take(3).size(), 3U);
    EXPECT_EQ(take(3).size(), 2U);
}

TEST_F(CallbackStoreTest, ReplaysAMessageFromAPointInTime) {
    const auto message = deliver();
    for (int i = 0; i < 3; ++i) {
        next();
        done();
    }
    EXPECT_EQ(value_of(bench.run(outbox.replay(shop, message.msgid, {}))), 3);
    EXPECT_EQ(next(), "2 submitting");
    EXPECT_EQ(value_of(bench.run(outbox.replay_all(shop, {}))), 3);
    EXPECT_EQ(value_of(bench.run(outbox.replay_all(AccountId("other"), {}))), 0);
    redis::RedisCallbackStore::Span future{.since = bench.clock.wall_now() + 1h};
    EXPECT_EQ(value_of(bench.run(outbox.replay_all(shop, future))), 0);
}

TEST_F(CallbackStoreTest, ListsWhatWaitsAndWhoIsDisabled) {
    deliver();
    value_of(bench.run(outbox.disable(AccountId("gone"))));
    const auto found = value_of(bench.run(outbox.outboxes()));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at(shop).waiting, 1);
    EXPECT_TRUE(found.at(shop).oldest_due.has_value());
    EXPECT_FALSE(found.at(shop).disabled_since.has_value());
    EXPECT_TRUE(found.at(AccountId("gone")).disabled_since.has_value());
    EXPECT_EQ(value_of(bench.run(outbox.disabled())), std::set{AccountId("gone")});
    value_of(bench.run(outbox.enable(AccountId("gone"))));
    EXPECT_TRUE(value_of(bench.run(outbox.disabled())).empty());
}

TEST_F(CallbackStoreTest, KeepsTheUrlThatAMessageBrought) {
    auto message = a_new_message();
    message.callbacks = Callbacks::yes;
    message.message.callback_url = "https://shop.example.com/own/7";
    bench.admit(std::move(message));
    bench.begun(bench.lease_one());
    next();
    EXPECT_EQ(last.view.message.callback_url, "https://shop.example.com/own/7");
}

}   // namespace
}   // namespace smsgw::test
