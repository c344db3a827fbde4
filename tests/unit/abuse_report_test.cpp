// The tables and bounds of smsgwctl abuse-sim.
#include "app/abuse_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace smsgw::test {
namespace {

using namespace app;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

AbuseRun a_run(char attack, int bots_sent, int people_blocked) {
    AbuseRun run{.seed = 7, .layers = layer_sets().back().name, .attack = attack};
    auto& bots = run.outcomes[static_cast<std::size_t>(Asker::bot)];
    auto& people = run.outcomes[static_cast<std::size_t>(Asker::person)];
    if (attack != AbuseRun::peace) bots.attempts = 1'000;
    bots.blocked = bots.attempts - bots_sent;
    bots.blocked_by[static_cast<std::size_t>(AdmissionRule::range_scan)] = bots.blocked;
    people.attempts = 10'000;
    people.challenged = 100;
    people.blocked = people_blocked;
    people.blocked_by[static_cast<std::size_t>(AdmissionRule::source)] = people_blocked;
    return run;
}

TEST(AbuseReport, KeepsItsBoundsUpToTheirLastDigit) {
    EXPECT_THAT(missed_bounds({a_run('-', 0, 5), a_run('A', 5, 60), a_run('B', 20, 60), a_run('C', 400, 60),
                               a_run('D', 200, 60), a_run('E', 90, 60)}),
                IsEmpty());
}

TEST(AbuseReport, NamesEachBoundThatIsMissed) {
    EXPECT_THAT(missed_bounds({a_run('-', 0, 6), a_run('A', 6, 61)}),
                ElementsAre("seed 7, in peace: 0.06 % of people's messages are blocked, at most 0.05 %",
                            "seed 7, attack A: 0.60 % of the attack's messages are sent, at most 0.50 %",
                            "seed 7, attack A: 0.61 % of people's messages are blocked, at most 0.60 %"));
    EXPECT_EQ(missed_bounds({a_run('B', 21, 0), a_run('C', 401, 0), a_run('D', 201, 0), a_run('E', 91, 0)}).size(), 4U);
}

TEST(AbuseReport, HoldsNoBoundAgainstFewerRules) {
    auto run = a_run('A', 1'000, 0);
    run.layers = layer_sets().front().name;
    EXPECT_THAT(missed_bounds({run}), IsEmpty());
}

TEST(AbuseReport, ShowsWhatBecameOfTheMessagesAndWhichRuleStoppedThem) {
    const auto text = seed_text({a_run('-', 0, 5), a_run('A', 5, 10)}, 7);
    EXPECT_THAT(text, HasSubstr("none                                                   10000   5        0.05       1.00"));
    EXPECT_THAT(text, HasSubstr("A       1000      5     0.50    99.50     99.00        10000   10       0.10       1.00"));
    EXPECT_THAT(text, HasSubstr("range_scan                  0/0   995/0"));
    EXPECT_THAT(text, HasSubstr("source                      0/5   0/10"));
    EXPECT_THAT(text, Not(HasSubstr("drift")));
}

TEST(AbuseReport, ShowsWhatEachLayerAdds) {
    std::vector<AbuseRun> runs;
    int sent = 500;
    for (const auto& set : layer_sets()) {
        for (const char attack : {'-', 'A'}) {
            runs.push_back(a_run(attack, attack == '-' ? 0 : sent, attack == '-' ? 5 : 10));
            runs.back().layers = set.name;
        }
        sent -= 100;
    }
    const auto text = layers_text(runs, 7);
    EXPECT_THAT(text, HasSubstr("A                      50.00      40.00      30.00        20.00        10.00"));
    EXPECT_THAT(text, HasSubstr("people blocked %       0.05-0.10  0.05-0.10"));
}

TEST(AbuseReport, ShowsTheWorstOfAllSeeds) {
    auto other = a_run('D', 150, 40);
    other.seed = 8;
    EXPECT_THAT(worst_text({a_run('D', 100, 50), other}),
                HasSubstr("D       10.00-15.00  20.00    0.40-0.50         0.60     1.00"));
}

TEST(AbuseReport, SaysTheSameAsJson) {
    const auto json = run_json(a_run('A', 5, 10));
    EXPECT_EQ(json["attack"], "A");
    EXPECT_EQ(json["seed"], 7);
    EXPECT_EQ(json["people"]["blocked"], 10);
    EXPECT_EQ(json["people"]["blocked_by"]["source"], 10);
}

TEST(AbuseReport, JudgesATraceByTheCodesThatWereNeverEntered) {
    OutcomesByAsker outcomes{};
    outcomes[0].attempts = 80;
    outcomes[0].blocked = 10;
    outcomes[1].attempts = 120;
    outcomes[1].blocked = 30;
    outcomes[1].blocked_by[static_cast<std::size_t>(AdmissionRule::conversion)] = 30;
    const auto text = trace_text(outcomes);
    EXPECT_THAT(text, HasSubstr("precision 75.00 %, recall 25.00 %"));
    EXPECT_THAT(text, HasSubstr("conversion  0        30             0"));
}

}   // namespace
}   // namespace smsgw::test
