// The simulated world of smsgwctl abuse-sim.
#include "app/abuse_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace smsgw::test {
namespace {

using namespace app;
using std::chrono::hours;

constexpr WorldSize small{.users_a_day = 2'000, .days = 2};

template <class Key>
std::size_t different(const std::vector<Attempt>& attempts, Key key) {
    std::set<std::string> seen;
    for (const auto& attempt : attempts) seen.insert(key(attempt));
    return seen.size();
}
std::size_t sources(const std::vector<Attempt>& attempts) {
    return different(attempts, [](const Attempt& a) { return a.ip; });
}
std::size_t numbers(const std::vector<Attempt>& attempts) {
    return different(attempts, [](const Attempt& a) { return a.to.str(); });
}
std::size_t blocks(const std::vector<Attempt>& attempts) {
    return different(attempts, [](const Attempt& a) { return a.to.str().substr(0, a.to.str().size() - 3); });
}
std::size_t countries(const std::vector<Attempt>& attempts) {
    return different(attempts, [](const Attempt& a) { return a.country; });
}
double share(const std::vector<Attempt>& attempts, bool (*is)(const Attempt&)) {
    return static_cast<double>(std::count_if(attempts.begin(), attempts.end(), is)) /
           static_cast<double>(attempts.size());
}
bool entered(const Attempt& a) {
    return a.entered_after.has_value();
}
bool solves(const Attempt& a) {
    return a.solves;
}
Millis span_of(const std::vector<Attempt>& attempts) {
    return attempts.back().at - attempts.front().at;
}

// A digest in the test would change with every number of the world; these two hold what it is made of.
TEST(AbuseDice, DrawTheSameFromASeedOnEveryMachine) {
    Dice dice(1, 'P');
    EXPECT_EQ(dice.draw(), 0xd8c0f26123d3f1a5ULL);
    EXPECT_EQ(dice.below(1'000'000), 974341);
    EXPECT_NE(Dice(1, 'P').draw(), Dice(2, 'P').draw());
    EXPECT_NE(Dice(1, 'P').draw(), Dice(1, 'A').draw());
}

TEST(AbuseDice, DrawASpanBetweenItsQuantiles) {
    Dice dice(1);
    constexpr Spread<3> seconds = {10, 20, 100};
    int below_the_middle = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto span = dice.within(seconds);
        EXPECT_GE(span, std::chrono::seconds{10});
        EXPECT_LT(span, std::chrono::seconds{100});
        if (span < std::chrono::seconds{20}) ++below_the_middle;
    }
    EXPECT_NEAR(below_the_middle, 5'000, 200);
}

TEST(AbuseWorld, IsTheSameFromTheSameSeed) {
    EXPECT_EQ(digest_of(people_of(1, small)), digest_of(people_of(1, small)));
    EXPECT_NE(digest_of(people_of(1, small)), digest_of(people_of(2, small)));
    for (const auto& kind : attack_kinds) {
        EXPECT_EQ(digest_of(attack_of(kind.name, 1)), digest_of(attack_of(kind.name, 1))) << kind.name;
        EXPECT_NE(digest_of(attack_of(kind.name, 1)), digest_of(attack_of(kind.name, 2))) << kind.name;
    }
}

TEST(AbuseWorld, HasAsManyPeopleAsItSays) {
    const auto people = people_of(1);
    EXPECT_NEAR(static_cast<double>(people.size()), 86'750, 500);
    EXPECT_EQ(countries(people), 5U);
    EXPECT_NEAR(share(people, entered), 0.80, 0.01);
    EXPECT_NEAR(share(people, solves), 0.97, 0.005);
    EXPECT_TRUE(std::all_of(people.begin(), people.end(), [](const Attempt& a) { return a.asker == Asker::person; }));
    EXPECT_LT(people.back().at, hours(49));
    std::map<std::string, int> by_source;
    for (const auto& attempt : people) ++by_source[attempt.ip];
    // Who shares an address with many others.
    const auto shared = std::count_if(people.begin(), people.end(),
                                      [&](const Attempt& a) { return a.ip.starts_with("144."); });
    EXPECT_NEAR(static_cast<double>(shared) / static_cast<double>(people.size()), 0.05, 0.005);
}

TEST(AbuseWorld, KnowsItsPast) {
    const auto people = people_of(1);
    std::map<std::string, int> messages, codes;
    for (const auto& attempt : people) {
        ++messages[attempt.country];
        codes[attempt.country] += entered(attempt);
    }
    const auto past = world_past();
    ASSERT_EQ(past.size(), messages.size());
    for (const auto& country : past) {
        const auto sent = messages[country.country];
        EXPECT_NEAR(country.messages_a_day, sent / 2.0, 0.05 * sent) << country.country;
        EXPECT_NEAR(country.entered_per_mille, 1000.0 * codes[country.country] / sent, 15) << country.country;
    }
}

TEST(AbuseWorld, AsksInOrderOfTime) {
    const auto earlier = [](const Attempt& a, const Attempt& b) { return a.at < b.at; };
    const auto people = people_of(1, small);
    const auto all = merged(people, attack_of('C', 1, small));
    EXPECT_EQ(all.size(), people.size() + 2'800);
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), earlier));
}

TEST(AbuseWorld, LetsNobodyAskAgainAtOnce) {
    std::map<std::string, Millis> last;   // by session
    for (const auto& attempt : people_of(1, small)) {
        const auto [known, first] = last.try_emplace(attempt.session, attempt.at);
        if (!first) {
            EXPECT_GT(attempt.at - known->second, std::chrono::seconds{30});
        }
        known->second = attempt.at;
    }
}

struct AttackFacts {
    std::size_t attempts, sources_max, blocks_max, countries;
    Millis span_max;
    bool home;
};

TEST(AbuseWorld, AttacksAsTheTableSays) {
    const auto home = world_account().default_region;
    const std::map<char, AttackFacts> facts = {
        {'A', {4'000, 6, 6, 1, std::chrono::minutes{10}, false}}, {'B', {6'000, 5'000, 21, 3, hours(6), false}},
        {'C', {2'800, 2'800, 100, 1, hours(23), true}},           {'D', {4'000, 20'000, 4'000, 1, hours(11), true}},
        {'E', {5'000, 20'000, 50, 1, hours(3), true}},
    };
    for (std::uint64_t seed = 1; seed <= 3; ++seed)
        for (const auto& kind : attack_kinds) {
            const auto& expected = facts.at(kind.name);
            const auto attack = attack_of(kind.name, seed);
            EXPECT_EQ(attack.size(), expected.attempts) << kind.name;
            EXPECT_LE(sources(attack), expected.sources_max) << kind.name;
            EXPECT_LE(blocks(attack), expected.blocks_max) << kind.name;
            EXPECT_EQ(countries(attack), expected.countries) << kind.name;
            EXPECT_LE(span_of(attack), expected.span_max) << kind.name;
            EXPECT_EQ(attack.front().country == home, expected.home) << kind.name;
            EXPECT_LT(attack.back().at, hours(48)) << kind.name;
            EXPECT_NEAR(share(attack, solves), 0.10, 0.02) << kind.name;
            EXPECT_NEAR(share(attack, entered), kind.name == 'C' ? 0.05 : 0.0, 0.015) << kind.name;
        }
    EXPECT_EQ(numbers(attack_of('E', 1)), 50U);
    EXPECT_EQ(numbers(attack_of('A', 1)), 4'000U);
}

TEST(AbuseWorld, BurstsNumberAfterNumber) {
    const auto attack = attack_of('A', 1);
    for (std::size_t i = 1; i < attack.size(); ++i)
        ASSERT_EQ(std::stoll(attack[i].to.str()), std::stoll(attack[i - 1].to.str()) + 1);
}

}   // namespace
}   // namespace smsgw::test
