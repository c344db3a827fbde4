// Secrets that services keep: how the reading of a configuration goes by them, now and when it is read again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/secret_places.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr auto the_pepper = "hunter2-hunter2-hunter2";
constexpr auto toml = R"([auth]
pepper = "vault:secret/data/smsgw#pepper"
[[accounts]]
id = "shop"
keys = ["vault:secret/data/smsgw#key"]
[[providers]]
id = "smstools"
type = "smstools"
api_key = "aws-sm:smsgw#api_key"
webhook_secret = "env:WEBHOOK"
)";

test::ConfigFixture with_services() {
    auto fixture = test::with_toml(toml);
    fixture.env["WEBHOOK"] = "a-webhook-secret-of-some-length";
    fixture.services["vault:secret/data/smsgw#pepper"] = the_pepper;
    fixture.services["vault:secret/data/smsgw#key"] = std::string(64, 'a') + ":send";
    fixture.services["aws-sm:smsgw#api_key"] = "a-key";
    return fixture;
}

ConfigError error_of(const LoadInput& input) {
    try {
        load_config(input);
    } catch (const ConfigError& error) {
        return error;
    }
    return ConfigError({"it was read"});
}

TEST(SecretsOfServices, AreTakenWhereverASecretMayBe) {
    auto fixture = with_services();
    fixture.env["SMSGW_REDIS_URL"] = "vault:secret/data/redis#url";
    fixture.services["vault:secret/data/redis#url"] = "redis://:pass@db";
    const auto config = fixture.config();
    EXPECT_EQ(config.pepper.reveal(), the_pepper);
    EXPECT_EQ(config.accounts.at(0).keys.at(0).hash, std::string(64, 'a'));
    EXPECT_EQ(config.providers.at(0).api_key.reveal(), "a-key");
    EXPECT_EQ(config.redis.address->password.reveal(), "pass");
    EXPECT_THAT(describe(config), Not(HasSubstr(the_pepper)));
}

TEST(SecretsOfServices, ThatAreRefusedNameTheirReference) {
    auto fixture = with_services();
    fixture.services.erase("vault:secret/data/smsgw#pepper");
    const auto error = error_of(fixture.input());
    EXPECT_THAT(error.problems(),
                ElementsAre("auth.pepper (line 2): vault:secret/data/smsgw#pepper: there is no such secret"));
    EXPECT_EQ(error.cause(), ConfigError::Cause::wrong);
}

TEST(SecretsOfServices, ThatAreAwayAreNoMistakeOfTheConfiguration) {
    auto fixture = with_services();
    fixture.services_away = true;
    const auto error = error_of(fixture.input());
    EXPECT_THAT(error.problems(), SizeIs(3));
    EXPECT_EQ(error.cause(), ConfigError::Cause::away);
    // but beside a mistake nobody should wait for them
    fixture.toml += "tps = -1\n";
    EXPECT_EQ(error_of(fixture.input()).cause(), ConfigError::Cause::wrong);
}

TEST(SecretsOfServices, ThatAreKnownStayWhileTheirServiceIsAway) {
    auto fixture = with_services();
    const auto before = fixture.load();
    EXPECT_THAT(before.secrets.kept, IsEmpty());
    // given the services away when the configuration is read again
    fixture.services_away = true;
    auto input = fixture.input();
    input.known = before.secrets.from_services;
    const auto after = load_config(input);
    // then it is as it was, and said
    EXPECT_EQ(after.config.providers.at(0).api_key.reveal(), "a-key");
    EXPECT_EQ(after.secrets.digest, before.secrets.digest);
    EXPECT_THAT(after.secrets.kept, ElementsAre("vault:secret/data/smsgw#pepper: is not reached",
                                                "vault:secret/data/smsgw#key: is not reached",
                                                "aws-sm:smsgw#api_key: is not reached"));
    EXPECT_EQ(after.secrets.from_services.size(), 3U) << "for the next time";
    // and one that is new cannot be had
    fixture.toml +=
        "[[providers]]\nid = \"two\"\ntype = \"smstools\"\napi_key = \"vault:secret/data/smsgw#two\"\n";
    input.sources = fixture.input().sources;
    EXPECT_THAT(error_of(input).problems(),
                ElementsAre(HasSubstr("vault:secret/data/smsgw#two: is not reached")));
}

TEST(SecretsOfServices, ThatSaysNoAreNotReplacedByWhatWasKnown) {
    auto fixture = with_services();
    auto known = fixture.load().secrets.from_services;
    fixture.services.clear();
    auto input = fixture.input();
    input.known = std::move(known);
    EXPECT_THAT(error_of(input).problems(), SizeIs(3));
}

TEST(SecretsRead, HaveAnotherDigestWhenOneIsAnother) {
    auto fixture = with_services();
    const auto digest = fixture.load().secrets.digest;
    EXPECT_EQ(fixture.load().secrets.digest, digest);
    auto rotated = fixture;
    rotated.services["aws-sm:smsgw#api_key"] = "another-key";
    EXPECT_NE(rotated.load().secrets.digest, digest);
    rotated = fixture;
    rotated.env["WEBHOOK"] = "another-webhook-secret";
    EXPECT_NE(rotated.load().secrets.digest, digest);
    rotated = fixture;
    rotated.toml += "tps = 5\n";
    EXPECT_EQ(rotated.load().secrets.digest, digest) << "no secret";
    // who we are to a service is not what messages go by
    fixture.toml = "[secrets]\nvault_token = \"file:/token\"\n" + std::string(toml);
    fixture.files["/token"] = "hvs.one";
    EXPECT_EQ(fixture.load().secrets.digest, digest);
}

