// The simulated operator's magic numbers and dice.
#include "providers/sandbox_plan.hpp"

#include <gtest/gtest.h>

#include "support/provider_fixtures.hpp"

namespace smsgw::providers {
namespace {

using enum SandboxAnswer;

std::string words_of(const SandboxPlan& plan) {
    std::string text;
    for (const auto word : plan.reports) text.append(text.empty() ? "" : " ").append(word);
    return text;
}

SandboxPlan plan_of(const std::string& to, const SandboxFaults& faults = {}) {
    std::mt19937_64 random(faults.seed);
    return plan_submit(to, faults, random);
}

struct MagicCase {
    std::string name;
    std::string last_digits;
    SandboxAnswer answer;
    FirstReport first;
    std::string reports;
};

class SandboxMagic : public testing::TestWithParam<MagicCase> {};

TEST_P(SandboxMagic, HoldsInEveryRangeAndWhateverTheFaults) {
    const auto& row = GetParam();
    SandboxFaults faults;
    faults.http_429 = 1;
    faults.duplicate = 1;
    faults.early = 1;
    for (const std::string range : {"3161234", "3247012", "49151123"}) {
        const auto plan = plan_of(range + row.last_digits, faults);
        EXPECT_EQ(plan.answer, row.answer);
        EXPECT_EQ(plan.first, row.first);
        EXPECT_EQ(words_of(plan), row.reports);
    }
}

constexpr auto after = FirstReport::after_answer;
constexpr auto before = FirstReport::before_answer;

INSTANTIATE_TEST_SUITE_P(
    Numbers, SandboxMagic,
    testing::Values(MagicCase{"Undelivered", "9001", ok, after, "sent undelivered"},
                    MagicCase{"Refused", "9002", bad_request, after, ""},
                    MagicCase{"ThrottledOnce", "9003", throttled_once, after, "sent delivered"},
                    MagicCase{"Unavailable", "9004", unavailable, after, ""},
                    MagicCase{"ErrorAfterAccept", "9005", error_after_accept, after, "sent delivered"},
                    MagicCase{"ResetAfterAccept", "9006", reset_after_accept, after, "sent delivered"},
                    MagicCase{"HangAfterAccept", "9007", hang_after_accept, after, "sent delivered"},
                    MagicCase{"EarlyReport", "9008", ok, before, "sent delivered"},
                    MagicCase{"DuplicateReports", "9009", ok, after, "sent sent delivered delivered"},
                    MagicCase{"DeliveredBeforeSent", "9010", ok, after, "delivered sent"},
                    MagicCase{"NoReport", "9011", ok, after, ""},
                    MagicCase{"Buffered", "9012", ok, after, "buffered delivered"},
                    MagicCase{"Corrected", "9013", ok, after, "undelivered delivered"},
                    MagicCase{"WrongKey", "9014", unauthorized, after, ""},
                    MagicCase{"NoCredit", "9015", no_credit, after, ""},
                    MagicCase{"UnavailableMute", "9016", unavailable_mute, after, ""}),
    test::row_name);

TEST(SandboxMagicTable, HasNoRowThatTheTestsDoNotKnow) {
    EXPECT_EQ(magic_numbers().size(), 16U);
}

TEST(SandboxPlan, OfAnOrdinaryNumberIsSentThenDelivered) {
    for (const std::string to : {"31612345678", "31612340000", "31612348999", "31612349000", "31612349017"}) {
        const auto plan = plan_of(to);
        EXPECT_EQ(plan.answer, ok) << to;
        EXPECT_EQ(plan.first, after) << to;
        EXPECT_EQ(words_of(plan), "sent delivered") << to;
    }
}

struct FaultCase {
    std::string name;
    double SandboxFaults::*share;
    SandboxAnswer answer;
    FirstReport first;
    std::string reports;
};

class SandboxFault : public testing::TestWithParam<FaultCase> {};

TEST_P(SandboxFault, HappensToEveryOrdinaryNumberAtProbabilityOne) {
    const auto& row = GetParam();
    SandboxFaults faults;
    faults.*row.share = 1;
    const auto plan = plan_of("31612345678", faults);
    EXPECT_EQ(plan.answer, row.answer);
    EXPECT_EQ(plan.first, row.first);
    EXPECT_EQ(words_of(plan), row.reports);
}

INSTANTIATE_TEST_SUITE_P(
    Shares, SandboxFault,
    testing::Values(
        FaultCase{"WrongKey", &SandboxFaults::http_401, unauthorized, after, "sent delivered"},
        FaultCase{"NoCredit", &SandboxFaults::http_402, no_credit, after, "sent delivered"},
        FaultCase{"Throttled", &SandboxFaults::http_429, throttled, after, "sent delivered"},
        FaultCase{"Unavailable", &SandboxFaults::http_503, unavailable, after, "sent delivered"},
        FaultCase{"ServerError", &SandboxFaults::http_500, error_after_accept, after, "sent delivered"},
        FaultCase{"Reset", &SandboxFaults::reset, reset_after_accept, after, "sent delivered"},
        FaultCase{"Hang", &SandboxFaults::hang, hang_after_accept, after, "sent delivered"},
        FaultCase{"Early", &SandboxFaults::early, ok, before, "sent delivered"},
        FaultCase{"Duplicate", &SandboxFaults::duplicate, ok, after, "sent sent delivered delivered"},
        FaultCase{"Shuffled", &SandboxFaults::shuffled, ok, after, "delivered sent"},
        FaultCase{"Missing", &SandboxFaults::missing, ok, after, ""}),
    test::row_name);

TEST(SandboxFaultDice, FallAsOftenAsTheirShare) {
    SandboxFaults faults;
    faults.seed = 7;
    faults.http_429 = 0.1;
    faults.reset = 0.2;
    std::mt19937_64 random(faults.seed);
    int throttles = 0;
    int resets = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto plan = plan_submit("31612345678", faults, random);
        throttles += plan.answer == throttled;
        resets += plan.answer == reset_after_accept;
    }
    // Five standard deviations of the two binomials; the seed is fixed, so this either always holds or never.
    EXPECT_NEAR(throttles, 1000, 150);
    EXPECT_NEAR(resets, 2000, 200);
}

TEST(SandboxFaultDice, FallTheSameForTheSameSeedWithMagicNumbersBetween) {
    SandboxFaults faults;
    faults.seed = 11;
    faults.http_500 = 0.5;
    faults.shuffled = 0.5;
    std::mt19937_64 one(faults.seed);
    std::mt19937_64 two(faults.seed);
    for (int i = 0; i < 200; ++i) {
        plan_submit("31612349001", faults, two);
        const auto left = plan_submit("31612345678", faults, one);
        const auto right = plan_submit("31612345678", faults, two);
        ASSERT_EQ(left.answer, right.answer);
        ASSERT_EQ(words_of(left), words_of(right));
    }
}

}   // namespace
}   // namespace smsgw::providers
