// The storage contract: a second submit of an accepted message whose report is late.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

const ProviderId provider_y{"y"};

template <class Bench>
class StorageHedges : public StorageContract<Bench> {
protected:
    // Accepted as p1 through x; a hedge is due in 20 s.
    MsgId hedged() {
        const auto lease = this->bench.begun();
        auto accepted = accepted_as();
        accepted.hedge = 20s;
        this->bench.settle(lease, accepted);
        return lease.message.msgid;
    }
    // The hedge is begun through y.
    Lease hedge_begun() {
        hedged();
        this->bench.advance(20s);
        this->bench.promote();
        auto lease = this->bench.lease_one();
        EXPECT_EQ(this->bench.begin(lease, {}, provider_y), Begun::go);
        lease.attempts += 1;
        return lease;
    }
    void settle(const Lease& lease, Settlement settlement) {
        value_of(this->bench.run(this->bench.queue().settle(lease, provider_y, std::move(settlement))));
    }
    Applied report(MsgStatus status, const ProviderId& provider, const std::string& id) {
        return value_of(this->bench.run(this->bench.reports().apply(provider, a_report(status, id))));
    }
};
TYPED_TEST_SUITE(StorageHedges, Storages, StorageNames);

TYPED_TEST(StorageHedges, AreLentWithTheTextAndWhoHasItAlready) {
    StorageBench& s = this->bench;
    const auto msgid = this->hedged();
    s.promote();
    EXPECT_TRUE(s.lease().empty());
    s.advance(20s);
    EXPECT_EQ(s.promote(), 1);
    const auto lease = s.lease_one();
    EXPECT_EQ(lease.message.msgid, msgid);
    EXPECT_EQ(lease.message.text.reveal(), "Your code is 123456");
    EXPECT_EQ(lease.hedge_of, provider_x);
    EXPECT_EQ(lease.attempts, 1);
    EXPECT_EQ(s.status(msgid), MsgStatus::submitted);
    EXPECT_FALSE(s.view(msgid).duplicate_possible);
}

TYPED_TEST(StorageHedges, KeepTheirTextWhenTheAcceptanceIsSaidTwice) {
    StorageBench& s = this->bench;
    const auto first = s.begun();
    auto accepted = accepted_as();
    accepted.hedge = 20s;
    s.settle(first, accepted);
    s.settle(first, accepted);   // the answer to the first call was lost
    s.advance(20s);
    s.promote();
    EXPECT_EQ(s.lease_one().message.text.reveal(), "Your code is 123456");
}

TYPED_TEST(StorageHedges, AreFlaggedAndChangeNoStatus) {
    StorageBench& s = this->bench;
    const auto lease = this->hedge_begun();
    const auto view = s.view(lease.message.msgid);
    EXPECT_TRUE(view.duplicate_possible);
    EXPECT_EQ(view.attempts, 2);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted");
}

TYPED_TEST(StorageHedges, DeliverByWhicheverComesFirst) {
    StorageBench& s = this->bench;
    const auto lease = this->hedge_begun();
    this->settle(lease, accepted_as({"q1"}));
    EXPECT_EQ(this->report(MsgStatus::delivered, provider_y, "q1"), Applied::changed);
    EXPECT_EQ(this->report(MsgStatus::delivered, provider_x, "p1"), Applied::no_change);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted delivered");
    EXPECT_EQ(s.view(lease.message.msgid).provider_msgids.size(), 2U);

    const auto other = this->hedge_begun();
    this->settle(other, accepted_as({"q2"}));
    EXPECT_EQ(s.report_by_ref(other.message.msgid, MsgStatus::delivered, 1), Applied::changed);
    EXPECT_EQ(s.status(other.message.msgid), MsgStatus::delivered);
}

TYPED_TEST(StorageHedges, AddTheirIdsOnceThoughTheirAcceptanceIsSaidTwice) {
    StorageBench& s = this->bench;
    const auto lease = this->hedge_begun();
    this->settle(lease, accepted_as({"q1", "q2"}));
    this->settle(lease, accepted_as({"q1", "q2"}));
    std::string ids;
    for (const auto& id : s.view(lease.message.msgid).provider_msgids) ids += " " + id.str();
    EXPECT_EQ(ids, " p1 q1 q2");
}

TYPED_TEST(StorageHedges, AreNotMadeOnceAReportHasCome) {
    StorageBench& s = this->bench;
    this->hedged();
    s.report(MsgStatus::delivered);
    s.advance(20s);
    s.promote();
    EXPECT_TRUE(s.lease().empty());
}

TYPED_TEST(StorageHedges, AreMadeWhileItIsOnlySentButNotWhileItIsBuffered) {
    StorageBench& s = this->bench;
    this->hedged();
    s.report(MsgStatus::sent);
    s.advance(20s);
    s.promote();
    EXPECT_EQ(s.lease().size(), 1U);

    auto lease = s.begun();
    auto accepted = accepted_as({"p7"});
    accepted.hedge = 20s;
    s.settle(lease, accepted);
    s.report(MsgStatus::buffered, "p7");
    s.advance(20s);
    s.promote();
    EXPECT_TRUE(s.lease().empty());
}

