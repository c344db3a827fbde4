// Who may call: every wrong Authorization is the same refusal.
#include "api/key_ring.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"

namespace smsgw::api {
namespace {

const Secret pepper("pepper");

Account account_with(const std::string& id, const std::vector<std::string>& keys,
                     std::vector<Scope> scopes = {Scope::send, Scope::read}) {
    Account account;
    account.id = AccountId(id);
    for (const auto& key : keys) account.keys.push_back({hash_key(pepper, key), scopes});
    return account;
}

const KeyRing ring(pepper, {account_with("shop", {"shop-old", "shop-new"}),
                            account_with("desk", {"desk-key"}, {Scope::read})});

std::string account_of(std::string_view authorization) {
    const auto caller = ring.authenticate(authorization);
    return caller.has_value() ? caller->account->id.str() : error_name(caller.error());
}

TEST(KeyRing, KnowsEveryKeyOfEveryAccount) {
    EXPECT_EQ(account_of("Bearer shop-old"), "shop");
    EXPECT_EQ(account_of("Bearer shop-new"), "shop");
    EXPECT_EQ(account_of("Bearer desk-key"), "desk");
}

TEST(KeyRing, ReadsTheSchemeInAnyCase) {
    EXPECT_EQ(account_of("bearer shop-old"), "shop");
    EXPECT_EQ(account_of("BEARER shop-old"), "shop");
    EXPECT_EQ(account_of("bEaReR shop-old"), "shop");
}

TEST(KeyRing, GivesTheScopesOfTheKey) {
    const auto shop = ring.authenticate("Bearer shop-old");
    EXPECT_TRUE(shop->may(Scope::send));
    EXPECT_TRUE(shop->may(Scope::read));
    EXPECT_FALSE(shop->may(Scope::admin));
    const auto desk = ring.authenticate("Bearer desk-key");
    EXPECT_FALSE(desk->may(Scope::send));
    EXPECT_TRUE(desk->may(Scope::read));
}

class WrongAuthorization : public testing::TestWithParam<std::string> {};

TEST_P(WrongAuthorization, IsUnauthorized) {
    EXPECT_EQ(account_of(GetParam()), "unauthorized");
}

INSTANTIATE_TEST_SUITE_P(Headers, WrongAuthorization,
                         testing::Values("", "Bearer", "Bearer ", "Bearer wrong", "Bearer shop-ol",
                                         "Bearer shop-oldX", "Bearer SHOP-OLD", "Bearer  shop-old",
                                         "Bearer shop-old ", "shop-old", "Basic shop-old", "Bearershop-old",
                                         " Bearer shop-old", "Bearer\tshop-old",
                                         "Bearer " + hash_key(pepper, "shop-old"),
                                         std::string(100'000, 'B')));

TEST(KeyRing, LetsNobodyInWithoutKeys) {
    const KeyRing empty(pepper, {account_with("shop", {})});
    EXPECT_TRUE(empty.authenticate("Bearer ").has_error());
    EXPECT_TRUE(empty.authenticate("Bearer x").has_error());
}

TEST(KeyRing, KnowsNoKeyUnderAnotherPepper) {
    const KeyRing other(Secret("salt"), {account_with("shop", {"shop-old"})});
    EXPECT_TRUE(other.authenticate("Bearer shop-old").has_error());
}

TEST(KeyHash, IsTheHmacOfTheKeyInHex) {
    EXPECT_EQ(hash_key(Secret("Jefe"), "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(MakeKey, NamesItsAccountAndCarriesAChecksum) {
    const auto key = make_key(AccountId("shop"));
    ASSERT_EQ(key.size(), std::string("smsgw_shop_").size() + 32 + 6);
    EXPECT_TRUE(key.starts_with("smsgw_shop_"));
    const auto head = key.substr(0, key.size() - 6);
    EXPECT_EQ(key.substr(key.size() - 6), hex(sha256(head)).substr(0, 6));
}

TEST(MakeKey, IsNeverTheSame) {
    EXPECT_NE(make_key(AccountId("shop")), make_key(AccountId("shop")));
}

}   // namespace
}   // namespace smsgw::api
