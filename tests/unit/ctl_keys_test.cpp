// New keys: the daemon accepts what is printed, and nothing else opens the door.
#include "app/ctl_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "api/key_ring.hpp"
#include "base/time_text.hpp"
#include "support/config_fixture.hpp"
#include "support/run_task.hpp"

namespace smsgw::app {
namespace {

using test::ConfigFixture;
using test::value_of;
using test::with_toml;
using testing::HasSubstr;

struct Printed {
    int code = 0;
    std::string out;
    std::string err;
};

Printed make_key_for(const KeysNewOptions& options, const ConfigFixture& fixture) {
    std::ostringstream out, err;
    const int code = make_new_key(options, fixture.input(), out, err);
    return {code, out.str(), err.str()};
}

KeysNewOptions for_shop() {
    KeysNewOptions options;
    options.account = AccountId("shop");
    options.config_path = "/etc/smsgw.toml";
    return options;
}

ConfigFixture with_pepper() {
    auto fixture = with_toml("[auth]\npepper = \"file:/pepper\"\n");
    fixture.files["/pepper"] = "a pepper of some length\n";
    return fixture;
}

TEST(CtlKeys, TheDaemonLetsTheNewKeyInWithItsScopes) {
    // given a key made by the configuration's own pepper
    auto fixture = with_pepper();
    auto options = for_shop();
    options.scopes = {Scope::read};
    options.output = Output::json;
    const auto printed = make_key_for(options, fixture);
    ASSERT_EQ(printed.code, exit_done) << printed.err;
    const auto made = nlohmann::json::parse(printed.out);
    // when the entry is put into that configuration
    fixture.toml += "[[accounts]]\nid = \"shop\"\nkeys = [\"" + made["entry"].get<std::string>() + "\"]\n";
    const auto config = fixture.config();
    // then the key is the account's, and may what it may
    const api::KeyRing ring(config.pepper, config.accounts);
    const auto caller = value_of(ring.authenticate("Bearer " + made["key"].get<std::string>()));
    EXPECT_EQ(caller.account->id.str(), "shop");
    EXPECT_TRUE(caller.may(Scope::read));
    EXPECT_FALSE(caller.may(Scope::send));
}

TEST(CtlKeys, TheDaemonReadsWhatLimitsTheNewKey) {
    auto fixture = with_pepper();
    auto options = for_shop();
    options.expires = from_rfc3339("2027-01-31T00:00:00Z");
    options.from = {*IpRange::parse("10.0.0.0/8"), *IpRange::parse("2001:db8::7")};
    options.output = Output::json;
    const auto made = nlohmann::json::parse(make_key_for(options, fixture).out);
    const auto entry = made["entry"].get<std::string>();
    EXPECT_THAT(entry,
                testing::EndsWith(":send,read expires=2027-01-31T00:00:00.000Z from=10.0.0.0/8,2001:db8::7"));
    fixture.toml += "[[accounts]]\nid = \"shop\"\nkeys = [\"" + entry + "\"]\n";
    const auto key = fixture.config().accounts.at(0).keys.at(0);
    EXPECT_EQ(key.expires, options.expires);
    EXPECT_EQ(key.from, options.from);
    EXPECT_EQ(key.id().str(), made["id"]);
}

TEST(CtlKeys, PrintsTheKeyAloneOnTheFirstLineAndTheLineForTheFile) {
    const auto printed = make_key_for(for_shop(), with_pepper());
    const auto key = printed.out.substr(0, printed.out.find('\n'));
    EXPECT_TRUE(key.starts_with("smsgw_shop_")) << key;
    const auto hash = api::hash_key(Secret("a pepper of some length"), key);
    EXPECT_THAT(printed.out, HasSubstr("\nkeys = [\"" + hash + ":send,read\"]\n"));
    EXPECT_THAT(printed.out, HasSubstr("smsgwctl keys revoke " + hash.substr(0, 12) + "\n"));
    EXPECT_EQ(printed.err, "");
}

TEST(CtlKeys, NeverMakesTheSameKeyTwice) {
    EXPECT_NE(make_key_for(for_shop(), with_pepper()).out, make_key_for(for_shop(), with_pepper()).out);
}

TEST(CtlKeys, TheFlagIsStrongerThanTheConfiguration) {
    auto fixture = with_pepper();
    fixture.env["OTHER"] = "another pepper, longer";
    auto options = for_shop();
    options.pepper = "env:OTHER";
    const auto printed = make_key_for(options, fixture);
    const auto key = printed.out.substr(0, printed.out.find('\n'));
    EXPECT_THAT(printed.out, HasSubstr(api::hash_key(Secret("another pepper, longer"), key)));
}

TEST(CtlKeys, TakesThePepperOfTheEnvironment) {
    ConfigFixture fixture;
    fixture.env["SMSGW_AUTH_PEPPER"] = "from the environment";
    auto options = for_shop();
    options.config_path.clear();
    const auto printed = make_key_for(options, fixture);
    const auto key = printed.out.substr(0, printed.out.find('\n'));
    EXPECT_THAT(printed.out, HasSubstr(api::hash_key(Secret("from the environment"), key)));
}

TEST(CtlKeys, MakesNoKeyWithoutAPepper) {
    auto unreadable = with_pepper();
    unreadable.files.clear();
    auto in_the_open = for_shop();
    in_the_open.pepper = "the secret itself";
    const struct {
        KeysNewOptions options;
        ConfigFixture fixture;
        const char* why;
    } rows[] = {
        {for_shop(), with_toml("[auth]\n"), "--pepper"},
        {for_shop(), ConfigFixture{}, "cannot read /etc/smsgw.toml"},
        {for_shop(), with_toml("[auth\n"), "not TOML"},
        {for_shop(), unreadable, "auth.pepper (line 2): cannot read /pepper"},
        {in_the_open, with_pepper(), "not the secret itself"},
    };
    for (const auto& row : rows) {
        const auto printed = make_key_for(row.options, row.fixture);
        EXPECT_EQ(printed.code, exit_misuse) << row.why;
        EXPECT_EQ(printed.out, "") << row.why;
        EXPECT_THAT(printed.err, HasSubstr(row.why));
    }
}

}   // namespace
}   // namespace smsgw::app