TYPED_TEST(StorageHedges, AreNotBegunAfterTheReportOrTwice) {
    StorageBench& s = this->bench;
    this->hedged();
    s.advance(20s);
    s.promote();
    const auto lease = s.lease_one();
    s.report(MsgStatus::delivered);
    EXPECT_EQ(s.begin(lease, {}, provider_y), Begun::lost);

    const auto other = this->hedge_begun();
    auto again = other;
    again.attempts = 1;
    EXPECT_EQ(s.begin(again, {}, provider_y), Begun::lost);
}

TYPED_TEST(StorageHedges, ThatFailLeaveTheMessageToItsFirstAttempt) {
    StorageBench& s = this->bench;
    const auto lease = this->hedge_begun();
    this->settle(lease, SettleRejected{"y_1"});
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::submitted);
    EXPECT_EQ(s.report_by_ref(lease.message.msgid, MsgStatus::undelivered, 1), Applied::changed);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::undelivered);
}

// What a hedge can come to without being accepted, and what its first attempt's bad end is worth then.
TYPED_TEST(StorageHedges, ThatFailAfterTheFirstAttemptDidEndTheMessage) {
    StorageBench& s = this->bench;
    for (const Settlement& failed : {Settlement(SettleRejected{"y_1"}), Settlement(SettleFailed{"http_503"}),
                                     Settlement(SettleRetryAt{.delay = 1s, .error = "http_503"}),
                                     Settlement(SettleUnknown{.hold = 1h, .error = "read_timeout"})}) {
        const auto lease = this->hedge_begun();
        EXPECT_EQ(s.report_by_ref(lease.message.msgid, MsgStatus::undelivered, 1), Applied::no_change);
        EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::submitted);
        this->settle(lease, failed);
        this->settle(lease, failed);   // the answer to the first call was lost
        EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted undelivered");
        const auto told = s.view(lease.message.msgid).events.back();
        EXPECT_EQ(told.attempt, 1);
        EXPECT_EQ(told.provider, "x");
    }
}

TYPED_TEST(StorageHedges, ThatAreAcceptedDecideInPlaceOfAFirstAttemptThatFailed) {
    StorageBench& s = this->bench;
    const auto lease = this->hedge_begun();
    s.report_by_ref(lease.message.msgid, MsgStatus::undelivered, 1);
    this->settle(lease, accepted_as({"q1"}));
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::submitted);
    EXPECT_EQ(this->report(MsgStatus::delivered, provider_y, "q1"), Applied::changed);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted delivered");
    EXPECT_FALSE(s.view(lease.message.msgid).corrected);
}

TYPED_TEST(StorageHedges, ThatAreAcceptedInPartLeaveTheMessageToItsFirstAttempt) {
    StorageBench& s = this->bench;
    const auto lease = this->hedge_begun();
    auto accepted = accepted_as({"q1"});
    accepted.parts_refused = 1;
    this->settle(lease, accepted);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::submitted);
    EXPECT_EQ(s.report_by_ref(lease.message.msgid, MsgStatus::delivered, 1), Applied::changed);
}

TYPED_TEST(StorageHedges, ThatAreAcceptedAndSayNoMoreEndWithTheWindow) {
    StorageBench& s = this->bench;
    const auto lease = this->hedge_begun();
    s.report_by_ref(lease.message.msgid, MsgStatus::undelivered, 1);
    this->settle(lease, accepted_as({"q1"}));
    s.report_by_ref(lease.message.msgid, MsgStatus::undelivered, 1);
    s.advance(report_window);
    s.promote();
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted dlr_timeout");
}

TYPED_TEST(StorageHedges, WhoseProcessDiedEndAsTheFirstAttemptDid) {
    StorageBench& s = this->bench;
    const auto lease = this->hedge_begun();
    s.report_by_ref(lease.message.msgid, MsgStatus::undelivered, 1);
    s.advance(report_window);
    s.promote();
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted undelivered");
}

TYPED_TEST(StorageHedges, ThatArePutOffComeBack) {
    StorageBench& s = this->bench;
    const auto msgid = this->hedged();
    s.advance(20s);
    s.promote();
    this->settle(s.lease_one(), SettleRetryAt{.delay = 5s, .error = "throttled"});
    s.promote();
    EXPECT_TRUE(s.lease().empty());
    s.advance(5s);
    s.promote();
    EXPECT_EQ(s.lease_one().message.msgid, msgid);
}

TYPED_TEST(StorageHedges, EndWithTheReportWindowOfTheFirstAttempt) {
    StorageBench& s = this->bench;
    const auto lease = this->hedge_begun();
    this->settle(lease, SettleUnknown{.hold = 1h, .error = "read_timeout"});
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::submitted);
    s.advance(report_window);
    s.promote();
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::dlr_timeout);
}

}   // namespace
}   // namespace smsgw::test
