// The storage contract: messages are found by their reference, and counted for their account.
#include "redis/keys.hpp"
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

template <class Bench>
class StorageLists : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageLists, Storages, StorageNames);

NewMessage referred(const std::string& reference, const std::string& account = "shop") {
    auto message = a_new_message();
    message.message.reference = Reference(reference);
    message.message.account = AccountId(account);
    return message;
}

std::vector<MsgId> list(StorageBench& s, const std::string& reference, int max = listed_max,
                        const std::string& account = "shop") {
    std::vector<MsgId> msgids;
    auto views = value_of(s.run(s.messages().list(AccountId(account), Reference(reference), max)));
    for (const auto& view : views) msgids.push_back(view.message.msgid);
    return msgids;
}

Usage usage(StorageBench& s, const std::string& account = "shop") {
    return value_of(s.run(s.messages().usage(AccountId(account))));
}

TYPED_TEST(StorageLists, TheMessagesOfAReferenceNewestFirst) {
    StorageBench& s = this->bench;
    std::vector<MsgId> newest;
    for (int i = 0; i < 3; ++i) {
        newest.insert(newest.begin(), s.admit(referred("order-1")).msgid);
        s.advance(1s);
    }
    s.admit(referred("order-2"));
    EXPECT_EQ(list(s, "order-1"), newest);
    EXPECT_EQ(list(s, "order-1", 2), (std::vector<MsgId>{newest[0], newest[1]}));
    EXPECT_EQ(list(s, "order-2").size(), 1U);
    EXPECT_TRUE(list(s, "order-3").empty());
}

TYPED_TEST(StorageLists, MessagesToTheirAccountOnly) {
    StorageBench& s = this->bench;
    s.admit(referred("order-1", "bank"));
    EXPECT_TRUE(list(s, "order-1").empty());
    EXPECT_EQ(list(s, "order-1", 1, "bank").size(), 1U);
}

TYPED_TEST(StorageLists, AMessageOnceHoweverOftenItIsRepeated) {
    StorageBench& s = this->bench;
    auto message = referred("order-1");
    message.idempotency_key = "key";
    for (int i = 0; i < 3; ++i) s.admit(message);
    EXPECT_EQ(list(s, "order-1").size(), 1U);
    EXPECT_EQ(usage(s).today, 1);
}

TYPED_TEST(StorageLists, NoMoreThanTheNewestHundred) {
    StorageBench& s = this->bench;
    for (int i = 0; i <= listed_max; ++i) s.admit(referred("order-1"));
    EXPECT_EQ(list(s, "order-1").size(), 100U);
}

TYPED_TEST(StorageLists, HowManyMessagesAnAccountHasSent) {
    StorageBench& s = this->bench;
    s.admit(referred("order-1"));
    s.admit(referred(""));
    s.admit(referred("order-1", "bank"));
    EXPECT_EQ(usage(s).today, 2);
    EXPECT_EQ(usage(s).this_month, 2);
    EXPECT_EQ(usage(s, "nobody").today, 0);
    s.advance(24h * 62);
    EXPECT_EQ(usage(s).today, 0);
    EXPECT_EQ(usage(s).this_month, 0);
    s.admit(referred("order-1"));
    EXPECT_EQ(usage(s).today, 1);
    EXPECT_EQ(usage(s).this_month, 1);
}

// What only Redis has.

TEST(RedisLists, MessagesOfAllPartitionsInOrder) {
    RedisBench s(4);
    std::vector<MsgId> newest;
    for (int i = 0; i < 12; ++i) {
        newest.insert(newest.begin(), s.admit(referred("order-1")).msgid);
        s.advance(1s);
    }
    EXPECT_EQ(list(s, "order-1"), newest);
    EXPECT_EQ(usage(s).this_month, 12);
}

TEST(RedisLists, WhatIsStillThereWhenAMessageIsGone) {
    RedisBench s;
    const auto gone = s.admit(referred("order-1")).msgid;
    const auto kept = s.admit(referred("order-1")).msgid;
    s.ask({"DEL", redis::Keys::message(gone)});
    EXPECT_EQ(list(s, "order-1", 1), std::vector<MsgId>{kept});
}

TEST(RedisLists, KeepTheirKeysAsLongAsAMessageMayLiveAndNotForEver) {
    RedisBench s;
    auto later = referred("order-1");
    later.message.send_at = s.clock.wall_now() + 24h * 20;
    s.admit(later);
    const auto key = redis::Keys::reference(0, AccountId("shop"), Reference("order-1"));
    const auto long_ttl = s.ask({"PTTL", key}).integer;
    EXPECT_GT(long_ttl, Millis(24h * 20).count());
    EXPECT_LT(long_ttl, Millis(24h * 30).count());
    s.admit(referred("order-1"));   // shorter, and changes nothing
    EXPECT_GT(s.ask({"PTTL", key}).integer, Millis(24h * 20).count());
    EXPECT_GT(s.ask({"PTTL", redis::Keys::usage(0, AccountId("shop"))}).integer, Millis(24h * 61).count());
}

TEST(RedisLists, ForgetTheUseOfDaysLongPast) {
    RedisBench s;
    for (int day = 0; day < 70; ++day) {
        s.admit(referred(""));
        s.advance(24h);
    }
    EXPECT_EQ(s.ask({"HLEN", redis::Keys::usage(0, AccountId("shop"))}).integer, 62);
}

}   // namespace
}   // namespace smsgw::test
