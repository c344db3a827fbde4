// The port DeadLetterStore: what a person does with what was given up, on the fake and on Redis.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

template <class Bench>
class StorageDeadLetters : public StorageContract<Bench> {
protected:
    DeadLetterStore& letters() { return this->bench.dead_letters(); }
    // A message that no worker survives, given up at last.
    MsgId poison() {
        const auto msgid = this->bench.admit().msgid;
        this->bench.lease_one();
        while (this->bench.status(msgid) == MsgStatus::queued) this->bench.reclaim();
        return msgid;
    }
    std::vector<DeadLetter> all() {
        std::vector<DeadLetter> found;
        for (std::string after;;) {
            const auto page = value_of(this->bench.run(letters().page(after)));
            if (page.empty()) return found;
            after = page.back().id;
            found.insert(found.end(), page.begin(), page.end());
        }
    }
};
TYPED_TEST_SUITE(StorageDeadLetters, Storages, StorageNames);

TYPED_TEST(StorageDeadLetters, ListsWhatWasGivenUp) {
    EXPECT_TRUE(this->all().empty());
    const auto first = this->poison();
    const auto second = this->poison();
    const auto found = this->all();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].msgid, first.str());
    EXPECT_EQ(found[1].msgid, second.str());
    EXPECT_EQ(found[0].reason, "poison");
    EXPECT_EQ(found[0].deliveries, 4);
    ASSERT_TRUE(found[0].message);
    EXPECT_EQ(found[0].message->status, MsgStatus::rejected);
    EXPECT_EQ(value_of(this->bench.run(this->letters().find(found[1].id))).msgid, second.str());
}

TYPED_TEST(StorageDeadLetters, ReplaysATextOnceAsANewMessage) {
    const auto msgid = this->poison();
    const auto letter = this->all().at(0);
    const auto replayed = value_of(this->bench.run(this->letters().replay(letter)));
    EXPECT_EQ(replayed.outcome, Replay::done);
    EXPECT_NE(replayed.msgid, msgid);
    EXPECT_EQ(this->bench.lease_one().message.msgid, replayed.msgid);
    EXPECT_EQ(this->bench.status(msgid), MsgStatus::rejected) << "the old one keeps its end";
    EXPECT_EQ(value_of(this->bench.run(this->letters().replay(letter))).outcome, Replay::gone);
    EXPECT_TRUE(this->all().empty());
}

TYPED_TEST(StorageDeadLetters, ForgetsWhatIsDiscarded) {
    this->poison();
    const auto letter = this->all().at(0);
    EXPECT_EQ(value_of(this->bench.run(this->letters().discard(letter))), Discard::done);
    EXPECT_EQ(value_of(this->bench.run(this->letters().discard(letter))), Discard::gone);
    EXPECT_EQ(this->bench.run(this->letters().find(letter.id)).error(), Errc::not_found);
    EXPECT_TRUE(this->bench.lease().empty());
}

TYPED_TEST(StorageDeadLetters, KnowsNoOther) {
    for (const auto* id : {"", "nonsense", "00:1-1", "ff:1-1"})
        EXPECT_EQ(this->bench.run(this->letters().find(id)).error(), Errc::not_found) << id;
}

}   // namespace
}   // namespace smsgw::test
