// The key tables and what is made of them: the effective configuration as text, round trips, names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "app/config_keys.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using testing::HasSubstr;

TEST(ConfigText, DescribesEveryKeyOnOneLine) {
    const auto text = describe(test::ConfigFixture().config());
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    EXPECT_EQ(lines, config_keys().size() + provider_keys().size() + route_keys().size());
    EXPECT_THAT(text, HasSubstr("threads = 4\n"));
    EXPECT_THAT(text, HasSubstr("roles = [\"api\", \"worker\", \"webhook\", \"sweeper\", \"callback\"]\n"));
    EXPECT_THAT(text, HasSubstr("listen.api = \"127.0.0.1:8080\"\n"));
    EXPECT_THAT(text, HasSubstr("dispatch.hold_otp_s = 600\n"));
    EXPECT_THAT(text, HasSubstr("providers[sandbox].type = \"sandbox\"\n"));
    EXPECT_THAT(text, HasSubstr("routes[#1].providers = [\"sandbox\"]\n"));
}

TEST(ConfigText, WritesIpv6AddressesInBrackets) {
    auto fixture = test::with_toml("[listen]\napi = \"[::1]:8080\"\n");
    EXPECT_THAT(describe(fixture.config()), HasSubstr("listen.api = \"[::1]:8080\"\n"));
}

TEST(ConfigText, EscapesWhatTomlWants) {
    EXPECT_EQ(toml_text({Value::Form::string, "a\"b\\c\n", {}}), R"("a\"b\\c\u000A")");
    EXPECT_EQ(toml_text({Value::Form::list, {}, {"a", "b"}}), R"(["a", "b"])");
    EXPECT_EQ(plain_text({Value::Form::list, {}, {"a", "b"}}), "a,b");
}

TEST(ConfigText, WhatIsDescribedCanBeReadBack) {
    // given the fixed sections of a configuration that is nowhere at its defaults
    auto fixture = test::with_toml(
        "threads = 7\nroles = [\"worker\"]\n[redis]\nurl = \"unix:///run/redis.sock\"\nmaxmemory_mb = 64\n"
        "[log]\nlevel = \"warn\"\nformat = \"json\"\n[sandbox]\nmissing = 0.25\n[retention]\nhours = 240\n");
    const auto text = describe(fixture.config());
    // when its description is set as flags
    test::ConfigFixture copy;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        const auto line = text.substr(at, end - at);
        at = end + 1;
        const auto equals = line.find(" = ");
        const auto key = line.substr(0, equals);
        auto value = line.substr(equals + 3);
        if (key.find('[') != std::string::npos || value == "\"\"") continue;
        std::erase_if(value, [](char c) { return c == '"' || c == '[' || c == ']'; });
        copy.settings.push_back({"--set", key, value});
    }
    // then the copy is described alike
    EXPECT_EQ(describe(copy.config()), text);
}

TEST(ConfigKeys, HaveEachTheirOwnVariableAndName) {
    std::set<std::string> names{"SMSGW_CONFIG", "SMSGW_API_KEY"};
    for (const auto& key : config_keys()) {
        EXPECT_TRUE(names.insert(env_name(key.section, key.name)).second) << key.name;
        EXPECT_TRUE(names.insert(dotted(key.section, key.name)).second) << key.name;
    }
    for (const auto& key : provider_keys())
        if (by_environment(key) == ByEnvironment::yes) {
            EXPECT_TRUE(names.insert(env_name("smstools", key.name)).second) << key.name;
        }
    EXPECT_TRUE(names.contains("SMSGW_LISTEN_API"));
    EXPECT_TRUE(names.contains("SMSGW_THREADS"));
}

TEST(ConfigKeys, AreEachASentenceWithAFieldOfTheirOwn) {
    Config config;
    std::set<const void*> fields;
    for (const auto& key : config_keys()) {
        EXPECT_TRUE(key.doc.ends_with('.')) << key.name;
        const auto address = std::visit([](auto* field) -> const void* { return field; }, key.field(config));
        EXPECT_TRUE(fields.insert(address).second)
            << dotted(key.section, key.name) << " sets another key's field";
    }
}

TEST(ConfigKeys, AcceptTheirOwnDefaults) {
    // given a configuration at its defaults
    Config config;
    const SecretSources nowhere{
        [](const std::string&) { return std::optional<std::string>(); },
        [](const std::string&, std::size_t) -> Result<std::string> { return Errc::not_found; }};
    // then the default of every key, written down and read again, is one that the key accepts
    for (const auto& key : config_keys()) {
        const auto value = value_of_field(key.field(config), key.range);
        if (value.form == Value::Form::string && value.text.empty()) continue;   // no default
        EXPECT_EQ(assign(key.field(config), value, {key.range, Origin::file, nowhere}), std::nullopt)
            << dotted(key.section, key.name);
    }
}

}   // namespace
}   // namespace smsgw::app
