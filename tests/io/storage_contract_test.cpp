// The storage contract, first part: what is admitted is found, repeated safely, and lent to one worker at a time.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

template <class Bench>
class StorageAdmits : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageAdmits, Storages, StorageNames);

template <class Bench>
class StorageLends : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageLends, Storages, StorageNames);

NewMessage with_key(const std::string& key, const std::string& fingerprint = "f1") {
    auto message = a_new_message();
    message.idempotency_key = key;
    message.fingerprint = fingerprint;
    return message;
}

boost::system::error_code error_of_admit(StorageBench& s, NewMessage message) {
    const auto admitted = s.run(s.messages().admit(std::move(message)));
    return admitted.has_error() ? admitted.error() : boost::system::error_code{};
}

TYPED_TEST(StorageAdmits, AMessageThatIsFoundQueuedWithItsTimes) {
    StorageBench& s = this->bench;
    // given
    const auto admitted = value_of(s.run(s.messages().admit(a_new_message(Lane::otp))));
    // when
    const auto view = s.view(admitted.message.msgid);
    // then
    EXPECT_EQ(admitted.kind, AdmitKind::fresh);
    EXPECT_EQ(view.status, MsgStatus::queued);
    EXPECT_EQ(view.attempts, 0);
    EXPECT_EQ(view.message.to.str(), "+31612345678");
    EXPECT_EQ(view.message.account.str(), "shop");
    EXPECT_EQ(view.message.country, "NL");
    EXPECT_EQ(view.message.sender.str(), "Shop");
    EXPECT_EQ(view.message.lane, Lane::otp);
    EXPECT_EQ(view.message.encoding, Encoding::gsm7);
    EXPECT_EQ(view.message.segments, 1);
    EXPECT_EQ(view.message.reference.str(), "order-1");
    EXPECT_EQ(view.message.accepted_at, admitted.message.accepted_at);
    EXPECT_EQ(view.message.expires_at, admitted.message.accepted_at + 10min);
    ASSERT_EQ(view.events.size(), 1U);
    EXPECT_EQ(view.events[0].seq, 1);
    EXPECT_EQ(view.events[0].at, admitted.message.accepted_at);
}

TYPED_TEST(StorageAdmits, AMessageWhoseTextIsNotInWhatAClientMayKnow) {
    StorageBench& s = this->bench;
    const auto message = s.admit();
    EXPECT_TRUE(s.view(message.msgid).message.text.empty());
}

TYPED_TEST(StorageAdmits, NothingThatWasNeverGiven) {
    StorageBench& s = this->bench;
    const auto found = s.run(s.messages().find(MsgId("m_0000000000000000000zzz")));
    ASSERT_TRUE(found.has_error());
    EXPECT_EQ(found.error(), Errc::not_found);
}

TYPED_TEST(StorageAdmits, ARepeatedKeyAsTheMessageItMadeFirst) {
    StorageBench& s = this->bench;
    // given
    const auto first = value_of(s.run(s.messages().admit(with_key("k1"))));
    // when the same is asked again, later
    s.advance(1min);
    const auto again = value_of(s.run(s.messages().admit(with_key("k1"))));
    // then
    EXPECT_EQ(again.kind, AdmitKind::replayed);
    EXPECT_EQ(again.message.msgid, first.message.msgid);
    EXPECT_EQ(again.message.accepted_at, first.message.accepted_at);
    EXPECT_EQ(again.message.expires_at, first.message.expires_at);
    EXPECT_EQ(s.lease().size(), 1U);
}

TYPED_TEST(StorageAdmits, ARepeatedKeyAlsoAfterTheMessageIsDelivered) {
    StorageBench& s = this->bench;
    const auto first = s.admit(with_key("k1"));
    s.settle(s.begun(s.lease_one()), accepted_as());
    s.report(MsgStatus::delivered);
    EXPECT_EQ(s.admit(with_key("k1")).msgid, first.msgid);
    EXPECT_TRUE(s.lease().empty());
}

TYPED_TEST(StorageAdmits, NoOtherMessageUnderAUsedKey) {
    StorageBench& s = this->bench;
    s.admit(with_key("k1", "f1"));
    EXPECT_EQ(error_of_admit(s, with_key("k1", "f2")), Errc::idempotency_key_reused);
    EXPECT_EQ(s.lease().size(), 1U);   // nothing was written
}

