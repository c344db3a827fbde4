// The production checklist: its page, how verdicts add up, and what the configuration itself says to it.
#include "app/checklist.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "app/check_config.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using Verdict = CheckVerdict;

TEST(Checklist, ThePageOfTheDocumentationIsMadeOfIt) {
    std::ifstream file(SMSGW_SOURCE_DIR "/docs/production-checklist.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(page, checklist_markdown()) << "smsgwctl check --list-markdown > docs/production-checklist.md";
}

TEST(Checklist, EveryRowSaysWhatElseHappensAndWhatToDo) {
    for (const auto& row : check_rows()) {
        EXPECT_FALSE(row.why.empty()) << row.id;
        EXPECT_FALSE(row.remedy.empty()) << row.id;
    }
}

TEST(Checklist, ARowIsAsBadAsTheWorstOfItsFindings) {
    Checklist list;
    EXPECT_EQ(list.verdict_of("redis"), Verdict::skipped) << "nobody has looked";
    list.say("redis", Verdict::pass, "reached");
    list.say("redis", Verdict::skipped, "one of its questions is not allowed");
    EXPECT_EQ(list.verdict_of("redis"), Verdict::pass);
    list.say("redis", Verdict::warn, "no maxmemory");
    EXPECT_EQ(list.verdict_of("redis"), Verdict::warn);
    EXPECT_EQ(list.verdict(), Verdict::warn);
    EXPECT_EQ(list.json()["ok"], true);
    list.say("providers", Verdict::fail, "none");
    EXPECT_EQ(list.verdict(), Verdict::fail);
    EXPECT_EQ(list.json()["ok"], false);
    EXPECT_THROW(list.say("nonsense", Verdict::pass, ""), std::logic_error);
}

TEST(Checklist, TellsTheRemedyOfWhatDidNotPass) {
    Checklist list;
    list.say("redis", Verdict::pass, "as it should be");
    list.say("clock", Verdict::fail, "9 s\x1b apart");
    const auto text = list.text();
    EXPECT_THAT(text, HasSubstr("pass  redis"));
    EXPECT_THAT(text, HasSubstr("FAIL  clock"));
    EXPECT_THAT(text, HasSubstr("- 9 s? apart\n"));
    EXPECT_THAT(text, HasSubstr("remedy: Let both follow NTP"));
    EXPECT_THAT(text, Not(HasSubstr("as it should be")));
}

// ---- what the configuration says ------------------------------------------------------------------------------------

constexpr const char* good = R"(
[auth]
pepper = "env:PEPPER"
[webhook]
public_url = "https://sms.example.com"
[[accounts]]
id = "shop"
keys = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
default_region = "NL"
require_idempotency_key = true
spend_day_cap = "100.00"
)";

Checklist checked(const std::string& toml) {
    auto fixture = test::with_toml(toml);
    fixture.env["PEPPER"] = "a pepper of some length";
    const auto config = fixture.config();
    Checklist list;
    check_accounts(config, list);
    check_defences(config, list);
    check_addresses(config, list);
    check_secrets(fixture.input(), list);
    return list;
}

std::string with(std::string text, const std::string& part, const std::string& other) {
    const auto at = text.find(part);
    if (at == std::string::npos) throw std::runtime_error("not there: " + part);
    return text.replace(at, part.size(), other);
}

TEST(CheckConfig, PassesAConfigurationThatIsFitForProduction) {
    const auto list = checked(good);
    for (const auto* id : {"secrets", "accounts", "idempotency", "listeners", "public_url", "redis_transport",
                           "limits", "countries", "abuse"})
        EXPECT_EQ(list.verdict_of(id), Verdict::pass) << id << "\n" << list.text();
}

