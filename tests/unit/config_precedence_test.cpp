// Defaults < file < environment < flags, and what happens when nothing is configured at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using namespace std::chrono_literals;
using test::ConfigFixture;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ConfigPrecedence, NothingAtAllIsAQuickStartWithTheSandbox) {
    // given an empty environment and no file
    const ConfigFixture nothing;
    // when it is loaded
    const auto loaded = nothing.load();
    // then the sandbox takes messages to every number, and the daemon is to make a key
    const auto& config = loaded.config;
    EXPECT_TRUE(config.quick_start);
    EXPECT_THAT(config.accounts, IsEmpty());
    ASSERT_EQ(config.providers.size(), 1U);
    EXPECT_EQ(config.providers[0].id.str(), "sandbox");
    EXPECT_EQ(config.providers[0].type, "sandbox");
    ASSERT_EQ(config.routes.size(), 1U);
    EXPECT_EQ(config.routes[0].prefix, "+");
    EXPECT_THAT(config.routes[0].providers, ElementsAre(ProviderId("sandbox")));
    EXPECT_FALSE(config.redis.address.has_value());
    EXPECT_THAT(loaded.warnings, IsEmpty());
}

TEST(ConfigPrecedence, DefaultsAreThoseOfTheDocumentation) {
    const auto config = ConfigFixture().config();
    EXPECT_EQ(config.listen.api.host, "127.0.0.1");
    EXPECT_EQ(config.listen.api.port, 8080);
    EXPECT_EQ(config.listen.webhook.host, "0.0.0.0");
    EXPECT_EQ(config.listen.webhook.port, 8081);
    EXPECT_EQ(config.listen.admin.port, 9090);
    EXPECT_EQ(config.data_dir, "/var/lib/smsgw");
    EXPECT_EQ(config.redis.durability, redis::Durability::strict);
    EXPECT_EQ(config.redis.replica_wait, 100ms);
    EXPECT_EQ(config.redis.partitions, 1);
    EXPECT_EQ(config.dispatch.in_flight_max, 64);
    EXPECT_EQ(config.dispatch.attempts_max, 5);
    EXPECT_EQ(config.dispatch.retry_min, 1s);
    EXPECT_EQ(config.dispatch.retry_max, 300s);
    EXPECT_EQ(config.dispatch.hold_otp, 600s);
    EXPECT_EQ(config.dispatch.hold, 24h);
    EXPECT_EQ(config.dispatch.lease, 60s);
    EXPECT_EQ(config.retention.messages, 72h);
    EXPECT_EQ(config.retention.idempotency, 24h);
    EXPECT_EQ(config.retention.early_reports, 1h);
    EXPECT_EQ(config.shutdown_delay, 0s);
    EXPECT_EQ(config.shutdown_grace, 30s);
    EXPECT_THAT(config.roles,
                ElementsAre(Role::api, Role::worker, Role::webhook, Role::sweeper, Role::callback));
}

TEST(ConfigPrecedence, AReplicaIsWaitedForWithARedisThatMayHaveOne) {
    ConfigFixture fixture;
    fixture.env["SMSGW_REDIS_URL"] = "redis://db";
    fixture.env["SMSGW_REDIS_DURABILITY"] = "strict+replica";
    fixture.env["SMSGW_REDIS_REPLICA_WAIT_MS"] = "250";
    const auto config = fixture.config();
    EXPECT_EQ(config.redis.durability, redis::Durability::strict_replica);
    EXPECT_EQ(config.redis.replica_wait, 250ms);
}

TEST(ConfigPrecedence, ThreadsAreHalfTheCoresAndAtLeastOne) {
    ConfigFixture fixture;
    fixture.cores = 8;
    EXPECT_EQ(fixture.config().threads, 4);
    fixture.cores = 1;
    EXPECT_EQ(fixture.config().threads, 1);
    fixture.cores = 0;   // hardware_concurrency() when it cannot tell
    EXPECT_EQ(fixture.config().threads, 1);
}

TEST(ConfigPrecedence, EachSourceIsStrongerThanTheOneBefore) {
    auto fixture = test::with_toml("[redis]\npartitions = 2\n");
    EXPECT_EQ(fixture.config().redis.partitions, 2);
    fixture.env["SMSGW_REDIS_PARTITIONS"] = "3";
    EXPECT_EQ(fixture.config().redis.partitions, 3);
    fixture.settings = {{"--set", "redis.partitions", "4"}};
    EXPECT_EQ(fixture.config().redis.partitions, 4);
    fixture.settings.push_back({"--set", "redis.partitions", "5"});
    EXPECT_EQ(fixture.config().redis.partitions, 5);
}

TEST(ConfigPrecedence, AnOverriddenValueIsNotLookedAt) {
    // given a secret in the file that this machine does not have, and one in the environment
    auto fixture = test::with_toml("[auth]\npepper = \"file:/run/secrets/absent\"\n");
    fixture.env["SMSGW_AUTH_PEPPER"] = "sixteen bytes at least";
    EXPECT_EQ(fixture.config().pepper.reveal(), "sixteen bytes at least");
}

TEST(ConfigPrecedence, AnEmptyVariableCountsAsNotSet) {
    auto fixture = test::with_toml("[log]\nlevel = \"debug\"\n");
    fixture.env["SMSGW_LOG_LEVEL"] = "";
    EXPECT_EQ(fixture.config().log.level, log::Level::debug);
}

