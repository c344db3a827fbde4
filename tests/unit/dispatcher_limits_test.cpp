// What the workers never do: more at once than allowed, a byte that is not on record, a message lost in a stop.
#include "dispatch/dispatcher.hpp"

#include "base/task_group.hpp"
#include "support/dispatch_fixture.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

class DispatcherLimit : public test::DispatchFixture {};

TEST_F(DispatcherLimit, OfSubmitsAtOnceIsKept) {
    config.in_flight_max = 3;
    x.takes = 10s;
    admit_many(10);
    start();
    EXPECT_EQ(x.under_way, 3);
    EXPECT_EQ(dispatcher->in_flight(), 3);
    pass(1min);
    EXPECT_EQ(x.under_way_most, 3);
    EXPECT_EQ(with_status(MsgStatus::submitted), 10);
    EXPECT_EQ(dispatcher->in_flight(), 0);
}

TEST_F(DispatcherLimit, IsKeptWhenTheWorkOfTheDeadIsTakenOver) {
    config.in_flight_max = 3;
    x.takes = 20s;
    lend_to_the_dead(8);
    start();
    admit_many(2);
    pass(2min);
    EXPECT_EQ(x.under_way_most, 3);
    EXPECT_EQ(with_status(MsgStatus::submitted), 10);
    EXPECT_EQ(x.submits.size(), 10U);
}

TEST_F(DispatcherLimit, FreesItsSlotHoweverAnAttemptEnds) {
    config.in_flight_max = 1;
    routes = only_x;
    x.answers = {Ambiguous{"read_timeout"}, Refused{"x_1"}, NotAccepted{"http_503", {}}, Accepted{}};
    admit_many(4);
    start();
    pass(10s);
    EXPECT_EQ(x.submits.size(), 5U);
    EXPECT_EQ(dispatcher->in_flight(), 0);
}

class DispatcherStorage : public test::DispatchFixture {};

TEST_F(DispatcherStorage, ThatFailsToRecordAnAttemptKeepsItFromTheProvider) {
    s.admit();
    s.storage.on_begin = [this] { s.storage.failure = Errc::storage_unavailable; };
    start();
    s.storage.failure = Errc{};
    EXPECT_TRUE(x.submits.empty());
    EXPECT_EQ(with_status(MsgStatus::queued), 1);
    // and it is taken up again when its lease is over
    s.storage.on_begin = {};
    pass(config.reclaim_every);
    EXPECT_EQ(with_status(MsgStatus::submitted), 1);
}

TEST_F(DispatcherStorage, ThatIsAwayIsAskedAgain) {
    s.admit();
    s.storage.failure = Errc::storage_unavailable;
    start();
    s.clock.advance(5s);
    test::drive(s.io);
    EXPECT_TRUE(x.submits.empty());
    s.storage.failure = Errc{};
    pass(1s);
    EXPECT_EQ(x.submits.size(), 1U);
}

TEST_F(DispatcherStorage, ThatLosesASettlementLeavesTheMessageToItsLease) {
    const auto msgid = s.admit().msgid;
    x.on_submit = [this] { s.storage.failure = Errc::storage_unavailable; };
    start();
    s.storage.failure = Errc{};
    x.on_submit = {};
    EXPECT_EQ(s.status(msgid), MsgStatus::submitting);
    pass(2min);
    EXPECT_EQ(s.timeline(msgid), "queued submitting unknown");
    EXPECT_EQ(x.submits.size(), 1U);
}

class DispatcherPause : public test::DispatchFixture {};

TEST_F(DispatcherPause, BetweenRecordAndFirstByteForbidsTheByte) {
    routes = only_x;
    const auto msgid = s.admit().msgid;
    s.storage.on_begin = [this] { s.clock.advance(config.begin_slack); };
    start();
    EXPECT_TRUE(x.submits.empty());
    EXPECT_EQ(s.timeline(msgid), "queued submitting queued");
    EXPECT_EQ(s.view(msgid).events.back().error, "too_late_to_write");
    s.storage.on_begin = {};
    pass(5s);
    EXPECT_EQ(x.submits.size(), 1U);
}

