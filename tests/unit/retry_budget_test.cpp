// Retries stay a share of the traffic.
#include "dispatch/retry_budget.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <queue>
#include <random>

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

const MonoTime start{std::chrono::hours{1}};

int taken(RetryBudget& budget, MonoTime now, int asked) {
    int got = 0;
    for (int i = 0; i < asked; ++i)
        if (budget.take(now) == Taken::yes) ++got;
    return got;
}

TEST(RetryBudget, BeginsWithWhatOneSecondGives) {
    RetryBudget budget(start);
    EXPECT_EQ(taken(budget, start, 1000), 10);
}

TEST(RetryBudget, GivesTenASecondWithoutAnyTraffic) {
    RetryBudget budget(start);
    taken(budget, start, 1000);
    int got = 0;
    for (auto now = start; now < start + 60s; now += 10ms) got += taken(budget, now + 10ms, 20);
    EXPECT_NEAR(got, 600, 1);
}

TEST(RetryBudget, GivesOneRetryForFiveFirstTries) {
    RetryBudget budget(start);
    taken(budget, start, 1000);
    for (int i = 0; i < 102; ++i) budget.first_try();
    EXPECT_EQ(taken(budget, start, 1000), 20);
}

TEST(RetryBudget, SavesUpOneBurstAndNoMore) {
    RetryBudget budget(start);
    for (int i = 0; i < 100'000; ++i) budget.first_try();
    EXPECT_EQ(taken(budget, start, 1000), 100);
    EXPECT_EQ(taken(budget, start + 1h, 1000), 100);
}

struct Traffic {
    int first_tries = 0;
    int retries = 0;
    int refused = 0;
};

// A message is due every so often; each try fails as `fails` says. A retry waits between 1 s and three times its last
// wait, at most 5 min, and waits again when the budget has nothing.
template <class Fails>
Traffic simulate(Millis every, Millis span, Fails fails) {
    struct Retry {
        MonoTime at;
        double last_s;
        bool operator<(const Retry& other) const { return at > other.at; }
    };
    Traffic traffic;
    RetryBudget budget(start);
    std::priority_queue<Retry> waiting;
    std::mt19937 random(7);
    const auto wait = [&](MonoTime now, double last_s) {
        const auto delay_s = std::min(300.0, std::uniform_real_distribution(1.0, 3 * last_s)(random));
        waiting.push(
            {now + std::chrono::duration_cast<Millis>(std::chrono::duration<double>(delay_s)), delay_s});
    };
    for (auto now = start; now < start + span; now += every) {
        while (!waiting.empty() && waiting.top().at <= now) {
            const auto retry = waiting.top();
            waiting.pop();
            const bool go = budget.take(now) == Taken::yes;
            ++(go ? traffic.retries : traffic.refused);
            if (!go || fails(random)) wait(now, retry.last_s);
        }
        ++traffic.first_tries;
        budget.first_try();
        if (fails(random)) wait(now, 1);
    }
    return traffic;
}

TEST(RetryBudget, KeepsAnOutageOfTwoMinutesFromMultiplyingTheLoad) {
    const auto traffic = simulate(2ms, 120s, [](auto&) { return true; });
    EXPECT_EQ(traffic.first_tries, 60'000);
    const auto attempts = traffic.first_tries + traffic.retries;
    EXPECT_LE(attempts, 1.25 * traffic.first_tries);
    EXPECT_GT(attempts, 1.20 * traffic.first_tries);   // what there is, is used
}

TEST(RetryBudget, NeverStandsInTheWayOfTheOccasionalFailure) {
    const auto traffic = simulate(2ms, 120s, [](auto& random) { return random() % 20 == 0; });
    EXPECT_GT(traffic.retries, 2'500);
    EXPECT_EQ(traffic.refused, 0);
}

TEST(RetryBudget, NeverStandsInTheWayOfLittleTraffic) {
    const auto traffic = simulate(1s, 120s, [](auto&) { return true; });
    EXPECT_GT(traffic.retries, 200);
    EXPECT_EQ(traffic.refused, 0);
}

}   // namespace
}   // namespace smsgw::dispatch
