// Secrets by reference: where they may come from, and that they show up nowhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using test::with_toml;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr auto hidden = "hunter2-hunter2-hunter2";

// The fixture's pepper is `reference`.
test::ConfigFixture with_pepper_from(const std::string& reference) {
    return with_toml("[auth]\npepper = \"" + reference + "\"\n");
}

TEST(Secrets, ComeFromAVariable) {
    auto fixture = with_pepper_from("env:PEPPER");
    fixture.env["PEPPER"] = hidden;
    EXPECT_EQ(fixture.config().pepper.reveal(), hidden);
}

TEST(Secrets, ComeFromAFileWithoutItsLastLineEnd) {
    auto fixture = with_pepper_from("file:/run/secrets/pepper");
    fixture.files["/run/secrets/pepper"] = "two\nlines of a secret\n";
    EXPECT_EQ(fixture.config().pepper.reveal(), "two\nlines of a secret");
    fixture.files["/run/secrets/pepper"] = "written on windows\r\n";
    EXPECT_EQ(fixture.config().pepper.reveal(), "written on windows");
}

TEST(Secrets, MayStandInTheEnvironmentItself) {
    test::ConfigFixture fixture;
    fixture.env["SMSGW_AUTH_PEPPER"] = hidden;
    EXPECT_EQ(fixture.config().pepper.reveal(), hidden);
    fixture.env["SMSGW_AUTH_PEPPER"] = "file:/run/secrets/pepper";
    fixture.files["/run/secrets/pepper"] = "the file's own secret";
    EXPECT_EQ(fixture.config().pepper.reveal(), "the file's own secret");
}

TEST(Secrets, AreRefusedInTheFileAndOnTheCommandLine) {
    EXPECT_THAT(with_pepper_from(hidden).problems(),
                ElementsAre("auth.pepper (line 2): write env:NAME or file:/path, not the secret itself"));
    test::ConfigFixture fixture;
    fixture.settings = {{"--set", "auth.pepper", hidden}};
    EXPECT_THAT(fixture.problems(),
                ElementsAre("auth.pepper (--set): write env:NAME or file:/path, not the secret itself"));
}

TEST(Secrets, ThatCannotBeReadSayWhy) {
    EXPECT_THAT(with_pepper_from("env:ABSENT").problems(),
                ElementsAre("auth.pepper (line 2): the environment variable ABSENT is not set"));
    EXPECT_THAT(with_pepper_from("env:").problems(), ElementsAre(HasSubstr("needs the name of a variable")));
    EXPECT_THAT(with_pepper_from("file:secret").problems(), ElementsAre(HasSubstr("needs an absolute path")));
    EXPECT_THAT(with_pepper_from("file:/absent").problems(),
                ElementsAre(HasSubstr("cannot read /absent: No such file")));
    auto fixture = with_pepper_from("file:/empty");
    fixture.files["/empty"] = "\n";
    EXPECT_THAT(fixture.problems(), ElementsAre("auth.pepper (line 2): /empty is empty"));
}

TEST(Secrets, OfMoreThan64KiBAreRefused) {
    auto fixture = with_pepper_from("file:/large");
    fixture.files["/large"] = std::string(64 * 1024, 'x');
    EXPECT_EQ(fixture.config().pepper.reveal().size(), 64U * 1024);
    fixture.files["/large"] += 'x';
    EXPECT_THAT(fixture.problems(), ElementsAre(HasSubstr("larger than 64 KiB")));
}

TEST(Secrets, ARedisUrlWithAPasswordIsOneToo) {
    auto fixture = with_toml("[redis]\nurl = \"env:REDIS\"\n");
    fixture.env["REDIS"] = std::string("redis://user:") + hidden + "@db:6380/2";
    const auto config = fixture.config();
    ASSERT_TRUE(config.redis.address.has_value());
    EXPECT_EQ(config.redis.address->password.reveal(), hidden);
    EXPECT_EQ(config.redis.address->port, 6380);
    EXPECT_THAT(describe(config), HasSubstr("redis.url = \"redis://user@db:6380/2\"\n"));
    // and in the environment it may stand as it is
    test::ConfigFixture other;
    other.env["SMSGW_REDIS_URL"] = fixture.env["REDIS"];
    EXPECT_EQ(other.config().redis.address->password.reveal(), hidden);
}

TEST(Secrets, AKeyThatCannotBeAHeaderIsRefusedWithoutBeingQuoted) {
    test::ConfigFixture fixture;
    fixture.env["SMSGW_API_KEY"] = std::string(hidden) + "\nX-Injected: 1";
    fixture.env["SMSGW_SMSTOOLS_API_KEY"] = std::string(hidden) + " ";
    const auto problems = fixture.problems();
    EXPECT_THAT(
        problems,
        ElementsAre(HasSubstr("providers[smstools].api_key (SMSGW_SMSTOOLS_API_KEY): must be 1 to 255"),
                    HasSubstr("SMSGW_API_KEY: must be 1 to 255 visible")));
    for (const auto& problem : problems) EXPECT_THAT(problem, Not(HasSubstr(hidden)));
}

TEST(Secrets, NeverShowInTheDescription) {
    // given a configuration with a secret in every place for one
    auto fixture = with_toml(
        "[webhook]\nref_secret = \"env:S\"\n[auth]\npepper = \"env:S\"\n"
        "[[providers]]\nid = \"a\"\ntype = \"smstools\"\napi_key = \"env:S\"\nwebhook_secret = \"env:S\"\n"
        "[[providers]]\nid = \"b\"\ntype = \"smstools\"\napi = \"client\"\nclient_id = \"id\"\nclient_secret "
        "= \"env:S\"\n");
    fixture.env["S"] = hidden;
    fixture.env["SMSGW_API_KEY"] = hidden;
    fixture.env["SMSGW_REDIS_URL"] = std::string("redis://:") + hidden + "@db";
    // when it is described
    const auto loaded = fixture.load();
    const auto text = describe(loaded.config);
    // then neither a secret nor a hash is in it, but that there is one
    EXPECT_THAT(text, Not(HasSubstr(hidden)));
    EXPECT_THAT(text, Not(HasSubstr(loaded.config.accounts.at(0).keys.at(0).hash)));
    for (const auto* line :
         {"auth.pepper = \"***\"", "webhook.ref_secret = \"***\"", "providers[a].api_key = \"***\"",
          "providers[a].webhook_secret = \"***\"", "providers[b].client_secret = \"***\"",
          "accounts[default].keys = [\"***:send,read\"]"})
        EXPECT_THAT(text, HasSubstr(std::string(line) + "\n"));
    EXPECT_THAT(text, HasSubstr("providers[b].webhook_secret = \"\"\n"));
}

TEST(Secrets, ShortPeppersAreWarnedOf) {
    test::ConfigFixture fixture;
    fixture.env["SMSGW_AUTH_PEPPER"] = "short";
    EXPECT_THAT(fixture.load().warnings, ElementsAre(HasSubstr("auth.pepper is shorter than 16 bytes")));
}

}   // namespace
}   // namespace smsgw::app
