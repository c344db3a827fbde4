// What daemons of former releases ask of this one's library, beside which they run during a rolling upgrade.
#include <gtest/gtest.h>

#include "support/redis_bench.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using redis::Keys;

// Minor version 2 brought three keys with a report.
std::string applied_by_minor_2(RedisBench& s, const MsgId& msgid, MsgStatus status) {
    const int partition = partition_of(msgid);
    return s
        .ask({"FCALL", "smsgw1_apply", "3", Keys::message(msgid), Keys::due(partition),
              Keys::counters(partition), msgid.str(), std::to_string(rank(status)), "1", "x", "", "",
              "3600000", "3600000"})
        .text;
}

TEST(FormerRelease, CountsWhatBecameOfASubmit) {
    RedisBench s;
    const auto msgid = s.submitted();
    EXPECT_EQ(applied_by_minor_2(s, msgid, MsgStatus::delivered), "changed");
    const auto rows = value_of(s.run(s.ledger().quality(10)));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].submitted, 1);
    EXPECT_EQ(rows[0].delivered, 1);
}

// The same release neither books nor counts an acceptance: more deliveries than submits would be no share.
TEST(FormerRelease, CountsNoDeliveryOfWhatIsNotCountedAsAccepted) {
    RedisBench s;
    const auto lease = s.begun();
    EXPECT_EQ(applied_by_minor_2(s, lease.message.msgid, MsgStatus::delivered), "changed");
    EXPECT_TRUE(value_of(s.run(s.ledger().quality(10))).empty());
}

// And four keys and six arguments with an acceptance. What cannot be ended without the others is left to the report window.
TEST(FormerRelease, MaySayThatAllPartsAreThere) {
    RedisBench s;
    auto message = a_new_message();
    message.message.segments = 3;
    s.admit(std::move(message));
    const auto lease = s.begun(s.lease_one());
    const auto msgid = lease.message.msgid;
    auto part = a_report(MsgStatus::delivered, "p1");
    part.covers = DeliveryReport::Covers::part;
    s.run(s.reports().apply(msgid, 1, provider_x, part));
    const int partition = partition_of(msgid);
    const auto done = s.ask({"FCALL", "smsgw1_done", "4", Keys::message(msgid),
                             Keys::ready(partition, Lane::normal), Keys::due(partition),
                             Keys::counters(partition), msgid.str(), lease.entry, "1", "x", "p1", "3600000"});
    EXPECT_EQ(done.text, "ok");
    EXPECT_EQ(s.status(msgid), MsgStatus::sent);
    s.advance(72h);
    s.promote();
    EXPECT_EQ(s.status(msgid), MsgStatus::dlr_timeout);
}

}   // namespace
}   // namespace smsgw::test