TEST_F(DispatcherPause, BeyondTheValidityExpiresTheMessage) {
    const auto msgid = s.admit().msgid;
    s.storage.on_begin = [this] { s.clock.advance(10min); };
    start();
    EXPECT_EQ(s.timeline(msgid), "queued expired");
    EXPECT_TRUE(x.submits.empty());
}

TEST_F(DispatcherPause, InWhichTheRecipientSaysStopEndsTheMessage) {
    in_flight_max[ProviderId("x")] = 1;
    routes = only_x;
    const auto message = s.admit();
    s.storage.on_begin = [&] {
        s.storage.suppress({.number = message.to, .reason = SuppressionReason::stop});
    };
    start();
    EXPECT_EQ(s.timeline(message.msgid), "queued rejected");
    EXPECT_EQ(s.view(message.msgid).events.back().error, "suppressed");
    EXPECT_TRUE(x.submits.empty());
    // and the place that it had is another one's
    s.storage.on_begin = {};
    s.storage.suppressions.clear();
    s.admit();
    pass(2s);
    EXPECT_EQ(x.submits.size(), 1U);
}

class DispatcherStop : public test::DispatchFixture {
protected:
    // The dispatcher is stopped by a coroutine of its own, so that the test can look in between.
    void begin_to_stop(Millis grace) { stops.spawn("stop", dispatcher->stop(grace)); }
    bool stopped() {
        test::drive(s.io);
        return stops.size() == 0;
    }
    TaskGroup stops{s.io.get_executor()};
};

TEST_F(DispatcherStop, WaitsForWhatIsInFlight) {
    x.takes = 5s;
    s.admit();
    start();
    begin_to_stop(10s);
    EXPECT_FALSE(stopped());
    s.clock.advance(5s);
    EXPECT_TRUE(stopped());
    EXPECT_EQ(with_status(MsgStatus::submitted), 1);
}

TEST_F(DispatcherStop, DoesNotWaitLongerThanItsGrace) {
    x.takes = 1min;
    s.admit();
    start();
    begin_to_stop(10s);
    EXPECT_FALSE(stopped());
    s.clock.advance(10s);
    EXPECT_TRUE(stopped());
    // Its bytes may have left: it never goes back to the queue.
    EXPECT_EQ(with_status(MsgStatus::queued), 0);
    EXPECT_EQ(with_status(MsgStatus::submitted), 0);
}

TEST_F(DispatcherStop, TakesNoNewWork) {
    start();
    begin_to_stop(10s);
    EXPECT_TRUE(stopped());
    s.admit();
    pass(1min);
    EXPECT_TRUE(x.submits.empty());
    EXPECT_EQ(s.lease().size(), 1U);
}

TEST_F(DispatcherStop, GivesBackWhatItHasNotBegun) {
    // given three in flight of four, and two leases of a dead process: one fits, the other one is taken and waits
    config.in_flight_max = 4;
    x.takes = 30s;
    admit_many(3);
    start();
    lend_to_the_dead(2);
    s.clock.advance(config.reclaim_every);
    test::drive(s.io);
    ASSERT_EQ(x.submits.size(), 4U);
    // when it stops
    begin_to_stop(1min);
    EXPECT_FALSE(stopped());
    s.clock.advance(30s);
    EXPECT_TRUE(stopped());
    // then the four are settled, and another process gets the rest without waiting for the end of a lease
    EXPECT_EQ(with_status(MsgStatus::submitted), 4);
    s.promote();
    EXPECT_EQ(test::value_of(s.run(s.other_queue().lease(16))).size(), 1U);
    EXPECT_EQ(x.submits.size(), 4U);
}

}   // namespace
}   // namespace smsgw::dispatch
