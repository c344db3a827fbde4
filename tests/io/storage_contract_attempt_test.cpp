// The storage contract, second part: attempts, their settlement, and what happens when nothing happens.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

template <class Bench>
class StorageBegins : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageBegins, Storages, StorageNames);

template <class Bench>
class StorageSettles : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageSettles, Storages, StorageNames);

TYPED_TEST(StorageBegins, AnAttemptOnRecord) {
    StorageBench& s = this->bench;
    s.admit();
    const auto lease = s.lease_one();
    EXPECT_EQ(s.begin(lease), Begun::go);
    const auto view = s.view(lease.message.msgid);
    EXPECT_EQ(view.status, MsgStatus::submitting);
    EXPECT_EQ(view.attempts, 1);
    EXPECT_EQ(view.provider, "x");
    EXPECT_EQ(view.events.back().attempt, 1);
    EXPECT_EQ(view.events.back().provider, "x");
}

TYPED_TEST(StorageBegins, AndTheNextLeaseKnowsThroughWhom) {
    StorageBench& s = this->bench;
    s.admit();
    auto lease = s.lease_one();
    EXPECT_EQ(lease.last_provider, ProviderId());
    s.begin(lease);
    lease.attempts = 1;
    s.settle(lease, SettleRetryAt{.delay = Millis{0}, .error = "x_1"});
    s.promote();
    EXPECT_EQ(s.lease_one().last_provider, provider_x);
}

TYPED_TEST(StorageBegins, ALeaseOnlyOnce) {
    StorageBench& s = this->bench;
    s.admit();
    const auto lease = s.lease_one();
    EXPECT_EQ(s.begin(lease), Begun::go);
    EXPECT_EQ(s.begin(lease), Begun::lost);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting");
}

TYPED_TEST(StorageBegins, AMessageOnlyOnceThoughTwoHoldIt) {
    StorageBench& s = this->bench;
    s.admit();
    const auto slow = s.lease_one();
    const auto taken = s.reclaim();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(s.begin(taken[0]), Begun::go);
    EXPECT_EQ(s.begin(slow), Begun::lost);
}

TYPED_TEST(StorageBegins, NothingThatAnotherGaveBack) {
    StorageBench& s = this->bench;
    // given a lease that another process took over and gave back
    s.admit();
    const auto slow = s.lease_one();
    const auto taken = s.reclaim();
    ASSERT_EQ(taken.size(), 1U);
    s.settle(taken[0], SettleRetryAt{.delay = 0ms, .error = ""});
    // then the slow one has lost it, before and after the message is ready again: its end would not be noticed
    EXPECT_EQ(s.begin(slow), Begun::lost);
    EXPECT_EQ(s.promote(), 1);
    EXPECT_EQ(s.begin(slow), Begun::lost);
    EXPECT_EQ(s.begin(s.lease_one()), Begun::go);
}

TYPED_TEST(StorageBegins, NothingAfterItsValidity) {
    StorageBench& s = this->bench;
    s.admit();
    const auto lease = s.lease_one();
    s.advance(10min);
    EXPECT_EQ(s.begin(lease), Begun::expired);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued expired");
    EXPECT_EQ(s.begin(lease), Begun::lost);
    EXPECT_TRUE(s.reclaim().empty());
}

TYPED_TEST(StorageSettles, AnAcceptedAttemptWithItsProviderMsgids) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted({"p1", "p2"});
    const auto view = s.view(msgid);
    EXPECT_EQ(view.status, MsgStatus::submitted);
    EXPECT_EQ(view.provider_msgids, (std::vector{ProviderMsgId("p1"), ProviderMsgId("p2")}));
    EXPECT_FALSE(view.duplicate_possible);
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted");
    EXPECT_TRUE(s.lease().empty());
}

TYPED_TEST(StorageSettles, TheSameTwiceWithoutHarm) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.settle(lease, accepted_as());
    s.settle(lease, accepted_as());
    const auto view = s.view(lease.message.msgid);
    EXPECT_EQ(view.provider_msgids.size(), 1U);
    EXPECT_FALSE(view.duplicate_possible);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted");
}

TYPED_TEST(StorageSettles, ARetryThatWaitsForItsDelay) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.settle(lease, SettleRetryAt{.delay = 60s, .error = "connect_timeout"});
    EXPECT_EQ(s.view(lease.message.msgid).events.back().error, "connect_timeout");
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting queued");
    // when its time has not come
    s.advance(30s);
    EXPECT_EQ(s.promote(), 0);
    EXPECT_TRUE(s.lease().empty());
    // when it has
    s.advance(30s);
    EXPECT_EQ(s.promote(), 1);
    const auto again = s.lease_one();
    EXPECT_EQ(again.attempts, 1);
    EXPECT_EQ(again.message.text.reveal(), "Your code is 123456");
    EXPECT_EQ(s.begun(again).attempts, 2);
    EXPECT_EQ(s.view(lease.message.msgid).attempts, 2);
}

