// [[accounts]] and [[providers]]: what is read, what is filled in, what is refused.
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
                ElementsAre("accounts[shop].keys (line 5): entry 1 must be env:NAME, file:/path or an entry "
                            "as printed by smsgwctl keys new"));
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

TEST(ConfigProviders, ASettingOfATypeMayBeTrueOrFalse) {
    const auto with = [](const std::string& value) {
        auto fixture = with_toml(
            "[[providers]]\nid = \"t\"\ntype = \"twilio\"\napi_key = \"env:KEY\"\n"
            "account_sid = \"AC0123456789abcdef0123456789abcdef\"\nconversion_feedback = " +
            value + "\n");
        fixture.env["KEY"] = "provider-key";
        return fixture;
    };
    const auto config = with("true").config();
    EXPECT_TRUE(config.providers.at(0).settings.flag("conversion_feedback"));
    EXPECT_THAT(describe(config), HasSubstr("providers[t].conversion_feedback = true\n"));
    EXPECT_THAT(describe(with("false").config()), HasSubstr("providers[t].conversion_feedback = false\n"));
    EXPECT_THAT(with("\"yes\"").problems(),
                ElementsAre(HasSubstr("providers[t].conversion_feedback (line 6): ")));
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

}   // namespace
}   // namespace smsgw::app