TEST(ConfigPrecedence, TheEnvironmentNamesTheFile) {
    ConfigFixture fixture;
    fixture.files["/srv/gateway.toml"] = "threads = 3\n";
    fixture.env["SMSGW_CONFIG"] = "/srv/gateway.toml";
    EXPECT_EQ(fixture.config().threads, 3);
    // and the flag is stronger
    fixture.toml = "threads = 5\n";
    EXPECT_EQ(fixture.config().threads, 5);
}

TEST(ConfigPrecedence, ListsInTheEnvironmentAreSplitAtCommas) {
    ConfigFixture fixture;
    fixture.env["SMSGW_ROLES"] = "api, webhook";
    EXPECT_THAT(fixture.config().roles, ElementsAre(Role::api, Role::webhook));
}

TEST(ConfigPrecedence, OneVariableGivesTheDefaultAccountAKey) {
    // given a plain key and no pepper
    ConfigFixture fixture;
    fixture.env["SMSGW_API_KEY"] = "smsgw_default_0123456789";
    // when it is loaded
    const auto config = fixture.config();
    // then there is one account with the key's hash, and no quick start
    EXPECT_FALSE(config.quick_start);
    ASSERT_EQ(config.accounts.size(), 1U);
    EXPECT_EQ(config.accounts[0].id.str(), "default");
    ASSERT_EQ(config.accounts[0].keys.size(), 1U);
    EXPECT_EQ(config.accounts[0].keys[0].hash, hex(hmac_sha256("", "smsgw_default_0123456789")));
    EXPECT_THAT(config.accounts[0].keys[0].scopes, ElementsAre(Scope::send, Scope::read));
}

TEST(ConfigPrecedence, ThePlainKeyIsHashedWithThePepperAndJoinsAnExistingAccount) {
    auto fixture = test::with_toml("[[accounts]]\nid = \"default\"\nsegments_max = 3\n");
    fixture.env["SMSGW_AUTH_PEPPER"] = "0123456789abcdef";
    fixture.env["SMSGW_API_KEY"] = "file:/run/secrets/key";
    fixture.files["/run/secrets/key"] = "smsgw_default_0123456789\n";
    const auto config = fixture.config();
    ASSERT_EQ(config.accounts.size(), 1U);
    EXPECT_EQ(config.accounts[0].segments_max, 3);
    EXPECT_EQ(config.accounts[0].keys.at(0).hash,
              hex(hmac_sha256("0123456789abcdef", "smsgw_default_0123456789")));
}

TEST(ConfigPrecedence, AGuessableKeyIsWarnedOf) {
    ConfigFixture fixture;
    fixture.env["SMSGW_API_KEY"] = "short";
    EXPECT_THAT(fixture.load().warnings, ElementsAre(HasSubstr("shorter than 16")));
}

TEST(ConfigPrecedence, AProviderComesFromTheEnvironmentAlone) {
    ConfigFixture fixture;
    fixture.env["SMSGW_SMSTOOLS_API_KEY"] = "provider-key";
    const auto config = fixture.config();
    ASSERT_EQ(config.providers.size(), 1U);
    EXPECT_EQ(config.providers[0].id.str(), "smstools");
    EXPECT_EQ(config.providers[0].api, "bearer");
    EXPECT_EQ(config.providers[0].base_url, "https://api.smstools.nl/send");
    EXPECT_EQ(config.providers[0].api_key.reveal(), "provider-key");
    EXPECT_THAT(config.routes.at(0).providers, ElementsAre(ProviderId("smstools")));
}

TEST(ConfigPrecedence, ProviderVariablesAreStrongerThanTheFilesProviderOfThatId) {
    auto fixture = test::with_toml(
        "[[providers]]\nid = \"smstools\"\ntype = \"smstools\"\napi_key = \"env:KEY\"\nread_ms = 9000\n");
    fixture.env["KEY"] = "from the file's reference";
    fixture.env["SMSGW_SMSTOOLS_API_KEY"] = "from-the-environment";
    // the file's key is not even a valid one
    EXPECT_THAT(fixture.problems(), ElementsAre(HasSubstr("providers[smstools].api_key (line 4)")));
    fixture.env["KEY"] = "from-the-file";
    const auto config = fixture.config();
    ASSERT_EQ(config.providers.size(), 1U);
    EXPECT_EQ(config.providers[0].api_key.reveal(), "from-the-environment");
    EXPECT_EQ(config.providers[0].limits.read_time_max, 9s);
}

TEST(ConfigPrecedence, UnknownVariablesAreOnlyWarnedOf) {
    ConfigFixture fixture;
    fixture.env["SMSGW_REDIS_DURABILTY"] = "relaxed";
    fixture.env["SMSGW_PORT"] = "tcp://10.0.0.1:8080";   // as Kubernetes makes for a service called smsgw
    fixture.env["OTHER"] = "x";
    const auto warnings = fixture.load().warnings;
    ASSERT_EQ(warnings.size(), 2U);
    EXPECT_THAT(warnings[0], testing::StartsWith("unknown variable SMSGW_PORT"));
    EXPECT_EQ(warnings[1], "unknown variable SMSGW_REDIS_DURABILTY, did you mean 'SMSGW_REDIS_DURABILITY'?");
}

TEST(ConfigPrecedence, AVariableThatASecretRefersToIsNotUnknown) {
    auto fixture = test::with_toml("[auth]\npepper = \"env:SMSGW_MY_PEPPER\"\n");
    fixture.env["SMSGW_MY_PEPPER"] = "0123456789abcdef";
    EXPECT_THAT(fixture.load().warnings, IsEmpty());
}

}   // namespace
}   // namespace smsgw::app
