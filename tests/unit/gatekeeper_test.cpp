// Who comes in, from where, until when; and that a refusal tells nobody why.
#include "api/gatekeeper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <optional>
#include <set>

#include "api/refuse.hpp"
#include "api/revocation_watch.hpp"
#include "base/log.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_key_revocations.hpp"
#include "support/run_task.hpp"

namespace smsgw::api {
namespace {

using namespace std::chrono_literals;
using test::FakeClock;
using testing::HasSubstr;
using testing::Not;

const Secret pepper("pepper");

ApiKey key_of(const std::string& text) {
    return {.hash = hash_key(pepper, text), .scopes = {Scope::send}};
}

class GatekeeperTest : public testing::Test {
protected:
    GatekeeperTest() {
        Account shop{.id = AccountId("shop")};
        shop.keys = {key_of("plain"), key_of("ending"), key_of("office"), key_of("stolen")};
        shop.keys[1].expires = clock.wall + std::chrono::days{30};
        shop.keys[2].from = {*IpRange::parse("192.0.2.0/24"), *IpRange::parse("2001:db8::/32")};
        ring.emplace(pepper, std::vector<Account>{shop});
        keeper.emplace(
            *ring, clock,
            AuthConfig{.failures_per_minute = 3, .trusted_proxies = {*IpRange::parse("10.0.0.5")}});
        keeper->revoke({});
    }

    static http::Request request(const std::string& key, const std::string& peer) {
        http::Request made;
        if (!key.empty()) made.headers.emplace_back("Authorization", "Bearer " + key);
        made.peer = peer;
        made.request_id = "r1";
        return made;
    }
    std::string ask(const std::string& key, const std::string& peer = "192.0.2.1",
                    Scope scope = Scope::send) {
        const auto caller = keeper->admit(request(key, peer), scope);
        return caller.has_value() ? caller->account->id.str() : error_name(caller.error());
    }
    void fail(int times, const std::string& peer = "192.0.2.1") {
        for (int i = 0; i < times; ++i) EXPECT_EQ(ask("wrong", peer), "unauthorized");
    }
    static KeyId id_of(const std::string& text) { return key_of(text).id(); }

