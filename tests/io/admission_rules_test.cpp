// The limits that keep messages out (docs/abuse.md).
#include <algorithm>

#include "support/admission_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

constexpr Millis a_day = 24h;

using AdmissionRules = AdmissionTest;

TEST_F(AdmissionRules, LetInAsManyAsTheLimitSays) {
    AdmissionCheck check;
    check.limits = {limit({5, 1h, 0})};
    for (int i = 0; i < 5; ++i) EXPECT_EQ(say(check), "fresh");
    const auto denied = ask(check);
    EXPECT_EQ(word(denied), "recipient refuse");
    EXPECT_EQ(denied.denial.subject, "d:x");
    EXPECT_LE(denied.denial.retry_after, 12min);
    EXPECT_GT(denied.denial.retry_after, 10min);
    s.advance(denied.denial.retry_after);
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "recipient refuse");
}

TEST_F(AdmissionRules, LetFewerInAtOnceWhenTheBurstIsSmaller) {
    AdmissionCheck check;
    check.limits = {limit({50, a_day, 2})};
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "recipient refuse");
}

TEST_F(AdmissionRules, CountNothingOfWhatTheyKeepOut) {
    AdmissionCheck both;
    both.limits = {limit({3, a_day, 0}, RuleAction::refuse, "d:a"), limit({1, a_day, 0}, RuleAction::refuse, "d:b")};
    EXPECT_EQ(say(both), "fresh");
    for (int i = 0; i < 10; ++i) EXPECT_EQ(say(both), "recipient refuse");
    AdmissionCheck first;
    first.limits = {limit({3, a_day, 0}, RuleAction::refuse, "d:a")};
    EXPECT_EQ(say(first), "fresh");
    EXPECT_EQ(say(first), "fresh");
    EXPECT_EQ(say(first), "recipient refuse");
}

TEST_F(AdmissionRules, ApplyTheNarrowestOfSeveralLimitsOfOneSubject) {
    AdmissionCheck check;
    check.limits = {limit({1, 30s, 0}), limit({3, a_day, 0}, RuleAction::refuse, "")};
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "recipient refuse");
    for (int i = 0; i < 2; ++i) {
        s.advance(31s);
        EXPECT_EQ(say(check), "fresh");
    }
    s.advance(31s);
    EXPECT_EQ(say(check), "recipient refuse");
}

TEST_F(AdmissionRules, NeverJudgeARepeatAgain) {
    AdmissionCheck check;
    check.limits = {limit({1, a_day, 0})};
    auto wanted = message();
    wanted.idempotency_key = "k1";
    EXPECT_EQ(say(check, wanted), "fresh");
    EXPECT_EQ(say(check, wanted), "replayed");
    wanted.idempotency_key = "k2";
    EXPECT_EQ(say(check, wanted), "recipient refuse");
    // and what was kept out has not used its key up
    EXPECT_EQ(say(AdmissionCheck{}, wanted), "fresh");
}

TEST_F(AdmissionRules, WriteDownWhatTheyWouldHaveKeptOut) {
    AdmissionCheck check;
    check.limits = {limit({1, a_day, 0}, RuleAction::record)};
    EXPECT_TRUE(ask(check).notes.recorded.empty());
    const auto second = ask(check);
    EXPECT_EQ(word(second), "fresh");
    EXPECT_EQ(second.notes.recorded, std::vector{AdmissionRule::recipient});
    ASSERT_EQ(status().today.size(), 1U);
    EXPECT_EQ(status().today[0].rule + " " + status().today[0].action, "recipient record");
}

TEST_F(AdmissionRules, AskForNoChallengeWhereARefusalFollows) {
    AdmissionCheck check;
    check.limits = {limit({1, a_day, 0}, RuleAction::challenge), limit({2, a_day, 0}, RuleAction::refuse, "")};
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "recipient challenge");
    check.challenge_passed = true;
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "recipient refuse");
}

