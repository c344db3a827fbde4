// The contract of the port KeyRevocations, said once and asked of the fake and of real Redis.
#include <gtest/gtest.h>

#include "redis/key_revocations.hpp"
#include "support/fake_key_revocations.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::test {
namespace {

const KeyId key("0123456789ab");
const KeyId other("ba9876543210");

class FakeRevocations {
public:
    static constexpr const char* name = "Fake";
    template <class T>
    T run(Task<T> task) {
        return run_task(io, std::move(task));
    }

    asio::io_context io;
    FakeKeyRevocations store;
    KeyRevocations& elsewhere = store;
};

class RedisRevocations {
public:
    static constexpr const char* name = "Redis";
    template <class T>
    T run(Task<T> task) {
        return bench.run(std::move(task));
    }

    RedisBench bench;
    redis::RedisKeyRevocations store{bench.connection()};
    redis::RedisKeyRevocations elsewhere{bench.connection()};
};

template <class Store>
class KeyRevocationsContract : public testing::Test {
protected:
    std::map<KeyId, WallTime> read() { return value_of(s.run(s.elsewhere.read())); }
    void revoke(const KeyId& id, int at_ms) { value_of(s.run(s.store.revoke(id, WallTime(Millis(at_ms))))); }

    Store s;
};

struct Names {
    template <class Store>
    static std::string GetName(int) {
        return Store::name;
    }
};
using Stores = testing::Types<FakeRevocations, RedisRevocations>;
TYPED_TEST_SUITE(KeyRevocationsContract, Stores, Names);

TYPED_TEST(KeyRevocationsContract, KnowsOfNothingAtFirst) {
    EXPECT_TRUE(this->read().empty());
}

TYPED_TEST(KeyRevocationsContract, TellsEverybodyWhatWasRevokedAndWhenFirst) {
    this->revoke(key, 1000);
    this->revoke(other, 2000);
    this->revoke(key, 3000);
    const std::map<KeyId, WallTime> wanted{{key, WallTime(Millis(1000))}, {other, WallTime(Millis(2000))}};
    EXPECT_EQ(this->read(), wanted);
}

TYPED_TEST(KeyRevocationsContract, RestoresWhatWasRevoked) {
    this->revoke(key, 1000);
    EXPECT_EQ(value_of(this->s.run(this->s.store.restore(key))), Restored::yes);
    EXPECT_EQ(value_of(this->s.run(this->s.store.restore(key))), Restored::not_revoked);
    EXPECT_TRUE(this->read().empty());
}

TEST(KeyRevocationsInRedis, AreStorageThatIsAwayWhenItIs) {
    RedisRevocations s;
    s.bench.server.kill9();
    EXPECT_EQ(s.run(s.store.read()).error(), Errc::storage_unavailable);
}

TEST(KeyRevocationsInRedis, NeverEndByThemselves) {
    RedisRevocations s;
    value_of(s.run(s.store.revoke(key, WallTime(Millis(1000)))));
    EXPECT_EQ(s.bench.ask({"PTTL", redis::Keys::revoked_keys()}).integer, -1);
}

}   // namespace
}   // namespace smsgw::test
