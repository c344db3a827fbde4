// Changing the simulated operator's faults by JSON.
#include "providers/sandbox_faults.hpp"

#include <gtest/gtest.h>

#include "providers/json.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::providers {
namespace {

TEST(SandboxFaultChange, SetsWhatIsNamedAndLeavesTheRest) {
    SandboxFaults faults;
    faults.reset = 0.25;
    EXPECT_EQ(change_faults(R"({"http_503":0.5,"early":1,"latency_ms":20,"report_delay_ms":0})", faults), "");
    EXPECT_EQ(faults.http_503, 0.5);
    EXPECT_EQ(faults.early, 1);
    EXPECT_EQ(faults.latency, Millis{20});
    EXPECT_EQ(faults.report_delay, Millis{0});
    EXPECT_EQ(faults.reset, 0.25);
}

TEST(SandboxFaultChange, ReadsWhatItWrites) {
    SandboxFaults faults;
    const std::string text =
        R"({"duplicate":0.2,"early":0.1,"hang":0.05,"http_401":0.01,"http_402":0.02,)"
        R"("http_429":0.1,"http_500":0.15,"http_503":0.25,)"
        R"("latency_ms":3,"missing":0.4,"report_delay_ms":7,"reset":0.35,"shuffled":0.3,"tps":50})";
    EXPECT_EQ(change_faults(text, faults), "");
    EXPECT_EQ(Json::parse(write_faults(faults)), Json::parse(text));
}

struct RefusalCase {
    std::string name;
    std::string changes;
    std::string problem;
};

class SandboxFaultRefusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(SandboxFaultRefusal, NamesWhatIsWrongAndChangesNothing) {
    SandboxFaults faults;
    faults.hang = 0.5;
    EXPECT_EQ(change_faults(GetParam().changes, faults), GetParam().problem);
    EXPECT_EQ(write_faults(faults), write_faults([] {
                  SandboxFaults before;
                  before.hang = 0.5;
                  return before;
              }()));
}

const std::string no_object = "the body must be a JSON object of faults";
const std::string no_chance = "must be a number from 0 to 1";
const std::string too_much(unfit_faults);

INSTANTIATE_TEST_SUITE_P(
    Bodies, SandboxFaultRefusal,
    testing::Values(
        RefusalCase{"Nothing", "", no_object}, RefusalCase{"Array", "[]", no_object},
        RefusalCase{"NameTwice", R"({"early":0,"early":1})", no_object},
        RefusalCase{"UnknownName", R"({"early":1,"http_504":1})", "http_504 is no fault that can be changed"},
        RefusalCase{"Seed", R"({"seed":1})", "seed is no fault that can be changed"},
        RefusalCase{"TooLarge", R"({"early":1.01})", "early " + no_chance},
        RefusalCase{"Negative", R"({"reset":-0.1})", "reset " + no_chance},
        RefusalCase{"Text", R"({"missing":"1"})", "missing " + no_chance},
        RefusalCase{"Truth", R"({"missing":true})", "missing " + no_chance},
        RefusalCase{"HalfAMillisecond", R"({"latency_ms":0.5})",
                    "latency_ms must be a whole number from 0 to 600000"},
        RefusalCase{"HalfASegment", R"({"tps":0.5})", "tps must be a whole number from 0 to 1000000"},
        RefusalCase{"NegativeTime", R"({"latency_ms":-1})",
                    "latency_ms must be a whole number from 0 to 600000"},
        RefusalCase{"MoreThanADay", R"({"report_delay_ms":86400001})",
                    "report_delay_ms must be a whole number from 0 to 86400000"},
        RefusalCase{"MoreThanCanBe", R"({"report_delay_ms":18446744073709551615})",
                    "report_delay_ms must be a whole number from 0 to 86400000"},
        RefusalCase{"TooMuchTogether", R"({"http_503":0.6})", too_much}),
    test::row_name);

}   // namespace
}   // namespace smsgw::providers
