// The storage contract, fourth part: what is done about an outcome that was not learned, what is scheduled, canceled, or
// kills its processes.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

template <class Bench>
class StorageHolds : public StorageContract<Bench> {
protected:
    // A message whose first attempt ended without an answer.
    Lease held(OnAmbiguous policy = OnAmbiguous::hold) {
        auto message = a_new_message();
        message.message.on_ambiguous = policy;
        this->bench.admit(message);
        const auto lease = this->bench.begun(this->bench.lease_one());
        this->bench.settle(lease, SettleUnknown{.hold = 1h, .error = "read_timeout"});
        return lease;
    }
    static Held named(const Lease& lease) { return {lease.message.msgid, lease.attempts, provider_x}; }
};
TYPED_TEST_SUITE(StorageHolds, Storages, StorageNames);

template <class Bench>
class StorageSchedules : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageSchedules, Storages, StorageNames);

template <class Bench>
class StorageCancels : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageCancels, Storages, StorageNames);

template <class Bench>
class StorageBuries : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageBuries, Storages, StorageNames);

TYPED_TEST(StorageHolds, AMessageAndHasItAskedAboutThreeTimes) {
    StorageBench& s = this->bench;
    const auto lease = this->held();
    for (const Millis span : {14s, 1s, 45s, 240s}) {
        s.advance(span);
        const auto held = s.promoted().held;
        ASSERT_EQ(held.size(), span == 14s ? 0U : 1U);
        if (held.empty()) continue;
        EXPECT_EQ(held[0].msgid, lease.message.msgid);
        EXPECT_EQ(held[0].attempt, 1);
        EXPECT_EQ(held[0].provider, provider_x);
    }
    s.advance(30min);
    EXPECT_TRUE(s.promoted().held.empty());
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::unknown);
}

TYPED_TEST(StorageHolds, NotWhatTheProviderNeverGot) {
    StorageBench& s = this->bench;
    const auto lease = this->held();
    s.run(s.due().never_came(this->named(lease), 5));
    s.promote();
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting unknown queued");
    s.settle(s.begun(s.lease_one()), accepted_as());
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::submitted);
    EXPECT_FALSE(s.view(lease.message.msgid).duplicate_possible);
}

TYPED_TEST(StorageHolds, NotWhatTheProviderNeverGotAtItsLastAttempt) {
    StorageBench& s = this->bench;
    const auto lease = this->held();
    s.run(s.due().never_came(this->named(lease), 1));
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting unknown failed");
    s.advance(1h);
    EXPECT_EQ(s.promote(), 0);
}

TYPED_TEST(StorageHolds, NotWhatTheProviderHasAccepted) {
    StorageBench& s = this->bench;
    const auto lease = this->held();
    s.run(s.due().came(this->named(lease), {ProviderMsgId("p7")}, a_report(MsgStatus::sent, "p7")));
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting unknown submitted sent");
    EXPECT_EQ(s.view(lease.message.msgid).provider_msgids, std::vector{ProviderMsgId("p7")});
    // and from then on it is found by the provider's msgid
    EXPECT_EQ(s.report(MsgStatus::delivered, "p7"), Applied::changed);
    // while a late "never got it" changes nothing
    s.run(s.due().never_came(this->named(lease), 5));
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
}

TYPED_TEST(StorageHolds, NotForLongWhatMayBeSubmittedAgain) {
    StorageBench& s = this->bench;
    const auto lease = this->held(OnAmbiguous::retry);
    s.advance(9s);
    EXPECT_EQ(s.promote(), 0);
    s.advance(1s);
    EXPECT_EQ(s.promote(), 1);
    EXPECT_TRUE(s.view(lease.message.msgid).duplicate_possible);
    const auto second = s.begun(s.lease_one());
    // a second unknown outcome is held to its end: one more submit was allowed
    s.settle(second, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    s.advance(10min);
    s.promote();
    EXPECT_TRUE(s.lease().empty());
    s.advance(50min);
    s.promote();
    EXPECT_EQ(s.timeline(lease.message.msgid),
              "queued submitting unknown queued submitting unknown unconfirmed");
}

TYPED_TEST(StorageHolds, TheTruthAboutTheFirstAttemptWhateverBecomesOfTheSecond) {
    StorageBench& s = this->bench;
    const std::vector<Settlement> ends{SettleFailed{"connect_failed"}, SettleRejected{"x_1"}};
    for (const auto& end : ends) {
        const auto lease = this->held(OnAmbiguous::retry);
        s.advance(10s);
        s.promote();
        s.settle(s.begun(s.lease_one()), end);
        // nobody knows whether the first one was sent: not failed, not rejected
        EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::unconfirmed);
    }
    // nor may it be called expired or canceled
    const auto late = this->held(OnAmbiguous::retry);
    s.advance(10s);
    s.promote();
    EXPECT_EQ(value_of(s.run(s.messages().cancel(late.message.msgid))), Canceled::late);
    const auto lent = s.lease_one();
    s.advance(10min);
    EXPECT_EQ(s.begin(lent), Begun::expired);
    EXPECT_EQ(s.status(late.message.msgid), MsgStatus::unconfirmed);
}

TYPED_TEST(StorageHolds, NothingWhereTheProviderDropsRepeats) {
    StorageBench& s = this->bench;
    const auto first = s.begun();
    const auto msgid = first.message.msgid;
    s.settle(first, SettleRepeatAt{.delay = 1s, .error = "read_timeout"});
    s.advance(1s);
    s.promote();
    const auto again = s.lease_one();
    EXPECT_EQ(again.repeat_through, provider_x);
    EXPECT_EQ(again.last_delay, 1s);
    const auto second = s.begun(again);
    s.settle(second, SettleRetryAt{.delay = 1s, .error = "http_429"});
    s.advance(1s);
    s.promote();
    // still through the same provider
    const auto third = s.lease_one();
    EXPECT_EQ(third.repeat_through, provider_x);
    s.settle(s.begun(third), accepted_as());
    const auto view = s.view(msgid);
    EXPECT_EQ(view.status, MsgStatus::submitted);
    EXPECT_FALSE(view.duplicate_possible);
}

