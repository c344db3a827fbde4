// smsgwctl abuse-sim in a small world, on a redis-server of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/ctl_abuse.hpp"
#include "support/ctl_fixture.hpp"
#include "support/run_task.hpp"

namespace smsgw::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class AbuseSim : public CtlTest {
protected:
    AbuseSim() {
        if (const char* path = std::getenv("PATH")) sources.env["PATH"] = path;
        options.attacks = {"A"};
        options.world = {.users_a_day = 1'000, .days = 1};
    }
    int simulate() { return run_task(io, app::simulate_abuse(options, context()), std::chrono::seconds{100}); }

    app::AbuseSimOptions options;
};

TEST_F(AbuseSim, StopsABurst) {
    options.json = true;
    options.gate = true;
    EXPECT_EQ(simulate(), app::exit_done) << err.str();
    const auto answer = json::parse(out.str());
    ASSERT_EQ(answer["runs"].size(), 2U);
    const auto& peace = answer["runs"][0];
    EXPECT_EQ(peace["attack"], "none");
    EXPECT_EQ(peace["bots"]["attempts"], 0);
    EXPECT_EQ(answer["runs"][1]["bots"]["attempts"], 4'000);
    EXPECT_LE(answer["runs"][1]["bots"]["sent"], 20);
    EXPECT_GT(answer["runs"][1]["people"]["sent"], 1'000);
}

TEST_F(AbuseSim, FailsItsGateWithoutTheRulesAndNamesWhatIsMissed) {
    sources.env["SMSGW_ADMISSION_OFF"] =
        "account_rate,country_cap,recipient,source,session,number_block,conversion,range_scan,drift";
    options.gate = true;
    EXPECT_EQ(simulate(), app::exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("seed 1, attack A: 100.00 % of the attack's messages are sent, at most 0.50 %"));
}

TEST_F(AbuseSim, TriesTheLimitsOfTheConfiguration) {
    sources.toml = "[admission]\nrecipient = [\"1/24h\"]\n";
    options.config_path = "/etc/smsgw.toml";
    options.json = true;
    EXPECT_EQ(simulate(), app::exit_done) << err.str();
    // Whoever asks again is refused.
    EXPECT_GT(json::parse(out.str())["runs"][0]["people"]["blocked_by"]["recipient"], 50);
}

TEST_F(AbuseSim, PlaysARecordedTrace) {
    std::string trace;
    for (int i = 0; i < 30; ++i)
        trace += std::to_string(1'767'571'200'000 + i * 60'000) + ",BD,8801712345,n" + std::to_string(i) + ",i" +
                 std::to_string(i) + ",s" + std::to_string(i) + ",0\n";
    sources.files["/tmp/trace.csv"] = trace;
    options.trace_path = "/tmp/trace.csv";
    options.json = true;
    EXPECT_EQ(simulate(), app::exit_done) << err.str();
    const auto outcomes = json::parse(out.str())["trace"]["bots"];
    EXPECT_EQ(outcomes["attempts"], 30);
    EXPECT_GT(outcomes["blocked_by"]["number_block"], 15);
}

TEST_F(AbuseSim, SaysWhatIsWrongWithTheTraceAndTheConfiguration) {
    options.trace_path = "/tmp/absent.csv";
    EXPECT_EQ(simulate(), app::exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("cannot read /tmp/absent.csv"));
    sources.files["/tmp/absent.csv"] = "1,NL\n";
    EXPECT_EQ(simulate(), app::exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("/tmp/absent.csv, line 1: wants at_ms"));
    sources.env["SMSGW_ADMISSION_RATE"] = "many";
    EXPECT_EQ(simulate(), app::exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("SMSGW_ADMISSION_RATE"));
}

TEST_F(AbuseSim, SaysThatThereIsNoRedisServer) {
    sources.env["SMSGW_REDIS_SERVER"] = "/nowhere/redis-server";
    EXPECT_EQ(simulate(), app::exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("redis-server"));
}

}   // namespace
}   // namespace smsgw::test
