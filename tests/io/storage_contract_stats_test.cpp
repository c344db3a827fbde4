// The storage contract: how much is where.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

template <class Bench>
class StorageStats : public StorageContract<Bench> {
protected:
    StoreStats stats() { return value_of(this->bench.run(this->bench.store_reader().read({AccountId("shop")}))); }
    // Messages in "otp normal bulk".
    std::string lanes() {
        std::string text;
        for (const auto& [lane, here] : stats().lanes) text += (text.empty() ? "" : " ") + std::to_string(here.messages);
        return text;
    }
};
TYPED_TEST_SUITE(StorageStats, Storages, StorageNames);

TYPED_TEST(StorageStats, CountsWhatWaitsAndWhatIsLentByLane) {
    StorageBench& s = this->bench;
    EXPECT_EQ(this->lanes(), "0 0 0");
    for (const auto lane : {Lane::otp, Lane::bulk, Lane::bulk}) {
        auto message = a_new_message();
        message.message.lane = lane;
        s.admit(std::move(message));
    }
    EXPECT_EQ(this->lanes(), "1 0 2");
    EXPECT_EQ(this->stats().lanes.at(Lane::otp).lent, 0);
    s.lease(1);
    EXPECT_EQ(this->lanes(), "1 0 2");
    EXPECT_EQ(this->stats().lanes.at(Lane::otp).lent, 1);
    EXPECT_EQ(this->stats().lanes.at(Lane::bulk).lent, 0);
    EXPECT_EQ(this->stats().admitted, 3);
}

TYPED_TEST(StorageStats, CountsWhatWaitsForATime) {
    StorageBench& s = this->bench;
    s.submitted();
    EXPECT_EQ(this->lanes(), "0 0 0");
    EXPECT_EQ(this->stats().due, 1);   // for its report
    EXPECT_EQ(this->stats().overdue, Millis{0});
    s.report(MsgStatus::delivered);
    EXPECT_EQ(this->stats().due, 0);
}

TYPED_TEST(StorageStats, CountsMovesAndEnds) {
    StorageBench& s = this->bench;
    s.submitted();
    EXPECT_EQ(this->stats().ended, 0);
    s.report(MsgStatus::delivered);
    s.report(MsgStatus::delivered);
    const auto stats = this->stats();
    const std::map<MsgStatus, std::int64_t> moves{
        {MsgStatus::submitting, 1}, {MsgStatus::submitted, 1}, {MsgStatus::delivered, 1}};
    EXPECT_EQ(stats.moves, moves);
    EXPECT_EQ(stats.ended, 1);
}

TYPED_TEST(StorageStats, CountsReportsThatWaitForTheirMessage) {
    StorageBench& s = this->bench;
    s.report(MsgStatus::delivered, "p7");
    s.report(MsgStatus::sent, "p7");
    s.report(MsgStatus::sent, "p8");
    EXPECT_EQ(this->stats().reports_parked, 2);
}

TYPED_TEST(StorageStats, CountsMessagesWithEventsToTell) {
    StorageBench& s = this->bench;
    auto message = a_new_message();
    message.callbacks = Callbacks::yes;
    s.admit(std::move(message));
    s.begun(s.lease_one());
    EXPECT_EQ(this->stats().callbacks_pending.at(AccountId("shop")), 1);
}

class RedisStats : public testing::Test {
protected:
    StoreStats stats() { return value_of(bench.run(bench.store_reader().read({}))); }
    RedisBench bench{2};
};

TEST_F(RedisStats, AddUpAllPartitions) {
    for (int i = 0; i < 20; ++i) bench.admit();
    std::int64_t messages = 0;
    for (const auto& [lane, here] : stats().lanes) messages += here.messages;
    EXPECT_EQ(messages, 20);
    EXPECT_EQ(stats().admitted, 20);
    for (const char* key : {"{00}q:normal", "{01}q:normal"}) EXPECT_LT(bench.ask({"XLEN", key}).integer, 20);
}

TEST_F(RedisStats, TellHowOldTheFirstOfALaneIs) {
    EXPECT_EQ(stats().lanes.at(Lane::bulk).oldest, Millis{0});
    bench.ask({"XADD", "{01}q:bulk", "1000-0", "m", "m_1"});   // a second after the begin of 1970
    EXPECT_GT(stats().lanes.at(Lane::bulk).oldest, std::chrono::hours(24 * 365 * 50));
}

TEST_F(RedisStats, TellHowLongNobodyHasSeenToWhatIsDue) {
    bench.submitted();
    EXPECT_EQ(stats().overdue, Millis{0});
    bench.ask({"ZADD", "{01}z", "1000", "m_1"});
    EXPECT_GT(stats().overdue, std::chrono::hours(24 * 365 * 50));
}

TEST_F(RedisStats, TellTheirTimeAndWhatWasTold) {
    bench.ask({"HINCRBY", "{01}n", "cb_told", "3"});
    EXPECT_EQ(stats().callbacks_told, 3);
    EXPECT_LT(std::chrono::abs(stats().at - bench.clock.wall_now()), std::chrono::minutes{1});
}

TEST_F(RedisStats, TellHowMuchMemoryThereIs) {
    bench.ask({"CONFIG", "SET", "maxmemory", "100mb"});
    EXPECT_EQ(stats().memory_bytes_max, 100 << 20);
    EXPECT_GT(stats().memory_bytes, 100'000);
    EXPECT_LT(stats().memory_bytes, 100 << 20);
    EXPECT_TRUE(stats().write_ok);
}

}   // namespace
}   // namespace smsgw::test
