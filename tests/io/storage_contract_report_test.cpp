// The storage contract, third part: reports meet their messages, in whatever order and however often they come.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

template <class Bench>
class StorageApplies : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageApplies, Storages, StorageNames);

TYPED_TEST(StorageApplies, AReportByItsProviderMsgid) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted();
    auto report = a_report(MsgStatus::delivered);
    report.provider_time = "2026-01-02 03:04";
    EXPECT_EQ(value_of(s.run(s.reports().apply(provider_x, report))), Applied::changed);
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted delivered");
    const auto last = s.view(msgid).events.back();
    EXPECT_EQ(last.provider, "x");
    EXPECT_EQ(last.attempt, 1);
    EXPECT_EQ(last.provider_time, "2026-01-02 03:04");
}

TYPED_TEST(StorageApplies, TheReasonOfABadReport) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted();
    auto report = a_report(MsgStatus::undelivered);
    report.error = "x_unreachable";
    s.run(s.reports().apply(provider_x, report));
    EXPECT_EQ(s.view(msgid).events.back().error, "x_unreachable");
}

TYPED_TEST(StorageApplies, ARepeatWithoutAnyChange) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted();
    EXPECT_EQ(s.report(MsgStatus::sent), Applied::changed);
    EXPECT_EQ(s.report(MsgStatus::sent), Applied::no_change);
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted sent");
}

TYPED_TEST(StorageApplies, NoOlderNews) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted();
    EXPECT_EQ(s.report(MsgStatus::buffered), Applied::changed);
    EXPECT_EQ(s.report(MsgStatus::sent), Applied::no_change);
    EXPECT_EQ(s.status(msgid), MsgStatus::buffered);
}

TYPED_TEST(StorageApplies, GoodNewsAfterBadAsACorrection) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted();
    s.report(MsgStatus::undelivered);
    EXPECT_FALSE(s.view(msgid).corrected);
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::changed);
    EXPECT_TRUE(s.view(msgid).corrected);
    EXPECT_EQ(s.status(msgid), MsgStatus::delivered);
}

TYPED_TEST(StorageApplies, NoBadNewsAfterGood) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted();
    s.report(MsgStatus::delivered);
    EXPECT_EQ(s.report(MsgStatus::undelivered), Applied::no_change);
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted delivered");
    EXPECT_FALSE(s.view(msgid).corrected);
}

TYPED_TEST(StorageApplies, AnEarlyReportAsSoonAsItsMessageIsKnown) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    EXPECT_EQ(s.report(MsgStatus::sent), Applied::parked);
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::parked);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::submitting);
    s.settle(lease, accepted_as());
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted sent delivered");
    // and it is applied once
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::no_change);
}

TYPED_TEST(StorageApplies, NoReportOfAnotherProvidersMsgid) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted({"p1"});
    const auto applied = s.run(s.reports().apply(ProviderId("y"), a_report(MsgStatus::delivered, "p1")));
    EXPECT_EQ(value_of(applied), Applied::parked);
    EXPECT_EQ(s.status(msgid), MsgStatus::submitted);
}

TYPED_TEST(StorageApplies, ReportsOfEveryProviderMsgidOfAMessage) {
    StorageBench& s = this->bench;
    const auto msgid = s.submitted({"p1", "p2"});
    EXPECT_EQ(s.report(MsgStatus::sent, "p2"), Applied::changed);
    EXPECT_EQ(s.report(MsgStatus::sent, "p1"), Applied::no_change);
    EXPECT_EQ(s.report(MsgStatus::delivered, "p1"), Applied::changed);
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted sent delivered");
}

TYPED_TEST(StorageApplies, NoReportToTheSecondMessageOfOneProviderMsgid) {
    StorageBench& s = this->bench;
    const auto first = s.submitted({"p1"});
    const auto second = s.submitted({"p1"});
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::changed);
    EXPECT_EQ(s.status(first), MsgStatus::delivered);
    EXPECT_EQ(s.status(second), MsgStatus::submitted);
}

TYPED_TEST(StorageApplies, NoReferenceOfAMessageThatIsNotThere) {
    StorageBench& s = this->bench;
    EXPECT_EQ(s.report_by_ref(MsgId("m_0000000000000000000zzz"), MsgStatus::delivered), Applied::unknown);
}

TYPED_TEST(StorageApplies, AReportByReferenceWhileTheSubmitIsUnderWay) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    EXPECT_EQ(s.report_by_ref(lease.message.msgid, MsgStatus::delivered), Applied::changed);
    // when the answer to the submit is read at last
    s.settle(lease, accepted_as());
    // then the message stays where the report put it, and its provider msgid is kept
    const auto view = s.view(lease.message.msgid);
    EXPECT_EQ(view.status, MsgStatus::delivered);
    EXPECT_EQ(view.provider_msgids.size(), 1U);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting delivered");
    EXPECT_TRUE(s.lease().empty());
    EXPECT_TRUE(s.reclaim().empty());
}

TYPED_TEST(StorageApplies, AReportByReferenceWhoseSubmitIsNeverAnswered) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    EXPECT_EQ(s.report_by_ref(lease.message.msgid, MsgStatus::sent), Applied::changed);
    s.advance(submit_budget);
    EXPECT_TRUE(s.reclaim().empty());   // it is not unknown any more
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::sent);
    s.advance(report_window);
    EXPECT_EQ(s.promote(), 1);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting sent dlr_timeout");
}

