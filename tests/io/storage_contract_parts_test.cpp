// The storage contract: messages whose provider gives each segment an id and reports of its own.
#include <algorithm>

#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

template <class Bench>
class StorageParts : public StorageContract<Bench> {
protected:
    Lease begun(int segments) {
        auto message = a_new_message();
        message.message.segments = segments;
        this->bench.admit(std::move(message));
        return this->bench.begun(this->bench.lease_one());
    }
    static DeliveryReport part(MsgStatus status, const std::string& id) {
        auto report = a_report(status, id);
        report.covers = DeliveryReport::Covers::part;
        return report;
    }
    Applied by_id(MsgStatus status, const std::string& id) {
        return value_of(this->bench.run(this->bench.reports().apply(provider_x, part(status, id))));
    }
    Applied by_ref(const MsgId& msgid, MsgStatus status, const std::string& id) {
        return value_of(this->bench.run(this->bench.reports().apply(msgid, 1, provider_x, part(status, id))));
    }
};
TYPED_TEST_SUITE(StorageParts, Storages, StorageNames);

TYPED_TEST(StorageParts, AreDeliveredWhenAllAre) {
    StorageBench& s = this->bench;
    const auto lease = this->begun(3);
    s.settle(lease, accepted_as({"p1", "p2", "p3"}));
    EXPECT_EQ(this->by_id(MsgStatus::delivered, "p2"), Applied::changed);
    EXPECT_EQ(this->by_id(MsgStatus::delivered, "p2"), Applied::no_change);
    EXPECT_EQ(this->by_id(MsgStatus::delivered, "p1"), Applied::no_change);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted sent");
    EXPECT_EQ(this->by_id(MsgStatus::delivered, "p3"), Applied::changed);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted sent delivered");
}

TYPED_TEST(StorageParts, FailWithTheFirst) {
    StorageBench& s = this->bench;
    const auto lease = this->begun(2);
    s.settle(lease, accepted_as({"p1", "p2"}));
    this->by_id(MsgStatus::delivered, "p1");
    EXPECT_EQ(this->by_id(MsgStatus::undelivered, "p2"), Applied::changed);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::undelivered);
    EXPECT_EQ(this->by_id(MsgStatus::delivered, "p2"), Applied::changed);   // corrected
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
    EXPECT_TRUE(s.view(lease.message.msgid).corrected);
}

TYPED_TEST(StorageParts, MayComeBeforeTheSubmitIsAnswered) {
    StorageBench& s = this->bench;
    const auto lease = this->begun(2);
    EXPECT_EQ(this->by_id(MsgStatus::delivered, "p1"), Applied::parked);
    EXPECT_EQ(this->by_ref(lease.message.msgid, MsgStatus::delivered, "p2"), Applied::changed);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::sent);
    s.settle(lease, accepted_as({"p1", "p2"}));
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
}

TYPED_TEST(StorageParts, AreDeliveredOnceThoughTheAcceptanceIsSaidTwice) {
    StorageBench& s = this->bench;
    const auto lease = this->begun(2);
    s.settle(lease, accepted_as({"p1", "p2"}));
    this->by_id(MsgStatus::delivered, "p1");
    this->by_id(MsgStatus::delivered, "p2");
    s.settle(lease, accepted_as({"p1", "p2"}));
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted sent delivered");
}

TYPED_TEST(StorageParts, AreAsManyAsTheProviderSays) {
    StorageBench& s = this->bench;
    const auto lease = this->begun(3);   // by our count; the provider found a shorter encoding
    EXPECT_EQ(this->by_ref(lease.message.msgid, MsgStatus::delivered, "p1"), Applied::changed);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::sent);
    s.settle(lease, accepted_as({"p1"}));
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
}

// What was accepted of it cannot be taken back, and is no message without the rest.
TYPED_TEST(StorageParts, ThatWereRefusedBesideOthersAreMissed) {
    StorageBench& s = this->bench;
    const auto lease = this->begun(3);
    auto accepted = accepted_as({"p1", "p2"});
    accepted.parts_refused = 1;
    s.settle(lease, accepted);
    s.settle(lease, accepted);   // the answer to the first call was lost
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting submitted undelivered");
    EXPECT_EQ(s.view(lease.message.msgid).events.back().error, "parts_refused");
    this->by_id(MsgStatus::delivered, "p1");
    this->by_id(MsgStatus::delivered, "p2");
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::undelivered);
}

TYPED_TEST(StorageParts, ThatWereRefusedAreMissedAfterEarlyReportsOfTheOthers) {
    StorageBench& s = this->bench;
    const auto lease = this->begun(2);
    EXPECT_EQ(this->by_ref(lease.message.msgid, MsgStatus::delivered, "p1"), Applied::changed);
    auto accepted = accepted_as({"p1"});
    accepted.parts_refused = 1;
    s.settle(lease, accepted);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued submitting sent undelivered");
}

TYPED_TEST(StorageParts, OfAnUnansweredSubmitAreCountedByUs) {
    StorageBench& s = this->bench;
    const auto lease = this->begun(2);
    s.settle(lease, SettleUnknown{.hold = std::chrono::hours{1}, .error = "read_timeout"});
    this->by_ref(lease.message.msgid, MsgStatus::delivered, "p1");
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::sent);
    this->by_ref(lease.message.msgid, MsgStatus::delivered, "p2");
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
}

// Every order of the reports of three parts, with a repeat, comes to the same end.
TYPED_TEST(StorageParts, ComeInAnyOrder) {
    StorageBench& s = this->bench;
    std::vector<std::string> order = {"1", "2", "3", "3"};
    int round = 0;
    do {
        const auto lease = this->begun(3);
        const auto prefix = "r" + std::to_string(++round) + "p";
        s.settle(lease, accepted_as({prefix + "1", prefix + "2", prefix + "3"}));
        for (const auto& id : order) this->by_id(MsgStatus::delivered, prefix + id);
        EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered) << round;
    } while (std::next_permutation(order.begin(), order.end()));
}

}   // namespace
}   // namespace smsgw::test