TEST(CheckConfig, FindsWhatIsNot) {
    const std::string text = good;
    const struct {
        const char* id;
        Verdict verdict;
        std::string toml;
    } rows[] = {
        {"accounts", Verdict::fail, ""},
        {"idempotency", Verdict::warn, with(text, "require_idempotency_key = true", "")},
        {"countries", Verdict::fail, with(text, "default_region = \"NL\"", "")},
        {"limits", Verdict::warn, with(text, "spend_day_cap = \"100.00\"", "")},
        {"limits", Verdict::fail,
         with(text, "spend_day_cap = \"100.00\"", "spend_day_cap = \"100.00\"\nrate = 0")},
        {"abuse", Verdict::warn, text + "[admission]\noff = [\"drift\"]\n"},
        {"abuse", Verdict::warn, text + "[admission]\nrecord_only = [\"recipient\"]\n"},
        {"listeners", Verdict::warn, text + "[listen]\napi = \"0.0.0.0:8080\"\n"},
        {"listeners", Verdict::warn, text + "[listen]\nadmin = \"[::]:9090\"\n"},
        {"public_url", Verdict::fail, with(text, "public_url = \"https://sms.example.com\"", "")},
        {"public_url", Verdict::fail, with(text, "https://sms.example.com", "http://127.0.0.1:8081")},
        {"redis_transport", Verdict::warn, text + "[redis]\nurl = \"redis://redis.internal:6379/0\"\n"},
    };
    for (const auto& row : rows) EXPECT_EQ(checked(row.toml).verdict_of(row.id), row.verdict) << row.id;
    EXPECT_EQ(
        checked(text + "[redis]\nurl = \"rediss://redis.internal:6379/0\"\n").verdict_of("redis_transport"),
        Verdict::pass);
}

// A folder of its own, gone at the end.
class CheckFiles : public testing::Test {
protected:
    CheckFiles() {
        std::string name = (std::filesystem::temp_directory_path() / "smsgw_check_XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder = name;
    }
    ~CheckFiles() override { std::filesystem::remove_all(folder); }

    // /proc of a machine with one process.
    void process(const std::string& name, const std::string& files) {
        std::filesystem::create_directories(folder / "42");
        std::ofstream(folder / "42" / "comm") << name << "\n";
        std::ofstream(folder / "42" / "limits")
            << "Limit  Soft Limit  Hard Limit  Units\n"
            << "Max open files            " << files << "      4096      files\n";
    }
    Verdict files() {
        Config config;
        config.limits.connections_max = 1000;   // 3256 files with one engine
        Checklist list;
        check_files(config, folder, list);
        return list.verdict_of("files");
    }

    std::filesystem::path folder;
};

TEST_F(CheckFiles, AreLookedAtWhereSmsgwdRuns) {
    EXPECT_EQ(files(), Verdict::skipped);
    process("redis-server", "1024");
    EXPECT_EQ(files(), Verdict::skipped);
    process("smsgwd", "1024");
    EXPECT_EQ(files(), Verdict::warn);
    process("smsgwd", "4096");
    EXPECT_EQ(files(), Verdict::pass);
    process("smsgwd", "unlimited");
    EXPECT_EQ(files(), Verdict::pass);
}

TEST_F(CheckFiles, OfSecretsAreNotForEverybody) {
    const auto path = (folder / "key").string();
    std::ofstream(path) << "a-key-for-the-gateway";
    test::ConfigFixture fixture;
    const auto verdict = [&](const std::string& key, mode_t mode) {
        ::chmod(path.c_str(), mode);
        fixture.env["SMSGW_API_KEY"] = key;
        Checklist list;
        check_secrets(fixture.input(), list);
        return list.verdict_of("secrets");
    };
    EXPECT_EQ(verdict("file:" + path, 0600), Verdict::pass);
    EXPECT_EQ(verdict("file:" + path, 0604), Verdict::warn);
    EXPECT_EQ(verdict("a-key-for-the-gateway", 0600), Verdict::warn);
    // and one that the configuration names
    fixture.toml = "[auth]\npepper = \"file:" + path + "\"\n";
    EXPECT_EQ(verdict("", 0644), Verdict::warn);
    EXPECT_EQ(verdict("", 0640), Verdict::pass);
}

}   // namespace
}   // namespace smsgw::app