TYPED_TEST(StorageSettles, ARetryBeyondTheValidityAsExpired) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.settle(lease, SettleRetryAt{.delay = 1h, .error = "http_503"});
    // It is told at the end of its validity, not of the delay.
    s.advance(10min);
    EXPECT_EQ(s.promote(), 1);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting queued expired");
    EXPECT_TRUE(s.lease().empty());
}

TYPED_TEST(StorageSettles, ALeaseThatIsGivenBackUnbegun) {
    StorageBench& s = this->bench;
    s.admit();
    const auto lease = s.lease_one();
    s.settle(lease, SettleRetryAt{.delay = 0ms, .error = ""});
    EXPECT_EQ(s.promote(), 1);
    const auto again = s.lease_one();
    EXPECT_EQ(again.attempts, 0);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued");   // nothing that a client could see
}

TYPED_TEST(StorageSettles, ARefusedMessageForGood) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.settle(lease, SettleRejected{"x_105"});
    const auto view = s.view(lease.message.msgid);
    EXPECT_EQ(view.status, MsgStatus::rejected);
    EXPECT_EQ(view.events.back().error, "x_105");
    EXPECT_EQ(view.events.back().attempt, 1);
}

TYPED_TEST(StorageSettles, AMessageThatNoRouteTakesWithoutAnAttempt) {
    StorageBench& s = this->bench;
    s.admit();
    const auto lease = s.lease_one();
    s.settle(lease, SettleRejected{"no_route"});
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued rejected");
}

TYPED_TEST(StorageSettles, TheLastAttemptAsFailed) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.settle(lease, SettleFailed{"connect_failed"});
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting failed");
    EXPECT_EQ(s.view(lease.message.msgid).events.back().error, "connect_failed");
}

TYPED_TEST(StorageSettles, AnUnknownOutcomeAsUnconfirmedAfterTheHold) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.settle(lease, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::unknown);
    s.advance(59min);
    s.promote();
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::unknown);
    s.advance(1min);
    EXPECT_EQ(s.promote(), 1);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting unknown unconfirmed");
    EXPECT_TRUE(s.lease().empty());   // never submitted again
}

TYPED_TEST(StorageSettles, AnAcceptedMessageAsTimedOutAfterItsWindow) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted();
    s.advance(report_window - 1min);
    EXPECT_EQ(s.promote(), 0);
    s.advance(1min);
    EXPECT_EQ(s.promote(), 1);
    EXPECT_EQ(s.status(msgid), MsgStatus::dlr_timeout);
    // and a late report corrects that
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::changed);
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted dlr_timeout delivered");
}

TYPED_TEST(StorageSettles, ALateAcceptanceOfWhatBecameUnknown) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.advance(submit_budget);
    s.reclaim();
    s.settle(lease, accepted_as());
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting unknown submitted");
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::changed);
    EXPECT_EQ(s.promote(), 0);   // the hold is over with
}

TYPED_TEST(StorageSettles, NoLateRetryOfWhatBecameUnknown) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.advance(submit_budget);
    s.reclaim();
    s.settle(lease, SettleRetryAt{.delay = 0ms, .error = "connect_failed"});
    s.settle(lease, SettleRejected{"x_1"});
    s.settle(lease, SettleFailed{"connect_failed"});
    s.settle(lease, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting unknown");
}

TYPED_TEST(StorageSettles, NothingOfAnAttemptBeforeTheCurrentOne) {
    StorageBench& s = this->bench;
    const auto first = s.begun();
    s.settle(first, SettleRetryAt{.delay = 0ms, .error = "connect_failed"});
    s.promote();
    const auto second = s.begun(s.lease_one());
    // when the first settlement comes again, as after a lost answer of the storage
    s.settle(first, SettleRetryAt{.delay = 0ms, .error = "connect_failed"});
    s.settle(first, SettleFailed{"connect_failed"});
    // then the second attempt is not disturbed
    EXPECT_EQ(s.status(second.message.msgid), MsgStatus::submitting);
    EXPECT_EQ(s.promote(), 0);
    s.settle(second, accepted_as());
    EXPECT_EQ(s.timeline(second.message.msgid), "queued submitting queued submitting submitted");
}

}   // namespace
}   // namespace smsgw::test