TYPED_TEST(StorageApplies, ALateReportToAnUnconfirmedMessage) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.settle(lease, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    s.advance(1h);
    s.promote();
    ASSERT_EQ(s.status(lease.message.msgid), MsgStatus::unconfirmed);
    EXPECT_EQ(s.report_by_ref(lease.message.msgid, MsgStatus::delivered), Applied::changed);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
}

TYPED_TEST(StorageApplies, AReportThatEndsTheHold) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.settle(lease, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    EXPECT_EQ(s.report_by_ref(lease.message.msgid, MsgStatus::sent), Applied::changed);
    s.advance(2h);
    EXPECT_EQ(s.promote(), 0);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::sent);
}

TYPED_TEST(StorageApplies, NoBadNewsOfAnEarlierAttemptToTheOneUnderWay) {
    StorageBench& s = this->bench;
    const auto first = s.begun();
    s.settle(first, SettleRetryAt{.delay = 0ms, .error = "connect_failed"});
    s.promote();
    const auto second = s.begun(s.lease_one());
    EXPECT_EQ(s.report_by_ref(second.message.msgid, MsgStatus::undelivered, 1), Applied::no_change);
    EXPECT_EQ(s.status(second.message.msgid), MsgStatus::submitting);
    EXPECT_EQ(s.report_by_ref(second.message.msgid, MsgStatus::delivered, 1), Applied::changed);
}

TYPED_TEST(StorageApplies, AReportToAMessageThatWaitsForItsRetry) {
    StorageBench& s = this->bench;
    // given an attempt that was proven not accepted, wrongly
    const auto lease = s.begun();
    s.settle(lease, SettleRetryAt{.delay = 1min, .error = "http_503"});
    // when the handset has it all the same
    EXPECT_EQ(s.report_by_ref(lease.message.msgid, MsgStatus::delivered), Applied::changed);
    // then it is not sent again
    s.advance(2min);
    s.promote();
    EXPECT_TRUE(s.lease().empty());
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
}

TYPED_TEST(StorageApplies, AReportToAMessageThatIsReadyAgain) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.settle(lease, SettleRetryAt{.delay = 0ms, .error = "http_503"});
    s.promote();
    EXPECT_EQ(s.report_by_ref(lease.message.msgid, MsgStatus::delivered), Applied::changed);
    EXPECT_TRUE(s.lease().empty());
}

// A message whose first attempt was called not accepted, and whose second one was accepted.
MsgId accepted_at_the_second_attempt(StorageBench& s) {
    const auto first = s.begun();
    s.settle(first, SettleRetryAt{.delay = 0ms, .error = "http_503"});
    s.promote();
    s.settle(s.begun(s.lease_one()), accepted_as({"p2"}));
    return first.message.msgid;
}

TYPED_TEST(StorageApplies, NewsOfAnAttemptThatWasCalledNotAcceptedAsAPossibleDuplicate) {
    StorageBench& s = this->bench;
    const auto msgid = accepted_at_the_second_attempt(s);
    EXPECT_FALSE(s.view(msgid).duplicate_possible);
    EXPECT_EQ(s.report_by_ref(msgid, MsgStatus::delivered, 1), Applied::changed);
    EXPECT_TRUE(s.view(msgid).duplicate_possible);
}

TYPED_TEST(StorageApplies, NoBadNewsOfAnEarlierAttemptWhileALaterOneIsOnItsWay) {
    StorageBench& s = this->bench;
    const auto msgid = accepted_at_the_second_attempt(s);
    EXPECT_EQ(s.report_by_ref(msgid, MsgStatus::undelivered, 1), Applied::no_change);
    EXPECT_EQ(s.status(msgid), MsgStatus::submitted);
    EXPECT_TRUE(s.view(msgid).duplicate_possible);
    EXPECT_EQ(s.report_by_ref(msgid, MsgStatus::undelivered, 2), Applied::changed);
}

TYPED_TEST(StorageApplies, AnyAttemptsNewsWhereRepeatsAreDropped) {
    StorageBench& s = this->bench;
    const auto first = s.begun();
    s.settle(first, SettleRepeatAt{.delay = 0ms, .error = "read_timeout"});
    s.promote();
    s.settle(s.begun(s.lease_one()), accepted_as({"p1"}));
    EXPECT_EQ(s.report_by_ref(first.message.msgid, MsgStatus::undelivered, 1), Applied::changed);
    EXPECT_FALSE(s.view(first.message.msgid).duplicate_possible);
}

// Provider msgids are the provider's own: two providers that count alike never meet (reliability, row 16).
TYPED_TEST(StorageApplies, ReportsOfEqualProviderMsgidsToEachProvidersOwnMessage) {
    StorageBench& s = this->bench;
    const ProviderId other("y");
    constexpr int count = 200;
    std::vector<MsgId> ours, theirs;
    for (int i = 0; i < count; ++i) {
        const auto id = std::to_string(i);
        ours.push_back(s.submitted({id}));
        const auto lease = s.begun();
        value_of(s.run(s.queue().settle(lease, other, accepted_as({id}))));
        theirs.push_back(lease.message.msgid);
    }
    for (int i = 0; i < count; ++i) {
        const auto report =
            a_report(i % 2 == 0 ? MsgStatus::delivered : MsgStatus::undelivered, std::to_string(i));
        EXPECT_EQ(value_of(s.run(s.reports().apply(other, report))), Applied::changed);
    }
    for (std::size_t i = 0; i < count; ++i) {
        EXPECT_EQ(s.status(ours[i]), MsgStatus::submitted);
        EXPECT_EQ(s.status(theirs[i]), i % 2 == 0 ? MsgStatus::delivered : MsgStatus::undelivered);
    }
}

}   // namespace
}   // namespace smsgw::test