TEST(SecretsRead, CanBeOfTheFileAsItWas) {
    auto fixture = with_services();
    const auto before = fixture.load();
    EXPECT_EQ(before.file, toml);
    fixture.toml = "half written";
    auto input = fixture.input();
    input.file = before.file;
    EXPECT_EQ(load_config(input).config.pepper.reveal(), the_pepper);
}

TEST(SecretServices, CannotKeepWhatOpensThem) {
    auto fixture = with_services();
    fixture.toml = "[secrets]\nvault_token = \"vault:secret/data/smsgw#pepper\"\n" + std::string(toml);
    EXPECT_THAT(fixture.problems(),
                ElementsAre(HasSubstr("secrets.vault_token (line 2): vault: and aws-sm: cannot")));
}

TEST(SecretServices, LetAnAppRoleInAtAMountOnly) {
    for (const auto* mount : {"../sys", "/approle", "approle/", "a//b", "a?b", ""}) {
        const auto fixture = test::with_toml("[secrets]\nvault_approle = \"" + std::string(mount) + "\"\n");
        EXPECT_THAT(fixture.problems(), ElementsAre(HasSubstr("must be the path of a mount"))) << mount;
    }
    EXPECT_EQ(
        test::with_toml("[secrets]\nvault_approle = \"team/approle-2\"\n").config().secrets.vault_approle,
        "team/approle-2");
}

TEST(SecretServices, InTheClearAreWarnedOf) {
    const auto loaded = test::with_toml(
                            "[secrets]\nvault_url = \"http://vault.example.com\"\n"
                            "aws_url = \"http://aws.example.com\"\n")
                            .load();
    EXPECT_THAT(loaded.warnings,
                ElementsAre(HasSubstr("secrets.vault_url is http"), HasSubstr("secrets.aws_url is http")));
}

TEST(SecretServices, AreWhereTheOptionsOrTheirOwnToolsVariablesSay) {
    auto fixture = with_services();
    fixture.env = {
        {"VAULT_ADDR", "https://vault"}, {"VAULT_NAMESPACE", "n"},       {"VAULT_CACERT", "/ca"},
        {"VAULT_TOKEN", "file:/token"},  {"AWS_DEFAULT_REGION", "r"},    {"AWS_ENDPOINT_URL", "https://aws"},
        {"AWS_ACCESS_KEY_ID", "id"},     {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_SESSION_TOKEN", "t"}};
    fixture.files["/token"] = "hvs.token\n";
    const auto sources = fixture.input().sources;
    SecretsConfig settings;
    EXPECT_EQ(add_standard_variables(settings, sources), std::nullopt);
    EXPECT_EQ(settings.vault_url + settings.vault_namespace + settings.vault_ca_file, "https://vaultn/ca");
    EXPECT_EQ(settings.vault_token.reveal(), "hvs.token");
    EXPECT_EQ(settings.aws_region + settings.aws_url + settings.aws_access_key_id, "rhttps://awsid");
    EXPECT_EQ(settings.aws_secret_access_key.reveal() + settings.aws_session_token.reveal(), "st");
    // options are stronger, and credentials are not mixed
    settings = {};
    settings.vault_url = "https://mine";
    settings.vault_role_id = "role";
    settings.aws_access_key_id = "mine";
    EXPECT_EQ(add_standard_variables(settings, sources), std::nullopt);
    EXPECT_EQ(settings.vault_url, "https://mine");
    EXPECT_TRUE(settings.vault_token.empty());
    EXPECT_TRUE(settings.aws_secret_access_key.empty());
    EXPECT_TRUE(settings.aws_session_token.empty());
    // and a variable that leads nowhere is named
    fixture.files.clear();
    settings = {};
    EXPECT_THAT(add_standard_variables(settings, fixture.input().sources).value_or(""),
                HasSubstr("VAULT_TOKEN: cannot read /token"));
}

TEST(SecretPlaces, AreToldWithoutTheSecrets) {
    auto fixture = with_services();
    fixture.env["SMSGW_API_KEY"] = the_pepper;
    fixture.env["SMSGW_REDIS_URL"] = "file:/redis";
    fixture.settings = {{"--set", "webhook.ref_secret", "env:REF"}};
    const auto text = describe_secrets(fixture.input());
    for (const auto* line :
         {"# SMSGW_API_KEY stands in the environment", "# SMSGW_REDIS_URL is from file:/redis",
          "# webhook.ref_secret is from env:REF", "# auth.pepper is from vault:secret/data/smsgw#pepper",
          "# accounts[shop].keys is from vault:secret/data/smsgw#key",
          "# providers[smstools].api_key is from aws-sm:smsgw#api_key",
          "# providers[smstools].webhook_secret is from env:WEBHOOK"})
        EXPECT_THAT(text, HasSubstr(std::string(line) + "\n"));
    EXPECT_THAT(text, Not(HasSubstr(the_pepper)));
    EXPECT_THAT(secret_places(fixture.input()), SizeIs(7));
}

}   // namespace
}   // namespace smsgw::app
