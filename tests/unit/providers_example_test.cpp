// The configurations that docs/providers.md shows are ones that the daemon takes.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "app/config_keys.hpp"
#include "providers/registry.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

// The first TOML block after a heading.
std::string example_of(const std::string& heading) {
    std::ifstream file(SMSGW_SOURCE_DIR "/docs/providers.md");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const std::string begin = "```toml\n";
    const auto at = text.find(begin, text.find("\n## " + heading + "\n"));
    return text.substr(at + begin.size(), text.find("```\n", at + 1) - at - begin.size());
}

test::ConfigFixture with_example(const std::string& heading) {
    auto fixture =
        test::with_toml("[webhook]\npublic_url = \"https://sms.example.com\"\n" + example_of(heading));
    fixture.env["SMSGW_API_KEY"] = "a-key-of-thirty-two-characters-x";
    for (const std::string name : {"aws_secret_access_key", "globex_key", "globex_whsec"})
        fixture.files["/run/secrets/" + name] = "secret-1\n";
    return fixture;
}

TEST(ProvidersExample, ShowsAConfigurationOfAws) {
    const auto fixture = with_example("AWS");
    EXPECT_EQ(fixture.problems(), std::vector<std::string>{});
    EXPECT_EQ(fixture.config().providers.at(0).type, "aws");
}

TEST(ProvidersExample, ShowsAConfigurationOfAProviderByConfigurationAlone) {
    const auto fixture = with_example("Http");
    EXPECT_EQ(fixture.problems(), std::vector<std::string>{});
    const auto config = fixture.config();
    const auto& settings = config.providers.at(0).settings;
    EXPECT_EQ(settings.list("answers").size(), 5U);
    EXPECT_EQ(settings.text("answer_id"), "json /messages/*/id");
}

// A table reads the common key of that name, and the setting would never be set.
TEST(ProviderSettings, HaveNamesThatNoCommonKeyHas) {
    for (const auto type : providers::provider_types())
        for (const auto& row : providers::settings_of(type))
            for (const auto& key : provider_keys()) EXPECT_NE(row.name, key.name) << type;
}

}   // namespace
}   // namespace smsgw::app