TYPED_TEST(StorageAdmits, TheSameKeyOfAnotherAccount) {
    StorageBench& s = this->bench;
    const auto mine = s.admit(with_key("k1"));
    auto other = with_key("k1");
    other.message.account = AccountId("bank");
    const auto theirs = value_of(s.run(s.messages().admit(other)));
    EXPECT_EQ(theirs.kind, AdmitKind::fresh);
    EXPECT_NE(theirs.message.msgid, mine.msgid);
}

TYPED_TEST(StorageAdmits, EqualMessagesWithoutAKeyAsTwo) {
    StorageBench& s = this->bench;
    EXPECT_NE(s.admit().msgid, s.admit().msgid);
    EXPECT_EQ(s.lease().size(), 2U);
}

TYPED_TEST(StorageLends, WhatAWorkerNeeds) {
    StorageBench& s = this->bench;
    const auto admitted = s.admit();
    const auto lease = s.lease_one();
    EXPECT_EQ(lease.message.msgid, admitted.msgid);
    EXPECT_EQ(lease.message.text.reveal(), "Your code is 123456");
    EXPECT_EQ(lease.message.expires_at, admitted.expires_at);
    EXPECT_EQ(lease.attempts, 0);
}

TYPED_TEST(StorageLends, EachMessageToOneConsumer) {
    StorageBench& s = this->bench;
    for (int i = 0; i < 4; ++i) s.admit();
    const auto mine = s.lease(3);
    const auto theirs = value_of(s.run(s.other_queue().lease(10)));
    EXPECT_EQ(mine.size(), 3U);
    ASSERT_EQ(theirs.size(), 1U);
    for (const auto& lease : mine) EXPECT_NE(lease.message.msgid, theirs[0].message.msgid);
    EXPECT_TRUE(s.lease().empty());
}

TYPED_TEST(StorageLends, InTheOrderOfAdmissionWithinALane) {
    StorageBench& s = this->bench;
    const auto first = s.admit();
    const auto second = s.admit();
    const auto leases = s.lease();
    ASSERT_EQ(leases.size(), 2U);
    EXPECT_EQ(leases[0].message.msgid, first.msgid);
    EXPECT_EQ(leases[1].message.msgid, second.msgid);
}

TYPED_TEST(StorageLends, OtpBeforeNormalBeforeBulk) {
    StorageBench& s = this->bench;
    for (const Lane lane : {Lane::bulk, Lane::normal, Lane::otp}) s.admit(a_new_message(lane));
    EXPECT_EQ(lanes_of(s.lease()), "onb");
}

TYPED_TEST(StorageLends, AShareToTheLowerLanesWhenOtpWouldTakeAll) {
    StorageBench& s = this->bench;
    for (int i = 0; i < 20; ++i) s.admit(a_new_message(Lane::otp));
    for (int i = 0; i < 5; ++i) s.admit(a_new_message(Lane::normal));
    for (int i = 0; i < 5; ++i) s.admit(a_new_message(Lane::bulk));
    EXPECT_EQ(lanes_of(s.lease(16)), "oooooooooooonnbb");
}

TYPED_TEST(StorageLends, TheShareOfAnEmptyLaneToOtp) {
    StorageBench& s = this->bench;
    for (int i = 0; i < 20; ++i) s.admit(a_new_message(Lane::otp));
    EXPECT_EQ(lanes_of(s.lease(16)), std::string(16, 'o'));
}

TYPED_TEST(StorageLends, NothingToWhoAsksForNothing) {
    StorageBench& s = this->bench;
    s.admit();
    EXPECT_TRUE(s.lease(0).empty());
}

TYPED_TEST(StorageLends, AgainWhatItsHolderNeverBegan) {
    StorageBench& s = this->bench;
    s.admit();
    const auto lost = s.lease_one();
    const auto taken = s.reclaim();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].message.msgid, lost.message.msgid);
    EXPECT_EQ(taken[0].message.text.reveal(), "Your code is 123456");
    EXPECT_EQ(taken[0].attempts, 0);
}

TYPED_TEST(StorageLends, NothingThatMayStillBeOnItsWay) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    EXPECT_TRUE(s.reclaim().empty());
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::submitting);
}

TYPED_TEST(StorageLends, NothingThatWasBegunAndIsOverButCallsItUnknown) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    s.advance(submit_budget);
    EXPECT_TRUE(s.reclaim().empty());
    const auto view = s.view(lease.message.msgid);
    EXPECT_EQ(view.status, MsgStatus::unknown);
    EXPECT_EQ(view.events.back().error, "lease_ended");
    EXPECT_TRUE(s.reclaim().empty());
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting unknown");
}

}   // namespace
}   // namespace smsgw::test
