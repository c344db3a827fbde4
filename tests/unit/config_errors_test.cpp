// Everything that a configuration can be refused for, and how it is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using test::ConfigFixture;
using test::with_toml;
using testing::ElementsAre;
using testing::HasSubstr;

struct Case {
    const char* name;
    const char* toml;
    const char* problem;
};

void PrintTo(const Case& c, std::ostream* out) {
    *out << c.name;
}

class RefusedFile : public testing::TestWithParam<Case> {};

TEST_P(RefusedFile, SaysWhatIsWrongAndWhere) {
    EXPECT_THAT(with_toml(GetParam().toml).problems(), ElementsAre(GetParam().problem));
}

constexpr Case cases[] = {
    {"UnknownKey", "\n[redis]\ndurabilty = \"strict\"\n",
     "unknown key 'redis.durabilty' (line 3), did you mean 'durability'?"},
    {"UnknownKeyLikeNothing", "[log]\nqqqqqqqqqq = 1\n", "unknown key 'log.qqqqqqqqqq' (line 2)"},
    {"KeyOfAnotherSection", "[log]\npartitions = 1\n",
     "unknown key 'log.partitions' (line 2), did you mean 'redis.partitions'?"},
    {"UnknownTopKey", "thread = 1\n", "unknown key 'thread' (line 1), did you mean 'threads'?"},
    {"UnknownSection", "[redsi]\npartitions = 1\n",
     "unknown section 'redsi' (line 1), did you mean 'redis'?"},
    {"UnknownList", "[[route]]\nprefix = \"+\"\n", "unknown list 'route' (line 1), did you mean 'routes'?"},
    {"UnknownKeyOfAnAccount", "[[accounts]]\nid = \"a\"\nlane = [\"otp\"]\n",
     "unknown key 'accounts.lane' (line 3), did you mean 'lanes'?"},
    {"SubtableWhereThereIsNone", "[redis.sentinel]\nname = \"x\"\n", "unknown key 'redis.sentinel' (line 1)"},
    {"SectionWrittenAsList", "[[redis]]\npartitions = 1\n", "'redis' (line 1) is a section: write [redis]"},
    {"SectionWrittenAsValue", "redis = 5\n", "'redis' (line 1) is a section: write [redis]"},
    {"ListWrittenAsSection", "[accounts]\nid = \"a\"\n", "'accounts' (line 1) is a list: write [[accounts]]"},
    {"ListWrittenAsValue", "routes = 1\n", "'routes' (line 1) is a list: write [[routes]]"},
    {"NumberAsText", "[redis]\npartitions = \"2\"\n",
     "redis.partitions (line 2): expected a whole number, found a string"},
    {"NumberWithFraction", "threads = 1.5\n", "threads (line 1): expected a whole number, found a number"},
    {"TextAsNumber", "[data]\ndir = 5\n", "data.dir (line 2): expected a string, found a whole number"},
    {"ListAsText", "roles = \"api\"\n", "roles (line 1): expected a list of strings, found a string"},
    {"ListOfNumbers", "roles = [1]\n",
     "roles (line 1): expected a list of strings, found a list of whole numbers"},
    {"FlagAsText", "[[accounts]]\nid = \"a\"\nrequire_idempotency_key = \"yes\"\n",
     "accounts[a].require_idempotency_key (line 3): expected true or false, found a string"},
    {"TooSmall", "[redis]\npartitions = 0\n", "redis.partitions (line 2): must be from 1 to 256"},
    {"TooLarge", "[redis]\npartitions = 257\n", "redis.partitions (line 2): must be from 1 to 256"},
    {"NotAChance", "[sandbox]\nmissing = 1.01\n", "sandbox.missing (line 2): must be from 0 to 1"},
    {"NoNumberAtAll", "[sandbox]\nmissing = nan\n", "sandbox.missing (line 2): must be from 0 to 1"},
    {"ChancesThatDoNotFitTogether", "[sandbox]\nhttp_429 = 0.6\nhang = 0.6\n",
     "sandbox: the answers 401, 402, 429, 503, 500, reset and hang exclude each other: the sum of their "
     "chances "
     "must not be above 1"},
    {"BadAddress", "[listen]\napi = \"8080\"\n",
     "listen.api (line 2): '8080' is not an address and port, like 127.0.0.1:8080 or [::1]:8080"},
    {"SameAddressTwice", "[listen]\nadmin = \"127.0.0.1:8080\"\n",
     "listen.admin and listen.api are the same address"},
    {"SamePortOnAllAddresses", "[listen]\nadmin = \"0.0.0.0:8080\"\n",
     "listen.admin and listen.api are the same address"},
    {"BadRedisUrl", "[redis]\nurl = \"http://x\"\n",
     "redis.url (line 2): is not a Redis URL, like redis://127.0.0.1:6379/0, rediss://host:6380 or "
     "unix:///path"},
    {"PasswordInTheFile", "[redis]\nurl = \"redis://:hunter2@db:6379\"\n",
     "redis.url (line 2): holds a password: write env:NAME or file:/path of a secret that holds the whole "
     "URL"},
    {"UnknownDurability", "[redis]\ndurability = \"safe\"\n",
     "redis.durability (line 2): 'safe' is not one of strict, strict+replica, relaxed"},
    {"ReplicaOfThePrivateRedis", "[redis]\ndurability = \"strict+replica\"\n",
     "redis.durability is strict+replica, which the private redis-server has not: set redis.url to a primary "
     "that has a "
     "replica, or choose strict"},
    {"UnknownLevel", "[log]\nlevel = \"loud\"\n",
     "log.level (line 2): 'loud' is not one of trace, debug, info, warn, error, off"},
    {"UnknownRole", "roles = [\"api\", \"calls\"]\n",
     "roles (line 1): 'calls' is not one of api, worker, webhook, sweeper, callback"},
    {"CallbacksWithoutASecret", "[[accounts]]\nid = \"a\"\ncallback_url = \"https://a.example/\"\n",
     "accounts[a].callback_secret: missing; callbacks are signed"},
    {"RoleTwice", "roles = [\"api\", \"api\"]\n", "roles (line 1): names 'api' twice"},
    {"NoRole", "roles = []\n", "roles (line 1): must not be empty"},
    {"RelativeFolder", "[data]\ndir = \"data\"\n", "data.dir (line 2): must be an absolute path"},
    {"NoNetwork", "[callback]\nallow_networks = [\"10.0.0.0\"]\n",
     "callback.allow_networks (line 2): '10.0.0.0' must be a network, like 10.20.0.0/16 or "
     "fd12:3456:789a::/48"},
    {"NetworkOfThisMachine", "[callback]\nallow_networks = [\"10.20.0.0/16\", \"127.0.0.0/8\"]\n",
     "callback.allow_networks (line 2): '127.0.0.0/8' must have no part in 127.0.0.0/8 (this machine)"},
    {"AllNetworks", "[callback]\nallow_networks = [\"0.0.0.0/0\"]\n",
     "callback.allow_networks (line 2): '0.0.0.0/0' must not be larger than a /8"},
    {"NoProgram", "[redis]\nserver = \"\"\n",
     "redis.server (line 2): must be the path or the name of a program"},
    {"UrlWithoutScheme", "[webhook]\npublic_url = \"sms.example.com\"\n",
     "webhook.public_url (line 2): must be an absolute URL, like https://sms.example.com"},
    {"UrlWithPassword", "[webhook]\npublic_url = \"https://u:p@sms.example.com\"\n",
     "webhook.public_url (line 2): must not hold a user or password"},
    {"UrlWithQuery", "[webhook]\npublic_url = \"https://sms.example.com/?a=1\"\n",
     "webhook.public_url (line 2): must not have a ? or # part"},
    {"RetryBounds", "[dispatch]\nretry_min_ms = 2000\nretry_max_ms = 1000\n",
     "dispatch.retry_min_ms: must not be larger than dispatch.retry_max_ms"},
    {"LeaseShorterThanASubmit", "[dispatch]\nlease_s = 38\n",
     "dispatch.lease_s: must be longer than connect_ms, write_ms and read_ms of providers[sandbox] together "
     "(38000 "
     "ms)"},
    {"PaceThatNeverEnds", "[[providers]]\nid = \"s\"\ntype = \"sandbox\"\ntps = 1e-9\n",
     "providers[s].tps: must be 0 (no limit) or at least 0.001"},
    {"RetentionBounds", "[retention]\nhours = 12\n",
     "retention.idempotency_hours: must not be larger than retention.hours"},
};

