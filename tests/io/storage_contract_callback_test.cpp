// The storage contract: every change is told once it is taken, in order, and by one process at a time.
#include "support/outbox_reader.hpp"
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

template <class Bench>
class StorageOutbox : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageOutbox, Storages, StorageNames);

TYPED_TEST(StorageOutbox, HandsOutNothingOfAMessageThatWantsNone) {
    StorageBench& s = this->bench;
    admit_with_callbacks(s, Callbacks::no);
    s.begun(s.lease_one());
    EXPECT_EQ(OutboxReader(s).next(), "0 events");
}

TYPED_TEST(StorageOutbox, DoesNotTellWhatThe202HasTold) {
    StorageBench& s = this->bench;
    admit_with_callbacks(s);
    EXPECT_EQ(OutboxReader(s).next(), "0 events");
}

TYPED_TEST(StorageOutbox, HandsOutTheEventsOfAMessageOneAfterTheOther) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    deliver_with_callbacks(s);
    EXPECT_EQ(reader.next(), "2 submitting");
    EXPECT_EQ(reader.next(), "0 events");
    reader.done();
    EXPECT_EQ(reader.next(), "3 submitted");
    reader.done();
    EXPECT_EQ(reader.next(), "4 delivered");
    reader.done();
    EXPECT_EQ(reader.next(), "0 events");
}

TYPED_TEST(StorageOutbox, HandsOutAnEventWithTheMessageAsItIsNow) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    const auto message = deliver_with_callbacks(s);
    EXPECT_EQ(reader.next(), "2 submitting");
    EXPECT_EQ(reader.last.event.attempt, 1);
    EXPECT_EQ(reader.last.event.provider, provider_x.str());
    const auto& view = reader.last.view;
    EXPECT_EQ(view.message.msgid, message.msgid);
    EXPECT_EQ(view.message.reference.str(), "order-1");
    EXPECT_TRUE(view.message.text.empty());
    EXPECT_EQ(view.status, MsgStatus::delivered);
    EXPECT_EQ(view.attempts, 1);
    EXPECT_EQ(view.provider_msgids, std::vector{ProviderMsgId("p1")});
    EXPECT_EQ(view.events.size(), 4U);
}

TYPED_TEST(StorageOutbox, HandsOutAgainWhatAProcessDiedWith) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    deliver_with_callbacks(s);
    EXPECT_EQ(reader.next(), "2 submitting");
    s.advance(59s);
    EXPECT_EQ(reader.next(), "0 events");
    s.advance(2s);
    EXPECT_EQ(reader.next(), "2 submitting");
    EXPECT_EQ(reader.last.tries, 0);
}

TYPED_TEST(StorageOutbox, IsNotMovedByWhatIsSaidOfASettledEvent) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    deliver_with_callbacks(s);
    reader.next();
    auto late = reader;
    reader.done();
    reader.done();
    EXPECT_EQ(reader.next(), "3 submitted");
    late.retry(0ms);
    late.give_up();
    EXPECT_EQ(reader.next(), "0 events");
    reader.done();
    EXPECT_EQ(reader.next(), "4 delivered");
    EXPECT_EQ(reader.last.tries, 0);
}

TYPED_TEST(StorageOutbox, IsNotMovedByWhatIsSaidOfAnEventThatIsNotThere) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    deliver_with_callbacks(s);
    reader.next();
    auto early = reader;
    early.last.event.seq = 3;
    early.done();
    early.give_up();
    early.last.view.message.msgid = MsgId("m_00000000000000000000zz");
    early.done();
    reader.done();
    EXPECT_EQ(reader.next(), "3 submitted");
}

TYPED_TEST(StorageOutbox, PutsAnEventOffAndCountsItsTries) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    deliver_with_callbacks(s);
    reader.next();
    EXPECT_EQ(reader.last.tries, 0);
    reader.retry(5s);
    EXPECT_EQ(reader.next(), "0 events");
    s.advance(6s);
    EXPECT_EQ(reader.next(), "2 submitting");
    EXPECT_EQ(reader.last.tries, 1);
    reader.done();
    EXPECT_EQ(reader.next(), "3 submitted");
    EXPECT_EQ(reader.last.tries, 0);
}

