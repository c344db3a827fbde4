// Which providers lose traffic because what they accept does not arrive.
#include <gtest/gtest.h>

#include "dispatch/quality.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

const ProviderId a("a"), b("b");
const std::vector<ProviderId> both = {a, b};

// Minutes of traffic, and what has become of it.
class QualityTest : public testing::Test {
protected:
    struct Minute {
        int submitted = 0;
        int delivered_percent = 100;
        Millis latency = 5s;
    };

    void submit(const ProviderId& provider, Minute minute, const std::string& country = "NL") {
        const std::int64_t delivered = std::int64_t{minute.submitted} * minute.delivered_percent / 100;
        rows.push_back({.provider = provider,
                        .country = country,
                        .minute = std::chrono::floor<std::chrono::minutes>(now),
                        .submitted = minute.submitted,
                        .delivered = delivered,
                        .undelivered = 0,
                        .latency_sum = delivered * minute.latency});
    }
    // A minute passes; `changes` collects what that changed.
    void pass(int minutes = 1) {
        for (int i = 0; i < minutes; ++i) {
            now += 1min;
            for (const auto& change : quality.learn(rows, now)) changes.push_back(change);
        }
    }
    // Traffic as it would go: each of a minute's messages goes to the first of its order.
    void live(int minutes, Minute through_a, Minute through_b) {
        for (int m = 0; m < minutes; ++m) {
            int to_a = 0;
            for (int i = 0; i < per_minute; ++i)
                if (quality.order(both, "NL", static_cast<double>(i) / per_minute).front() == a) ++to_a;
            through_a.submitted = to_a;
            through_b.submitted = per_minute - to_a;
            submit(a, through_a);
            submit(b, through_b);
            pass();
            share_of_a = to_a;
        }
    }

    WallTime now{std::chrono::hours{500'000}};
    std::vector<QualityRow> rows;
    Quality quality;
    std::vector<Quality::Change> changes;
    int per_minute = 100;
    int share_of_a = 100;
};

TEST_F(QualityTest, LeavesAGoodProviderAlone) {
    live(60, {.delivered_percent = 90}, {});
    EXPECT_TRUE(changes.empty());
    EXPECT_EQ(share_of_a, 100);
}

TEST_F(QualityTest, DemotesTheOneThatStopsDelivering) {
    live(10, {.delivered_percent = 95}, {});
    live(30, {.delivered_percent = 0}, {.delivered_percent = 95});
    EXPECT_EQ(quality.standing(a, "NL"), Standing::demoted);
    EXPECT_EQ(share_of_a, 10);
    ASSERT_EQ(changes.size(), 2U);   // suspect first: nobody knew how b does
    EXPECT_EQ(changes[0].standing, Standing::suspect);
    EXPECT_EQ(changes[1].standing, Standing::demoted);
}

TEST_F(QualityTest, GivesTheTrafficBackWhenItDeliversAgain) {
    live(30, {.delivered_percent = 0}, {.delivered_percent = 95});
    live(60, {.delivered_percent = 95}, {.delivered_percent = 95});
    EXPECT_EQ(quality.standing(a, "NL"), Standing::trusted);
    EXPECT_EQ(share_of_a, 100);
}

// A tenth of moderate traffic is too little to judge by.
TEST_F(QualityTest, TrustsAStepMoreWhoCouldNotBeJudgedForLong) {
    per_minute = 10;
    live(20, {.delivered_percent = 0}, {});
    ASSERT_EQ(quality.standing(a, "NL"), Standing::demoted);
    changes.clear();
    live(60, {}, {});
    EXPECT_EQ(share_of_a, 10);
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].standing, Standing::suspect);
    EXPECT_EQ(changes[1].standing, Standing::trusted);
}

TEST_F(QualityTest, FindsAgainThatItDoesNotDeliver) {
    per_minute = 10;
    live(20, {.delivered_percent = 0}, {});
    live(120, {.delivered_percent = 0}, {});
    EXPECT_EQ(quality.standing(a, "NL"), Standing::demoted);
    EXPECT_EQ(std::count_if(changes.begin(), changes.end(),
                            [](const auto& change) { return change.standing == Standing::trusted; }),
              0);
}

TEST_F(QualityTest, TrustsAgainWhoHasNoTrafficForLong) {
    live(30, {.delivered_percent = 0}, {});
    ASSERT_EQ(quality.standing(a, "NL"), Standing::demoted);
    pass(15);   // then too few of its submits are in the window
    pass(29);
    EXPECT_EQ(quality.standing(a, "NL"), Standing::demoted);
    pass(2);
    EXPECT_EQ(quality.standing(a, "NL"), Standing::suspect);
    pass(30);
    EXPECT_EQ(quality.standing(a, "NL"), Standing::trusted);
}

TEST_F(QualityTest, ChangesNothingForLongWhenAllAreSlow) {
    live(240, {.delivered_percent = 20}, {.delivered_percent = 20});
    // Four hours: each time the truce is over one look at the other provider, and no more.
    EXPECT_LE(changes.size(), 16U);
    EXPECT_EQ(std::count_if(changes.begin(), changes.end(),
                            [](const auto& change) { return change.standing == Standing::demoted; }),
              0);
}

TEST_F(QualityTest, DemotesASlowOneForAFastOne) {
    live(40, {.latency = 150s}, {.latency = 5s});
    EXPECT_EQ(quality.standing(a, "NL"), Standing::demoted);
}

TEST_F(QualityTest, DoesNotDemoteASlowOneForOneThatLosesMessages) {
    live(40, {.latency = 150s}, {.delivered_percent = 60, .latency = 5s});
    EXPECT_NE(quality.standing(a, "NL"), Standing::demoted);
}

TEST_F(QualityTest, JudgesEachCountryForItself) {
    for (int m = 0; m < 20; ++m) {
        submit(a, {.submitted = 100, .delivered_percent = 0}, "NL");
        submit(b, {.submitted = 100}, "NL");
        submit(a, {.submitted = 100}, "DE");
        pass();
    }
    EXPECT_EQ(quality.standing(a, "NL"), Standing::demoted);
    EXPECT_EQ(quality.standing(a, "DE"), Standing::trusted);
}

TEST_F(QualityTest, SaysNothingOfAFewSubmits) {
    submit(a, {.submitted = 19, .delivered_percent = 0});
    pass(30);
    EXPECT_TRUE(changes.empty());
}

TEST_F(QualityTest, WaitsForTheReportsOfYoungSubmits) {
    submit(a, {.submitted = 100, .delivered_percent = 0});
    pass();
    EXPECT_TRUE(changes.empty());
    pass();
    EXPECT_EQ(quality.standing(a, "NL"), Standing::suspect);
}

TEST_F(QualityTest, CanBeSwitchedOff) {
    quality = Quality({.settle = 0s});
    live(30, {.delivered_percent = 0}, {.delivered_percent = 95});
    EXPECT_EQ(share_of_a, 100);
}

TEST_F(QualityTest, KeepsTheOrderOfTheOthers) {
    const ProviderId c("c");
    const std::vector<ProviderId> three = {a, b, c};
    live(30, {.delivered_percent = 0}, {.delivered_percent = 95});
    EXPECT_EQ(quality.order(three, "NL", 0.5), (std::vector{b, c, a}));
    EXPECT_EQ(quality.order(three, "NL", 0.05), three);
    EXPECT_EQ(quality.order(three, "BE", 0.5), three);
}

}   // namespace
}   // namespace smsgw::dispatch
