// The contract of the port TokenLedger, said once and asked of the fake and of real Redis.
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "redis/token_ledger.hpp"
#include "support/fake_token_ledger.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

class FakeTokens {
public:
    static constexpr const char* name = "Fake";
    TokenUse claim(const std::string& token) {
        return value_of(run_task(io, ledger.claim(sha256(token), 10min)));
    }
    TokenUse claim_elsewhere(const std::string& token) { return claim(token); }

    asio::io_context io;
    FakeClock clock;
    FakeTokenLedger ledger{clock};
};

class RedisTokens {
public:
    static constexpr const char* name = "Redis";
    TokenUse claim(const std::string& token) {
        return value_of(bench.run(ledger.claim(sha256(token), 10min)));
    }
    TokenUse claim_elsewhere(const std::string& token) {
        return value_of(bench.run(other.claim(sha256(token), 10min)));
    }

    RedisBench bench;
    redis::RedisTokenLedger ledger{bench.connection()};
    redis::RedisTokenLedger other{bench.connection()};
};

template <class Tokens>
class TokenLedgerContract : public testing::Test {
protected:
    Tokens tokens;
};

struct Names {
    template <class Tokens>
    static std::string GetName(int) {
        return Tokens::name;
    }
};
using Ledgers = testing::Types<FakeTokens, RedisTokens>;
TYPED_TEST_SUITE(TokenLedgerContract, Ledgers, Names);

TYPED_TEST(TokenLedgerContract, KnowsATokenFromItsSecondUseOn) {
    EXPECT_EQ(this->tokens.claim("a"), TokenUse::first);
    EXPECT_EQ(this->tokens.claim("a"), TokenUse::repeated);
    EXPECT_EQ(this->tokens.claim("a"), TokenUse::repeated);
}

TYPED_TEST(TokenLedgerContract, KnowsItWhoeverClaimedIt) {
    EXPECT_EQ(this->tokens.claim("a"), TokenUse::first);
    EXPECT_EQ(this->tokens.claim_elsewhere("a"), TokenUse::repeated);
}

TYPED_TEST(TokenLedgerContract, TellsTokensApart) {
    EXPECT_EQ(this->tokens.claim("a"), TokenUse::first);
    EXPECT_EQ(this->tokens.claim("b"), TokenUse::first);
}

TEST(TokenLedgerInMemory, ForgetsWhenItsTimeIsOver) {
    FakeTokens tokens;
    tokens.claim("a");
    tokens.clock.advance(10min - 1ms);
    EXPECT_EQ(tokens.claim("a"), TokenUse::repeated);
    tokens.clock.advance(1ms);
    EXPECT_EQ(tokens.claim("a"), TokenUse::first);
}

TEST(TokenLedgerInRedis, LeavesTheEndOfAClaimToRedisAndDoesNotPutItOff) {
    RedisTokens tokens;
    tokens.claim("a");
    const auto key = redis::Keys::captcha_token(sha256("a"));
    const auto ttl = [&] { return Millis(tokens.bench.ask({"PTTL", key}).integer); };
    EXPECT_GT(ttl(), 0ms);
    EXPECT_LE(ttl(), 10min);
    tokens.bench.ask({"PEXPIRE", key, "60000"});
    tokens.claim("a");
    EXPECT_LE(ttl(), 1min);
}

TEST(TokenLedgerInRedis, KeepsNoTokenInTheOpen) {
    RedisTokens tokens;
    tokens.claim("a-token");
    const auto keys = tokens.bench.ask({"KEYS", "smsgw:captcha:*"});
    ASSERT_EQ(keys.items.size(), 1U);
    EXPECT_EQ(keys.items[0].text, "smsgw:captcha:" + hex(sha256("a-token")));
}

TEST(TokenLedgerInRedis, ThatIsAwayIsStorageThatIsAway) {
    RedisTokens tokens;
    tokens.bench.server.kill9();
    const auto claimed = tokens.bench.run(tokens.ledger.claim(sha256("a"), 10min));
    EXPECT_EQ(claimed.error(), Errc::storage_unavailable);
}

}   // namespace
}   // namespace smsgw::test
