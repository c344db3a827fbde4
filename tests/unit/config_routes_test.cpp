// [[routes]] and [[prices]]: what is read, what is filled in, what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using test::with_toml;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string two_providers =
    "[[providers]]\nid = \"a\"\ntype = \"sandbox\"\n[[providers]]\nid = \"b\"\ntype = \"sandbox\"\n";

TEST(ConfigRoutes, AreReadInOrder) {
    const auto config = with_toml(two_providers +
                                  "[[routes]]\nprefix = \"+31\"\nproviders = [\"a\", \"b\"]\n"
                                  "[[routes]]\nproviders = [\"b\"]\n")
                            .config();
    ASSERT_EQ(config.routes.size(), 2U);
    EXPECT_EQ(config.routes[0].prefix, "+31");
    EXPECT_THAT(config.routes[0].providers, ElementsAre(ProviderId("a"), ProviderId("b")));
    EXPECT_EQ(config.routes[1].prefix, "+");
}

TEST(ConfigRoutes, WithoutAnyEveryProviderIsTriedInOrder) {
    const auto config = with_toml(two_providers).config();
    ASSERT_EQ(config.routes.size(), 1U);
    EXPECT_THAT(config.routes[0].providers, ElementsAre(ProviderId("a"), ProviderId("b")));
}

TEST(ConfigRoutes, MustLeadToProvidersThatExist) {
    EXPECT_THAT(
        with_toml("[[routes]]\nproviders = [\"sandbix\"]\n").problems(),
        ElementsAre("routes[#1].providers: no provider has the id 'sandbix', did you mean 'sandbox'?"));
}

TEST(ConfigRoutes, EveryKeyIsRead) {
    const auto config =
        with_toml(
            "[[accounts]]\nid = \"shop\"\n"
            "[[providers]]\nid = \"a\"\ntype = \"sandbox\"\n"
            "[[providers]]\nid = \"b\"\ntype = \"sandbox\"\n"
            "[[routes]]\nid = \"codes\"\naccount = \"shop\"\nlane = \"otp\"\nsender = \"Shop\"\n"
            "prefix = \"+31\"\ncountry = [\"NL\", \"001\"]\nproviders = [\"a\", \"b\"]\nweights = [70, 30]\n")
            .config();
    ASSERT_EQ(config.routes.size(), 1U);
    const auto& route = config.routes[0];
    EXPECT_EQ(route.id.str(), "codes");
    EXPECT_EQ(route.account.str(), "shop");
    EXPECT_EQ(route.lane, Lane::otp);
    EXPECT_EQ(route.sender.str(), "Shop");
    EXPECT_EQ(route.prefix, "+31");
    EXPECT_THAT(route.countries, ElementsAre("NL", "001"));
    EXPECT_THAT(route.providers, ElementsAre(ProviderId("a"), ProviderId("b")));
    EXPECT_THAT(route.weights, ElementsAre(70, 30));
    EXPECT_THAT(describe(config), HasSubstr("routes[codes].weights = [70, 30]\n"));
}

TEST(ConfigRoutes, ShapesAreChecked) {
    EXPECT_THAT(
        with_toml("[[routes]]\nprefix = \"31\"\nproviders = [\"sandbox\"]\n"
                  "[[routes]]\nprefix = \"+43\"\n"
                  "[[routes]]\nprefix = \"+44\"\nproviders = []\n"
                  "[[routes]]\nid = \"four\"\nprefix = \"+45\"\nproviders = [\"sandbox\", \"sandbox\"]\n"
                  "[[routes]]\nlane = \"fast\"\ncountry = [\"Holland\"]\nproviders = [\"sandbox\"]\n")
            .problems(),
        ElementsAre("routes[#1].prefix (line 2): must be + and up to 15 digits, like +31",
                    "routes[#3].providers (line 8): must not be empty",
                    "routes[four].providers (line 12): names 'sandbox' twice",
                    "routes[#5].lane (line 14): 'fast' is not one of otp, normal, bulk",
                    "routes[#5].country (line 15): 'Holland' must be a country of two capital letters "
                    "(ISO 3166), like NL",
                    "routes[#2].providers: missing; ids of providers, in order"));
}

TEST(ConfigRoutes, WeightsAreOneForEachProviderAndNotAllZero) {
    const auto two = two_providers + "[[routes]]\nproviders = [\"a\", \"b\"]\nweights = ";
    EXPECT_THAT(with_toml(two + "[0, 1]\n").problems(), IsEmpty());
    EXPECT_THAT(with_toml(two + "[]\n").problems(), IsEmpty());
    EXPECT_THAT(with_toml(two + "[1]\n").problems(),
                ElementsAre("routes[#1].weights: there must be one for each of the providers"));
    EXPECT_THAT(with_toml(two + "[0, 0]\n").problems(),
                ElementsAre("routes[#1].weights: one of them at least must be above 0"));
    EXPECT_THAT(with_toml(two + "[1, -1]\n").problems(),
                ElementsAre("routes[#1].weights (line 9): '-1' must be from 0 to 1000000"));
    for (const auto* wrong : {"[\"1\", \"1\"]\n", "[1, 0.5]\n", "1\n"})
        EXPECT_THAT(with_toml(two + wrong).problems(),
                    ElementsAre(HasSubstr("expected a list of whole numbers")))
            << wrong;
}

