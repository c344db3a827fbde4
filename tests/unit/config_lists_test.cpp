// [[accounts]], [[providers]], [[routes]] and [[prices]]: what is read, what is filled in, what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using namespace std::chrono_literals;
using test::with_toml;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string hash_a(64, 'a');
const std::string pepper = "[auth]\npepper = \"env:PEPPER\"\n";

test::ConfigFixture with_pepper(const std::string& toml) {
    auto fixture = with_toml(pepper + toml);
    fixture.env["PEPPER"] = "0123456789abcdef";
    return fixture;
}

std::string smstools(const std::string& more) {
    return "[[providers]]\nid = \"smstools\"\ntype = \"smstools\"\n" + more;
}

test::ConfigFixture with_provider(const std::string& more) {
    auto fixture = with_toml(smstools(more));
    fixture.env["KEY"] = "provider-key";
    return fixture;
}

TEST(ConfigAccounts, EveryKeyIsRead) {
    const auto config = with_pepper("[[accounts]]\nid = \"shop\"\nkeys = [\"" + hash_a + ":send,admin\"]\n" +
                                    "default_sender = \"Shop\"\nsenders = [\"Alert\", \"3999\"]\n"
                                    "default_region = \"NL\"\nlanes = [\"bulk\"]\nsegments_max = 2\n"
                                    "require_idempotency_key = true\n")
                            .config();
    ASSERT_EQ(config.accounts.size(), 1U);
    const auto& account = config.accounts[0];
    EXPECT_EQ(account.id.str(), "shop");
    EXPECT_EQ(account.keys.at(0).hash, hash_a);
    EXPECT_THAT(account.keys.at(0).scopes, ElementsAre(Scope::send, Scope::admin));
    EXPECT_EQ(account.default_sender.str(), "Shop");
    EXPECT_THAT(account.senders, ElementsAre(Sender("Alert"), Sender("3999")));
    EXPECT_EQ(account.default_region, "NL");
    EXPECT_THAT(account.lanes, ElementsAre(Lane::bulk));
    EXPECT_EQ(account.segments_max, 2);
    EXPECT_TRUE(account.require_idempotency_key);
    EXPECT_FALSE(config.quick_start);
}

TEST(ConfigAccounts, AKeyMayBeAReferenceAndUpperCase) {
    auto fixture = with_pepper("[[accounts]]\nid = \"shop\"\nkeys = [\"file:/run/secrets/shop\"]\n");
    fixture.files["/run/secrets/shop"] = std::string(64, 'A') + "\n";
    const auto config = fixture.config();
    EXPECT_EQ(config.accounts.at(0).keys.at(0).hash, hash_a);
    EXPECT_THAT(config.accounts.at(0).keys.at(0).scopes, ElementsAre(Scope::send, Scope::read));
}

TEST(ConfigAccounts, HashesNeedThePepper) {
    EXPECT_THAT(with_toml("[[accounts]]\nid = \"shop\"\nkeys = [\"" + hash_a + "\"]\n").problems(),
                ElementsAre(HasSubstr("auth.pepper: missing; accounts list keys")));
}

TEST(ConfigAccounts, APlainKeyIsRefusedWithoutBeingQuoted) {
    const auto problems =
        with_pepper("[[accounts]]\nid = \"shop\"\nkeys = [\"smsgw_shop_hunter2\"]\n").problems();
    EXPECT_THAT(problems,
                ElementsAre("accounts[shop].keys (line 5): entry 1 must be env:NAME, file:/path or a hash as "
                            "printed by smsgwctl keys new"));
}

TEST(ConfigAccounts, BadScopesAreRefused) {
    EXPECT_THAT(with_pepper("[[accounts]]\nid = \"shop\"\nkeys = [\"" + hash_a + ":root\"]\n").problems(),
                ElementsAre(HasSubstr("entry 1 has a scope that is not one of send, read, admin")));
    EXPECT_THAT(with_pepper("[[accounts]]\nid = \"shop\"\nkeys = [\"" + hash_a + ":\"]\n").problems(),
                ElementsAre(HasSubstr("entry 1 names no scope")));
}

TEST(ConfigAccounts, OneKeyBelongsToOneAccount) {
    const auto keys = "keys = [\"" + hash_a + "\"]\n";
    EXPECT_THAT(
        with_pepper("[[accounts]]\nid = \"a\"\n" + keys + "[[accounts]]\nid = \"b\"\n" + keys).problems(),
        ElementsAre(HasSubstr("accounts[b].keys: a key is listed twice")));
}

