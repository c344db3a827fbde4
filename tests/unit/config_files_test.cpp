// config/smsgw.toml and .env.example say what the key tables say. The only unit tests that read files: they are part
// of the source.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/config_keys.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string source_file(const std::string& path) {
    std::ifstream file(SMSGW_SOURCE_DIR "/" + path);
    std::stringstream content;
    content << file.rdbuf();
    return content.str();
}

std::string example() {
    return source_file("config/smsgw.toml");
}

// The part of the example from the line `head` to the next table; "" is the top level.
std::string block_of(const std::string& text, const std::string& head) {
    const auto begin = head.empty() ? 0 : text.find("\n" + head + "\n");
    if (begin == std::string::npos) return {};
    auto end = begin + head.size() + 1;
    do {
        end = text.find('\n', end + 1);
    } while (end != std::string::npos && text[end + 1] != '[' && text.compare(end + 1, 3, "#[[") != 0);
    return text.substr(begin, end - begin + 1);
}

// Every commented key and table taken into use: `#key = value` has no space after the hash, prose has one.
std::string uncommented(const std::string& text) {
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const bool commented_out = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        out += (commented_out ? line.substr(1) : line) + "\n";
    }
    return out;
}

template <class Owner>
void expect_rows(const std::string& block, std::span<const Key<Owner>> keys) {
    for (const auto& key : keys) {
        const auto row = "# " + std::string(key.doc) + "\n#" + std::string(key.name) + " = " +
                         toml_text(shown_value(key)) + "\n";
        EXPECT_THAT(block, HasSubstr(row));
    }
}

TEST(ConfigExample, HasEveryKeyWithItsSentenceAndDefault) {
    const auto text = example();
    for (const auto& key : config_keys()) {
        const auto head = key.section.empty() ? "" : "[" + std::string(key.section) + "]";
        expect_rows(block_of(text, head), std::span(&key, 1));
    }
    expect_rows(block_of(text, "#[[accounts]]"), account_keys());
    expect_rows(block_of(text, "#[[providers]]"), provider_keys());
    expect_rows(block_of(text, "#[[routes]]"), route_keys());
    expect_rows(block_of(text, "#[[prices]]"), price_keys());
}

TEST(ConfigExample, AsItIsChangesNothing) {
    const auto with_example = test::with_toml(example()).load();
    EXPECT_EQ(describe(with_example.config), describe(test::ConfigFixture().config()));
    EXPECT_THAT(with_example.warnings, IsEmpty());
}

TEST(ConfigExample, IsAcceptedWithEveryKeyTakenIntoUse) {
    // given the example without its hashes, and the secrets that it refers to
    auto fixture = test::with_toml(uncommented(example()));
    for (const auto* name : {"smsgw_ref", "smsgw_pepper", "smsgw_captcha", "smstools_api_key",
                             "smstools_client_secret", "smstools_webhook_secret", "vault_token",
                             "vault_secret_id", "aws_secret_access_key", "aws_session_token"})
        fixture.files["/run/secrets/" + std::string(name)] = "a-secret-of-some-length\n";
    fixture.files["/run/secrets/shop_whsec"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";
    fixture.files["/run/secrets/shop_key"] = std::string(64, '0') + ":send,read\n";
    // then nothing is wrong with it
    EXPECT_THAT(fixture.problems(), IsEmpty());
    // and every key that has a default shows it
    const auto config = fixture.config();
    const auto defaults = test::ConfigFixture().config();
    for (const auto& key : config_keys()) {
        if (!key.example.empty()) continue;
        auto shown = config;
        auto expected = defaults;
        EXPECT_EQ(toml_text(value_of_field(key.field(shown), key.range)),
                  toml_text(value_of_field(key.field(expected), key.range)))
            << key.name;
    }
}

TEST(EnvExample, IsWhatTheTablesSay) {
    EXPECT_EQ(source_file(".env.example"), env_example());
}

TEST(EnvExample, IsAcceptedWithEveryLineTakenIntoUse) {
    test::ConfigFixture fixture;
    std::istringstream lines(uncommented(env_example()));
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.find('=');
        if (line.starts_with("SMSGW_")) fixture.env[line.substr(0, equals)] = line.substr(equals + 1);
    }
    ASSERT_GT(fixture.env.size(), config_keys().size());
    for (const auto* name : {"smsgw_ref", "smsgw_pepper", "smsgw_captcha", "smsgw_api_key",
                             "smstools_api_key", "smstools_client_secret", "smstools_webhook_secret",
                             "vault_token", "vault_secret_id", "aws_secret_access_key", "aws_session_token"})
        fixture.files["/run/secrets/" + std::string(name)] = "a-secret-of-some-length\n";
    fixture.files["/etc/smsgw/smsgw.toml"] = example();
    EXPECT_THAT(fixture.problems(), IsEmpty());
    for (const auto& warning : fixture.load().warnings)
        EXPECT_THAT(warning, testing::Not(HasSubstr("unknown")));
}

}   // namespace
}   // namespace smsgw::app