    FakeClock clock;
    std::optional<KeyRing> ring;
    std::optional<Gatekeeper> keeper;
};

TEST_F(GatekeeperTest, LetsInWhoHasAKeyOfTheScope) {
    EXPECT_EQ(ask("plain"), "shop");
    EXPECT_EQ(ask("plain", "192.0.2.1", Scope::read), "forbidden");
    EXPECT_EQ(ask("wrong"), "unauthorized");
    EXPECT_EQ(ask(""), "unauthorized");
}

TEST_F(GatekeeperTest, LetsAKeyInUntilItsEnd) {
    clock.wall += std::chrono::days{30} - 1ms;
    EXPECT_EQ(ask("ending"), "shop");
    clock.wall += 1ms;
    EXPECT_EQ(ask("ending"), "unauthorized");
}

TEST_F(GatekeeperTest, LetsAKeyInFromItsNetworksOnly) {
    EXPECT_EQ(ask("office", "192.0.2.77"), "shop");
    EXPECT_EQ(ask("office", "2001:db8::1"), "shop");
    EXPECT_EQ(ask("office", "::ffff:192.0.2.77"), "shop");
    EXPECT_EQ(ask("office", "198.51.100.1"), "unauthorized");
    EXPECT_EQ(ask("office", "no address"), "unauthorized");
}

TEST_F(GatekeeperTest, BelievesItsProxiesWhereACallComesFrom) {
    auto through_proxy = request("office", "10.0.0.5");
    through_proxy.headers.emplace_back("X-Forwarded-For", "192.0.2.77");
    EXPECT_TRUE(keeper->admit(through_proxy, Scope::send).has_value());
    through_proxy.peer = "10.0.0.6";
    EXPECT_TRUE(keeper->admit(through_proxy, Scope::send).has_error());
}

TEST_F(GatekeeperTest, LetsARevokedKeyInNoMoreUntilItIsRestored) {
    EXPECT_EQ(ask("stolen"), "shop");
    keeper->revoke({id_of("stolen")});
    EXPECT_EQ(ask("stolen"), "unauthorized");
    EXPECT_EQ(ask("plain"), "shop");
    keeper->revoke({});
    EXPECT_EQ(ask("stolen"), "shop");
}

TEST_F(GatekeeperTest, LetsNobodyInBeforeItKnowsWhatIsRevoked) {
    keeper.emplace(*ring, clock, AuthConfig{});
    EXPECT_EQ(ask("plain"), "storage_unavailable");
    EXPECT_EQ(ask("wrong"), "unauthorized");
    keeper->revoke({});
    EXPECT_EQ(ask("plain"), "shop");
}

TEST_F(GatekeeperTest, GivesTheSameAnswerForEveryReason) {
    keeper->revoke({id_of("stolen")});
    clock.wall += std::chrono::days{31};
    std::set<std::string> answers;
    int source = 1;
    for (const char* key : {"", "wrong", "ending", "office", "stolen"}) {
        const auto caller =
            keeper->admit(request(key, "198.51.100." + std::to_string(source++)), Scope::send);
        ASSERT_TRUE(caller.has_error()) << key;
        const auto response = refuse(errc_of(caller.error()), "r1");
        EXPECT_EQ(response.status, 401);
        std::string whole = response.body;
        for (const auto& [name, value] : response.headers) whole += "\n" + name + ": " + value;
        answers.insert(whole);
    }
    EXPECT_EQ(answers.size(), 1U);
}

TEST_F(GatekeeperTest, TellsTheLogWhyAKnownKeyIsRefusedButNotTheKey) {
    keeper->revoke({id_of("stolen")});
    std::string lines;
    {
        log::Capture capture(lines);
        ask("stolen", "198.51.100.1");
        ask("office", "198.51.100.1");
        ask("secret-words", "198.51.100.1");
    }
    EXPECT_THAT(lines, HasSubstr(R"("key.refused","account":"shop","key":")" + id_of("stolen").str() +
                                 R"(","reason":"revoked","source":"198.51.100.1")"));
    EXPECT_THAT(lines, HasSubstr(R"("key":")" + id_of("office").str() + R"(","reason":"network")"));
    EXPECT_THAT(lines, HasSubstr(R"("auth.limited","source":"198.51.100.1")"));
    for (const char* key : {"stolen", "secret-words"}) EXPECT_THAT(lines, Not(HasSubstr(key)));
}

TEST_F(GatekeeperTest, AnswersAnAddressWithTooManyFailuresOtherwise) {
    fail(3);
    EXPECT_EQ(ask("wrong"), "auth_limited");
    EXPECT_EQ(ask("wrong", "192.0.2.2"), "unauthorized") << "another address";
    clock.mono += 20s;
    EXPECT_EQ(ask("wrong"), "unauthorized");
    EXPECT_EQ(ask("wrong"), "auth_limited");
}

TEST_F(GatekeeperTest, DoesNotTryKeysForAnAddressThatGuesses) {
    fail(3);
    EXPECT_EQ(ask("plain"), "auth_limited") << "the right guess is not told from the wrong ones";
    EXPECT_EQ(ask("plain", "192.0.2.2"), "shop");
}

TEST_F(GatekeeperTest, ShutsNobodyOutWhoseKeyWasInFromThereBefore) {
    EXPECT_EQ(ask("plain"), "shop");
    fail(3);
    EXPECT_EQ(ask("plain"), "shop");
    keeper->revoke({id_of("plain")});
    EXPECT_EQ(ask("plain"), "auth_limited");
}

TEST_F(GatekeeperTest, CountsThe64OfAnIpv6AddressAsOne) {
    fail(1, "2001:db8:1:2::1");
    fail(2, "2001:db8:1:2::2");
    EXPECT_EQ(ask("wrong", "2001:db8:1:2::3"), "auth_limited");
    EXPECT_EQ(ask("wrong", "2001:db8:1:3::3"), "unauthorized");
}

TEST_F(GatekeeperTest, MentionsOnceADayThatAKeyEndsSoon) {
    std::string lines;
    log::Capture capture(lines);
    EXPECT_EQ(ask("ending"), "shop");
    EXPECT_EQ(lines, "");
    clock.wall += std::chrono::days{25};
    ask("ending");
    ask("ending");
    EXPECT_THAT(lines, HasSubstr(R"("key.expires_soon","account":"shop","key":")" + id_of("ending").str() +
                                 R"(","expires":"2026-02-01T03:04:05.000Z")"));
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1);
    clock.wall += std::chrono::days{1};
    ask("ending");
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
}

class RevocationWatchTest : public GatekeeperTest {
protected:
    RevocationWatchTest() {
        keeper.emplace(*ring, clock, AuthConfig{});
        watch.emplace(store, *keeper, clock);
    }
    void look() { test::run_task(io, watch->look()); }

    asio::io_context io;
    test::FakeKeyRevocations store;
    std::optional<RevocationWatch> watch;
};

TEST_F(RevocationWatchTest, OpensTheDoorWithTheFirstAnswerOfStorage) {
    store.failure = Errc::storage_unavailable;
    look();
    EXPECT_FALSE(keeper->informed());
    store.failure = {};
    look();
    EXPECT_EQ(ask("plain"), "shop");
}

TEST_F(RevocationWatchTest, KeepsARevokedKeyOutWhileStorageIsAway) {
    store.revoked.emplace(id_of("stolen"), clock.wall);
    look();
    EXPECT_EQ(ask("stolen"), "unauthorized");
    store.failure = Errc::storage_unavailable;
    look();
    EXPECT_EQ(ask("stolen"), "unauthorized");
    EXPECT_EQ(ask("plain"), "shop");
}

TEST_F(RevocationWatchTest, HearsOfARevocationWithinFiveSeconds) {
    asio::co_spawn(io, watch->run(), [](std::exception_ptr) {});
    test::drive(io);
    EXPECT_EQ(ask("stolen"), "shop");
    store.revoked.emplace(id_of("stolen"), clock.wall);
    clock.advance(2s);
    test::drive(io);
    EXPECT_EQ(ask("stolen"), "unauthorized");
    watch->stop();
    clock.advance(2s);
    test::drive(io);
    EXPECT_EQ(clock.sleepers(), 0U);
}

}   // namespace
}   // namespace smsgw::api