TEST(ConfigAccounts, IdsAreNeededOnceAndWellFormed) {
    EXPECT_THAT(
        with_toml("[[accounts]]\n[[accounts]]\nid = \"a\"\n[[accounts]]\nid = \"a\"\n"
                  "[[accounts]]\nid = \"A b\"\n")
            .problems(),
        ElementsAre(HasSubstr("accounts[#4].id (line 7): must be 1 to 32 characters"),
                    "accounts[#1].id: missing; it needs a name", "accounts[a]: the id is used twice"));
}

TEST(ConfigAccounts, SendersAndRegionsAreCheckedAsInARequest) {
    EXPECT_THAT(
        with_toml("[[accounts]]\nid = \"a\"\ndefault_sender = \"much too long\"\nsenders = [\"Ok\", \"!\"]\n"
                  "default_region = \"ZZ\"\nlanes = []\n")
            .problems(),
        ElementsAre(HasSubstr("accounts[a].default_sender (line 3): must be up to 11"),
                    HasSubstr("accounts[a].senders (line 4): '!' must be"),
                    HasSubstr("accounts[a].default_region (line 5): must be a region"),
                    "accounts[a].lanes (line 6): must not be empty"));
}

TEST(ConfigAccounts, AnAccountWithoutKeysIsWarnedOf) {
    EXPECT_THAT(with_toml("[[accounts]]\nid = \"a\"\n").load().warnings,
                ElementsAre("accounts[a] has no keys: nobody can send by it"));
}

TEST(ConfigProviders, EveryKeyIsRead) {
    auto fixture = with_provider(
        "api = \"client\"\nbase_url = \"https://sms.internal/api\"\nclient_id = \"7\"\nclient_secret = "
        "\"env:SECRET\"\n"
        "webhook_secret = \"env:HOOK\"\nconnect_ms = 1000\nwrite_ms = 2000\nread_ms = 3000\nconnections_max "
        "= 4\n"
        "report_window_h = 5\n");
    fixture.env["SECRET"] = "s3";
    fixture.env["HOOK"] = "h4";
    const auto loaded = fixture.load();
    const auto& provider = loaded.config.providers.at(0);
    EXPECT_EQ(provider.base_url, "https://sms.internal/api");
    EXPECT_EQ(provider.client_id, "7");
    EXPECT_EQ(provider.client_secret.reveal(), "s3");
    EXPECT_EQ(provider.webhook_secret.reveal(), "h4");
    EXPECT_EQ(provider.limits.connect_time_max, 1s);
    EXPECT_EQ(provider.limits.write_time_max, 2s);
    EXPECT_EQ(provider.limits.read_time_max, 3s);
    EXPECT_EQ(provider.limits.connections_per_origin_max, 4U);
    EXPECT_EQ(provider.report_window, 5h);
    EXPECT_THAT(loaded.warnings, IsEmpty());
}

TEST(ConfigProviders, TheBaseUrlDependsOnTheApi) {
    EXPECT_EQ(with_provider("api_key = \"env:KEY\"\n").config().providers.at(0).base_url,
              "https://api.smstools.nl/send");
    EXPECT_EQ(with_provider("api = \"client\"\nclient_id = \"7\"\nclient_secret = \"env:KEY\"\n")
                  .config()
                  .providers.at(0)
                  .base_url,
              "https://api.smsgatewayapi.com");
}

TEST(ConfigProviders, MissingSecretsAreAllNamed) {
    EXPECT_THAT(with_provider("").problems(),
                ElementsAre("providers[smstools].api_key: missing; api bearer needs it"));
    EXPECT_THAT(with_provider("api = \"client\"\n").problems(),
                ElementsAre("providers[smstools].client_id: missing; api client needs it",
                            "providers[smstools].client_secret: missing; api client needs it"));
}

TEST(ConfigProviders, ASecretThatCouldNotBeReadIsNotCalledMissingAsWell) {
    EXPECT_THAT(
        with_provider("api_key = \"env:ABSENT\"\n").problems(),
        ElementsAre("providers[smstools].api_key (line 4): the environment variable ABSENT is not set"));
}