INSTANTIATE_TEST_SUITE_P(Rows, RefusedFile, testing::ValuesIn(cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ConfigErrors, ATextThatIsNotTomlIsReportedWithItsLine) {
    EXPECT_THAT(with_toml("threads = 1\n[redis\n").problems(), ElementsAre(HasSubstr("not TOML (line 2): ")));
}

TEST(ConfigErrors, CallbackUrlsAndKeysAreChecked) {
    auto fixture = with_toml(
        "[[accounts]]\n"
        "id = \"a\"\n"
        "callback_url = \"http://a.example/\"\n"
        "callback_allow = [\"https://127.0.0.1/\"]\n"
        "callback_secret = \"env:WHSEC\"\n"
        "[callback]\n");
    fixture.env["WHSEC"] = "whsec_short";
    EXPECT_THAT(fixture.problems(),
                ElementsAre("accounts[a].callback_url: must be https",
                            HasSubstr("accounts[a].callback_allow: must not name this machine"),
                            "accounts[a].callback_secret: must be whsec_ and the base64 of 24 to 64 bytes"));
    // then in development this machine may be named
    fixture.env["WHSEC"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    fixture.env["SMSGW_CALLBACK_ALLOW_LOOPBACK"] = "true";
    EXPECT_THAT(fixture.problems(), ElementsAre("accounts[a].callback_url: must be https"));
}

TEST(ConfigErrors, AnAbsentFileIsAProblem) {
    auto fixture = ConfigFixture();
    fixture.env["SMSGW_CONFIG"] = "/nowhere.toml";
    EXPECT_THAT(fixture.problems(), ElementsAre(HasSubstr("cannot read /nowhere.toml: No such file")));
}

TEST(ConfigErrors, AVariableAndAFlagAreNamedAsTheSource) {
    ConfigFixture fixture;
    fixture.env["SMSGW_REDIS_PARTITIONS"] = "many";
    fixture.settings = {{"--log-level", "log.level", "loud"}};
    EXPECT_THAT(
        fixture.problems(),
        ElementsAre("redis.partitions (SMSGW_REDIS_PARTITIONS): 'many' is not a whole number",
                    "log.level (--log-level): 'loud' is not one of trace, debug, info, warn, error, off"));
}

TEST(ConfigErrors, NumbersBeyondEveryIntegerAreOutOfRange) {
    ConfigFixture fixture;
    fixture.env["SMSGW_THREADS"] = "99999999999999999999999";
    fixture.env["SMSGW_SANDBOX_RESET"] = "0.1x";
    EXPECT_THAT(fixture.problems(),
                ElementsAre("threads (SMSGW_THREADS): must be from 1 to 256",
                            "sandbox.reset (SMSGW_SANDBOX_RESET): '0.1x' is not a number"));
}

TEST(ConfigErrors, AnUnknownFlagSettingIsAnErrorWithASuggestion) {
    ConfigFixture fixture;
    fixture.settings = {{"--set", "redis.partition", "2"}, {"--set", "providers.x.api_key", "k"}};
    EXPECT_THAT(fixture.problems(),
                ElementsAre("unknown key 'redis.partition' (--set), did you mean 'redis.partitions'?",
                            HasSubstr("unknown key 'providers.x.api_key' (--set)")));
}

TEST(ConfigErrors, AllProblemsAreReportedAtOnce) {
    // given a file with a slip of every kind
    auto fixture = with_toml(
        "threads = 0\n"
        "[redis]\n"
        "durabilty = \"strict\"\n"
        "[[accounts]]\n"
        "id = \"shop\"\n"
        "default_region = \"xx\"\n"
        "[[providers]]\n"
        "type = \"smstools\"\n"
        "[[routes]]\n"
        "providers = [\"twilio\"]\n");
    fixture.env["SMSGW_LOG_FORMAT"] = "xml";
    // then each is a line of its own
    try {
        fixture.load();
        FAIL() << "accepted";
    } catch (const ConfigError& error) {
        EXPECT_THAT(error.problems(),
                    ElementsAre("unknown key 'redis.durabilty' (line 3), did you mean 'durability'?",
                                "threads (line 1): must be from 1 to 256",
                                "log.format (SMSGW_LOG_FORMAT): 'xml' is not one of logfmt, json, auto",
                                HasSubstr("accounts[shop].default_region (line 6): must be a region"),
                                "providers[#1].id: missing; it needs a name",
                                "providers[#1].api_key: missing; api bearer needs it",
                                "routes[#1].providers: no provider has the id 'twilio'"));
        const std::string all = error.what();
        EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 6);
    }
}

}   // namespace
}   // namespace smsgw::app