TYPED_TEST(StorageOutbox, KeepsBackNewsBehindAnEventThatIsPutOff) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    admit_with_callbacks(s);
    const auto lease = s.begun(s.lease_one());
    reader.next();
    reader.retry(5s);
    s.settle(lease, accepted_as());
    EXPECT_EQ(reader.next(), "0 events");
    s.advance(6s);
    EXPECT_EQ(reader.next(), "2 submitting");
}

TYPED_TEST(StorageOutbox, KeepsBackNewsBehindAnEventThatIsLent) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    admit_with_callbacks(s);
    const auto lease = s.begun(s.lease_one());
    reader.next();
    s.settle(lease, accepted_as());
    EXPECT_EQ(reader.next(), "0 events");
    reader.done();
    EXPECT_EQ(reader.next(), "3 submitted");
}

TYPED_TEST(StorageOutbox, GivesUpWhatWaitsAndTellsWhatComes) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    admit_with_callbacks(s);
    s.settle(s.begun(s.lease_one()), accepted_as());
    reader.next();
    reader.give_up();
    EXPECT_EQ(reader.next(), "0 events");
    s.report(MsgStatus::delivered);
    EXPECT_EQ(reader.next(), "4 delivered");
}

TYPED_TEST(StorageOutbox, NeverHandsOutMoreThanIsWished) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    for (int i = 0; i < 5; ++i) admit_with_callbacks(s);
    for (const auto& lease : s.lease()) s.begun(lease);
    EXPECT_EQ(reader.take(3).size(), 3U);
    EXPECT_EQ(reader.take(3).size(), 2U);
}

TYPED_TEST(StorageOutbox, HandsOutFirstWhatHasBeenDueForLongest) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    std::vector<MsgId> in_order;
    for (int i = 0; i < 3; ++i) {
        admit_with_callbacks(s);
        in_order.push_back(s.begun(s.lease_one()).message.msgid);
        s.advance(1s);
    }
    for (const auto& msgid : in_order) EXPECT_EQ(reader.take(1).at(0).view.message.msgid, msgid);
}

TYPED_TEST(StorageOutbox, KeepsAccountsApart) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    admit_with_callbacks(s);
    s.begun(s.lease_one());
    EXPECT_TRUE(reader.take(10, AccountId("bank")).empty());
    auto message = a_new_message();
    message.callbacks = Callbacks::yes;
    message.message.account = AccountId("bank");
    s.admit(std::move(message));
    s.begun(s.lease_one());
    std::vector<CallbackWish> both;
    for (const auto* account : {"shop", "bank"}) both.push_back({.account = AccountId(account), .max = 10});
    std::set<AccountId> told;
    for (const auto& event : value_of(s.run(s.outbox().take(std::move(both), 60s))))
        told.insert(event.view.message.account);
    EXPECT_EQ(told, (std::set{AccountId("shop"), AccountId("bank")}));
}

TYPED_TEST(StorageOutbox, KeepsTheUrlThatAMessageBrought) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    auto message = a_new_message();
    message.callbacks = Callbacks::yes;
    message.message.callback_url = "https://shop.example.com/own/7";
    s.admit(std::move(message));
    s.begun(s.lease_one());
    reader.next();
    EXPECT_EQ(reader.last.view.message.callback_url, "https://shop.example.com/own/7");
}

TYPED_TEST(StorageOutbox, RemembersWhoseEndpointIsGoneAndKeepsTheEvents) {
    StorageBench& s = this->bench;
    OutboxReader reader(s);
    EXPECT_TRUE(value_of(s.run(s.outbox().disabled())).empty());
    deliver_with_callbacks(s);
    for (int i = 0; i < 2; ++i) value_of(s.run(s.outbox().disable(shop)));
    EXPECT_EQ(value_of(s.run(s.outbox().disabled())), std::set{shop});
    EXPECT_EQ(reader.next(), "2 submitting");   // for whoever takes it
}

}   // namespace
}   // namespace smsgw::test
