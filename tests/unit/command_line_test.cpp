#include "app/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace smsgw::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

CommandLine parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "smsgwd");
    return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

std::vector<std::string> pairs(const CommandLine& line) {
    std::vector<std::string> out;
    for (const auto& setting : line.settings)
        out.push_back(setting.flag + " " + setting.key + "=" + setting.value);
    return out;
}

TEST(CommandLine, WithoutArgumentsRuns) {
    const auto line = parse({});
    EXPECT_EQ(line.action, CommandLine::Action::run);
    EXPECT_EQ(line.config_path, "");
    EXPECT_THAT(line.settings, IsEmpty());
}

TEST(CommandLine, TakesTheFileAndTheShortcuts) {
    const auto line =
        parse({"--config", "/etc/x.toml", "--listen-api", "127.0.0.1:0", "--redis-url=unix:///r.sock",
               "--data-dir", "/tmp/x", "--log-level", "debug", "--check"});
    EXPECT_EQ(line.action, CommandLine::Action::check);
    EXPECT_EQ(line.config_path, "/etc/x.toml");
    EXPECT_THAT(pairs(line),
                ElementsAre("--listen-api listen.api=127.0.0.1:0", "--redis-url redis.url=unix:///r.sock",
                            "--data-dir data.dir=/tmp/x", "--log-level log.level=debug"));
}

TEST(CommandLine, TakesAnyKeyManyTimes) {
    const auto line =
        parse({"--set", "redis.partitions=4", "--set", "roles=api,worker", "--set", "redis.url="});
    EXPECT_THAT(pairs(line),
                ElementsAre("--set redis.partitions=4", "--set roles=api,worker", "--set redis.url="));
}

TEST(CommandLine, PrintsHelpAndVersion) {
    EXPECT_EQ(parse({"--help"}).action, CommandLine::Action::print);
    EXPECT_THAT(parse({"--help"}).text, HasSubstr("--listen-api"));
    EXPECT_EQ(parse({"--version"}).action, CommandLine::Action::print);
    EXPECT_EQ(parse({"--version"}).text, "smsgwd " SMSGW_VERSION "\n");
}

TEST(CommandLine, RefusesWhatItDoesNotKnow) {
    for (const auto& arguments : std::vector<std::vector<const char*>>{
             {"--frobnicate"}, {"leftover"}, {"--config"}, {"--set", "redis.partitions"}, {"--set", "=4"}}) {
        const auto line = parse(arguments);
        EXPECT_EQ(line.action, CommandLine::Action::misuse) << arguments[0];
        EXPECT_FALSE(line.text.empty());
    }
}

}   // namespace
}   // namespace smsgw::app