TEST(ConfigRoutes, TheirAccountExists) {
    EXPECT_THAT(with_toml("[[accounts]]\nid = \"shop\"\n"
                          "[[routes]]\naccount = \"shopp\"\nproviders = [\"sandbox\"]\n")
                    .problems(),
                ElementsAre("routes[#1].account: no account has the id 'shopp', did you mean 'shop'?"));
    // the account of the quick start does, too
    EXPECT_THAT(with_toml("[[routes]]\naccount = \"default\"\nproviders = [\"sandbox\"]\n").problems(),
                IsEmpty());
}

TEST(ConfigRoutes, AnIdNamesOneRoute) {
    EXPECT_THAT(with_toml("[[routes]]\nid = \"a\"\nproviders = [\"sandbox\"]\n"
                          "[[routes]]\nid = \"a\"\nprefix = \"+31\"\nproviders = [\"sandbox\"]\n")
                    .problems(),
                ElementsAre("routes[a]: the id is used twice"));
}

TEST(ConfigRoutes, ARouteThatAnotherHidesIsWarnedOf) {
    const std::string routes =
        "[[routes]]\nid = \"a\"\ncountry = [\"NL\", \"BE\"]\nproviders = [\"sandbox\"]\n"
        "[[routes]]\nid = \"b\"\ncountry = [\"BE\", \"NL\"]\nproviders = [\"sandbox\"]\n";
    EXPECT_THAT(with_toml(routes).load().warnings,
                ElementsAre("routes[b] has the conditions of routes[a]: it is never used"));
    EXPECT_THAT(with_toml(routes + "lane = \"otp\"\n").load().warnings, IsEmpty());
}

TEST(ConfigRoutes, AProviderThatNoRouteNamesIsWarnedOf) {
    EXPECT_THAT(
        with_toml(
            "[[providers]]\nid = \"a\"\ntype = \"sandbox\"\n[[providers]]\nid = \"b\"\ntype = \"sandbox\"\n"
            "[[routes]]\nproviders = [\"a\"]\n")
            .load()
            .warnings,
        ElementsAre("providers[b] is in no route: it is never used"));
}

TEST(ConfigPrices, EveryKeyIsRead) {
    const auto config = with_toml(
                            "[[prices]]\nprovider = \"sandbox\"\nprefix = \"+1\"\ncountry = [\"CA\"]\n"
                            "price = \"0.0079\"\ncurrency = \"USD\"\n"
                            "[[prices]]\nprovider = \"sandbox\"\nprice = \"0\"\n")
                            .config();
    ASSERT_EQ(config.prices.size(), 2U);
    const auto& price = config.prices[0];
    EXPECT_EQ(price.provider.str(), "sandbox");
    EXPECT_EQ(price.prefix, "+1");
    EXPECT_THAT(price.countries, ElementsAre("CA"));
    EXPECT_EQ(price.micros, 7'900);
    EXPECT_EQ(price.currency, "USD");
    EXPECT_EQ(config.prices[1].prefix, "+");
    EXPECT_EQ(config.prices[1].micros, 0);
    EXPECT_EQ(config.prices[1].currency, "EUR");
    EXPECT_THAT(describe(config), HasSubstr("prices[#1].price = \"0.0079\"\n"));
}

TEST(ConfigPrices, ShapesAreChecked) {
    EXPECT_THAT(with_toml("[[prices]]\nprice = \"0.05\"\n"
                          "[[prices]]\nprovider = \"sandbix\"\nprice = \"0.05\"\n"
                          "[[prices]]\nprovider = \"sandbox\"\n"
                          "[[prices]]\nprovider = \"sandbox\"\nprice = 0.05\n"
                          "[[prices]]\nprovider = \"sandbox\"\nprice = \"-0.05\"\ncurrency = \"eur\"\n")
                    .problems(),
                ElementsAre("prices[#4].price (line 10): expected a string, found a number",
                            "prices[#5].price (line 13): '-0.05' is not an amount, like \"0.0450\"",
                            "prices[#5].currency (line 14): must be a currency of three capital letters "
                            "(ISO 4217), like EUR",
                            "prices[#1].provider: missing; the id of the provider that asks it",
                            "prices[#2].provider: no provider has the id 'sandbix', did you mean 'sandbox'?",
                            "prices[#3].price: missing; of one segment, like \"0.0450\""));
}

TEST(ConfigPrices, APriceThatAnotherHidesIsWarnedOf) {
    EXPECT_THAT(with_toml("[[prices]]\nprovider = \"sandbox\"\nprice = \"0.05\"\n"
                          "[[prices]]\nprovider = \"sandbox\"\nprice = \"0.06\"\n")
                    .load()
                    .warnings,
                ElementsAre("prices[#2] has the conditions of prices[#1]: it is never used"));
}

}   // namespace
}   // namespace smsgw::app