TEST(ConfigProviders, UnknownTypesAndApisAreRefused) {
    EXPECT_THAT(with_toml("[[providers]]\nid = \"x\"\ntype = \"smstool\"\n").problems(),
                ElementsAre(HasSubstr("providers[x]: unknown type \"smstool\"; known types: ")));
    EXPECT_THAT(with_provider("api = \"basic\"\n").problems(),
                ElementsAre(HasSubstr("providers[smstools]: api must be")));
}

TEST(ConfigProviders, OptionsWithoutEffectAreSaidSo) {
    EXPECT_THAT(with_toml("[[providers]]\nid = \"x\"\ntype = \"sandbox\"\napi = \"bearer\"\n").problems(),
                ElementsAre("providers[x]: api, client_id and client_secret are for type smstools"));
    EXPECT_THAT(with_provider("api_key = \"env:KEY\"\nclient_id = \"7\"\n").load().warnings,
                Contains("providers[smstools]: api bearer uses no client_id and no client_secret"));
}

TEST(ConfigProviders, AnExternalSandboxNeedsItsSecrets) {
    EXPECT_THAT(
        with_toml("[[providers]]\nid = \"x\"\ntype = \"sandbox\"\nbase_url = \"http://127.0.0.1:9\"\n")
            .problems(),
        ElementsAre("providers[x].api_key: missing; a sandbox with a base_url needs it",
                    "providers[x].webhook_secret: missing; a sandbox with a base_url signs its reports"));
    EXPECT_THAT(with_toml("[[providers]]\nid = \"x\"\ntype = \"sandbox\"\n").problems(), IsEmpty());
}

TEST(ConfigProviders, OnlyWhoDropsRepeatsMayBeBelievedToDoSo) {
    EXPECT_THAT(
        with_provider("api_key = \"env:KEY\"\ndedupe = true\n").problems(),
        ElementsAre("providers[smstools]: dedupe is for type sandbox: smstools does not promise to drop "
                    "repeats of a submit"));
    const std::string built_in = "[[providers]]\nid = \"x\"\ntype = \"sandbox\"\ndedupe = true\n";
    EXPECT_THAT(
        with_toml(built_in).problems(),
        ElementsAre("providers[x].dedupe: the built-in operator drops repeats only with sandbox.dedupe"));
    const auto config = with_toml("[sandbox]\ndedupe = true\n" + built_in).config();
    EXPECT_TRUE(config.providers.at(0).dedupe);
    EXPECT_TRUE(config.sandbox_dedupe);
}

TEST(ConfigProviders, ClearTextAndUnverifiedReportsAreWarnedOf) {
    EXPECT_THAT(
        with_provider("api_key = \"env:KEY\"\nbase_url = \"http://sms.internal/send\"\n").load().warnings,
        ElementsAre(HasSubstr("no webhook_secret"), HasSubstr("travel in the clear")));
    EXPECT_THAT(with_provider("api_key = \"env:KEY\"\nbase_url = \"http://127.0.0.1:9\"\n").load().warnings,
                ElementsAre(HasSubstr("no webhook_secret")));
}

TEST(ConfigRoutes, AreReadInOrder) {
    auto fixture = with_provider(
        "api_key = \"env:KEY\"\n[[providers]]\nid = \"sandbox\"\ntype = \"sandbox\"\n"
        "[[routes]]\nprefix = \"+31\"\nproviders = [\"smstools\", \"sandbox\"]\n[[routes]]\nproviders = "
        "[\"sandbox\"]\n");
    const auto config = fixture.config();
    ASSERT_EQ(config.routes.size(), 2U);
    EXPECT_EQ(config.routes[0].prefix, "+31");
    EXPECT_THAT(config.routes[0].providers, ElementsAre(ProviderId("smstools"), ProviderId("sandbox")));
    EXPECT_EQ(config.routes[1].prefix, "+");
}

TEST(ConfigRoutes, WithoutAnyEveryProviderIsTriedInOrder) {
    const auto config =
        with_provider("api_key = \"env:KEY\"\n[[providers]]\nid = \"b\"\ntype = \"sandbox\"\n").config();
    ASSERT_EQ(config.routes.size(), 1U);
    EXPECT_THAT(config.routes[0].providers, ElementsAre(ProviderId("smstools"), ProviderId("b")));
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
    const std::string two =
        "[[providers]]\nid = \"a\"\ntype = \"sandbox\"\n[[providers]]\nid = \"b\"\ntype = \"sandbox\"\n"
        "[[routes]]\nproviders = [\"a\", \"b\"]\nweights = ";
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