TEST_F(AdmissionRules, LetAPassedChallengeInThatDoesNotFitTheLimit) {
    AdmissionCheck check;
    check.limits = {limit({1, a_day, 0}, RuleAction::challenge)};
    EXPECT_EQ(say(check), "fresh");
    check.challenge_passed = true;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(say(check), "fresh");
    // nor does it put the limit off for ever
    s.advance(a_day + 1min);
    check.challenge_passed = false;
    EXPECT_EQ(say(check), "fresh");
}

TEST_F(AdmissionRules, CapACountryThatIsNewToTheAccount) {
    AdmissionCheck check;
    check.country_cap = RuleAction::refuse;
    check.new_country = {50, a_day, 2};
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "country_cap refuse");
    // another one has its own
    EXPECT_EQ(say(check, message("+4915112345678", "DE")), "fresh");
    // a home country is not new
    check.home = true;
    EXPECT_EQ(say(check), "fresh");
    // and after two weeks it is not either
    check.home = false;
    s.advance(14 * a_day + 1min);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(say(check), "fresh");
}

TEST_F(AdmissionRules, CapACountryAtFarMoreThanUsual) {
    AdmissionCheck check;
    check.country_cap = RuleAction::refuse;
    check.new_country = {1, a_day, 0};
    check.home = true;
    for (int day = 0; day < 4; ++day) {
        EXPECT_EQ(say(check), "fresh");
        s.advance(a_day);
    }
    // 200 a day at least, a sixth of it at once.
    int let_in = 0;
    while (say(check) == "fresh" && let_in < 300) ++let_in;
    EXPECT_GE(let_in, 32);
    EXPECT_LE(let_in, 40);   // a few come back while the test runs
    check.challenge_passed = true;   // at home a person may prove to be one
    EXPECT_EQ(say(check), "fresh");
}

TEST_F(AdmissionRules, SpendNoMoreThanTheDaysMoney) {
    AdmissionCheck check;
    check.spend = RuleAction::refuse;
    check.cost_micros = 45'000;
    check.spend_account_cap = 10'000'000;
    int let_in = 0;
    std::vector<int> marks;
    for (int i = 0; i < 300; ++i) {
        const auto answer = ask(check);
        if (word(answer) != "fresh") continue;
        ++let_in;
        if (answer.notes.spend_percent > 0) marks.push_back(answer.notes.spend_percent);
    }
    EXPECT_EQ(let_in, 222);   // 9.99 of 10.00
    EXPECT_EQ(marks, (std::vector{50, 80}));
    EXPECT_EQ(say(check), "spend_account refuse");
    s.advance(a_day);
    EXPECT_EQ(say(check), "fresh");
}

TEST_F(AdmissionRules, SpendNoMoreThanACountrysMoney) {
    AdmissionCheck check;
    check.spend = RuleAction::refuse;
    check.cost_micros = 1'000'000;
    check.spend_country_cap = 2'000'000;
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "fresh");
    EXPECT_EQ(say(check), "spend_country refuse");
    EXPECT_EQ(say(check, message("+4915112345678", "DE")), "fresh");
}

TEST_F(AdmissionRules, KeepAccountsApart) {
    AdmissionCheck check;
    check.limits = {limit({1, a_day, 0})};
    EXPECT_EQ(say(check), "fresh");
    auto other = message();
    other.message.account = AccountId("bank");
    EXPECT_EQ(say(check, other), "fresh");
    EXPECT_EQ(say(check), "recipient refuse");
}

TEST_F(AdmissionRules, SayHowFarTheAccountIsFromItsRate) {
    AdmissionCheck check;
    check.account_rate = RuleAction::refuse;
    check.rate = {1, 1000s, 3};
    // A little more when the machine is busy.
    const auto about = [](Millis slack, Millis expected) { return slack >= expected && slack < expected + 100s; };
    EXPECT_PRED2(about, ask(check).notes.rate_slack, 2000s);
    EXPECT_PRED2(about, ask(check).notes.rate_slack, 1000s);
    EXPECT_PRED2(about, ask(check).notes.rate_slack, 0s);
    EXPECT_EQ(say(check), "account_rate refuse");
}

}   // namespace
}   // namespace smsgw::test