TYPED_TEST(StorageHolds, AnUnlearnedRepeatAsUnconfirmed) {
    StorageBench& s = this->bench;
    const auto first = s.begun();
    s.settle(first, SettleRepeatAt{.delay = 0s, .error = "read_timeout"});
    s.promote();
    s.settle(s.begun(s.lease_one()), SettleFailed{"connect_failed"});
    EXPECT_EQ(s.status(first.message.msgid), MsgStatus::unconfirmed);
}

TYPED_TEST(StorageSchedules, AMessageForItsTime) {
    StorageBench& s = this->bench;
    auto message = a_new_message();
    message.message.send_at = s.admit().accepted_at + 1h;
    s.lease_one();
    const auto scheduled = s.admit(message);
    EXPECT_EQ(scheduled.expires_at, *message.message.send_at + message.validity);
    EXPECT_EQ(s.status(scheduled.msgid), MsgStatus::scheduled);
    s.advance(59min);
    s.promote();
    EXPECT_TRUE(s.lease().empty());
    s.advance(2min);
    s.promote();
    EXPECT_EQ(s.begun(s.lease_one()).message.msgid, scheduled.msgid);
    EXPECT_EQ(s.timeline(scheduled.msgid), "scheduled queued submitting");
}

TYPED_TEST(StorageSchedules, NothingForATimeThatIsOver) {
    StorageBench& s = this->bench;
    auto message = a_new_message();
    message.message.send_at = s.admit().accepted_at - 1h;
    s.lease_one();
    const auto msgid = s.admit(message).msgid;
    EXPECT_EQ(s.lease_one().message.msgid, msgid);
    EXPECT_EQ(s.timeline(msgid), "queued");
}

TYPED_TEST(StorageCancels, AMessageThatWaits) {
    StorageBench& s = this->bench;
    const auto msgid = s.admit().msgid;
    EXPECT_EQ(value_of(s.run(s.messages().cancel(msgid))), Canceled::yes);
    EXPECT_EQ(value_of(s.run(s.messages().cancel(msgid))), Canceled::yes);
    EXPECT_EQ(s.timeline(msgid), "queued canceled");
    EXPECT_TRUE(s.lease().empty());
}

TYPED_TEST(StorageCancels, AMessageThatIsLentBeforeItIsBegun) {
    StorageBench& s = this->bench;
    s.admit();
    const auto lease = s.lease_one();
    EXPECT_EQ(value_of(s.run(s.messages().cancel(lease.message.msgid))), Canceled::yes);
    EXPECT_EQ(s.begin(lease), Begun::lost);
    EXPECT_TRUE(s.reclaim().empty());
}

TYPED_TEST(StorageCancels, AMessageThatIsScheduled) {
    StorageBench& s = this->bench;
    auto message = a_new_message();
    message.message.send_at = s.admit().accepted_at + 1h;
    s.lease_one();
    const auto msgid = s.admit(message).msgid;
    EXPECT_EQ(value_of(s.run(s.messages().cancel(msgid))), Canceled::yes);
    s.advance(1h);
    EXPECT_EQ(s.promote(), 0);
    EXPECT_EQ(s.timeline(msgid), "scheduled canceled");
}

TYPED_TEST(StorageCancels, NothingThatMayHaveBeenSubmittedOrHasEnded) {
    StorageBench& s = this->bench;
    const auto begun = s.begun();
    EXPECT_EQ(value_of(s.run(s.messages().cancel(begun.message.msgid))), Canceled::late);
    s.settle(begun, accepted_as());
    EXPECT_EQ(value_of(s.run(s.messages().cancel(begun.message.msgid))), Canceled::late);
    s.report(MsgStatus::delivered);
    EXPECT_EQ(value_of(s.run(s.messages().cancel(begun.message.msgid))), Canceled::late);
    const MsgId unknown("m_00" + std::string(20, '0'));
    EXPECT_EQ(s.run(s.messages().cancel(unknown)).error(), Errc::not_found);
}

TYPED_TEST(StorageBuries, AMessageThatNoProcessSurvives) {
    StorageBench& s = this->bench;
    const auto msgid = s.admit().msgid;
    s.lease_one();
    // lent four times in all, and never begun
    for (int turn = 0; turn < 3; ++turn) ASSERT_EQ(s.reclaim().size(), 1U) << turn;
    EXPECT_TRUE(s.reclaim().empty());
    EXPECT_EQ(s.timeline(msgid), "queued rejected");
    EXPECT_EQ(s.view(msgid).events.back().error, "poison");
    EXPECT_TRUE(s.lease().empty());
}

TYPED_TEST(StorageBuries, NoMessageThatOnlyWaitedBesideIt) {
    StorageBench& s = this->bench;
    for (int i = 0; i < 5; ++i) s.admit();
    ASSERT_EQ(s.lease().size(), 5U);
    // one at a time is lent again, so that only the killer is there when it kills
    for (int turn = 0; turn < 5; ++turn) {
        const auto one = s.reclaim();
        ASSERT_EQ(one.size(), 1U);
        s.settle(s.begun(one.front()), accepted_as({"p" + std::to_string(turn)}));
    }
    EXPECT_TRUE(s.reclaim().empty());
}

}   // namespace
}   // namespace smsgw::test
