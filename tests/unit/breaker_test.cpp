// When submitting to a provider stops, how it is tried again, and which answers count.
#include "base/breaker.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dispatch/breaker_outcome.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;
using Kind = Breaker::Permit::Kind;
using Outcome = Breaker::Outcome;
using Change = Breaker::Change;
using State = Breaker::State;

class BreakerTest : public ::testing::Test {
protected:
    Change attempt(Outcome outcome) {
        const auto permit = breaker.ask(now);
        EXPECT_NE(permit.kind, Kind::wait);
        return breaker.note(permit, outcome, now);
    }

    // Outcomes one after the other: s success, f failure, t throttled, r refused, - nothing submitted. Says what changed.
    std::string attempts(const std::string& outcomes) {
        std::string changes;
        for (const char c : outcomes) {
            const auto outcome = c == 's'   ? Outcome::success
                                 : c == 'f' ? Outcome::failure
                                 : c == 't' ? Outcome::throttled
                                 : c == 'r' ? Outcome::refused
                                            : Outcome::none;
            const auto change = attempt(outcome);
            changes += change == Change::opened ? 'O' : change == Change::closed ? 'C' : '.';
        }
        return changes;
    }

    void open_by_failures() { ASSERT_EQ(attempts(std::string(20, 'f')), std::string(19, '.') + "O"); }

    // How long it stays open from here on.
    Millis open_for() {
        const auto permit = breaker.ask(now);
        EXPECT_EQ(permit.kind, Kind::wait);
        return std::chrono::duration_cast<Millis>(permit.until - now);
    }

    MonoTime now = MonoTime(std::chrono::hours{1});
    Breaker breaker;
};

struct Story {
    std::string name;
    std::string outcomes;
    State state;
};

class BreakerStories : public BreakerTest, public ::testing::WithParamInterface<Story> {};

TEST_P(BreakerStories, EndWithTheStateOfTheTable) {
    attempts(GetParam().outcomes);
    EXPECT_EQ(breaker.state(now), GetParam().state);
}

std::string of(int count, const std::string& pattern) {
    std::string all;
    for (int i = 0; i < count; ++i) all += pattern;
    return all;
}

const Story stories[] = {
    {"NothingYet", "", State::closed},
    {"TooFewToJudge", of(19, "f"), State::closed},
    {"EnoughFailures", of(20, "f"), State::open},
    {"JustHalfOfThem", of(10, "sf"), State::open},
    {"LessThanHalf", of(9, "sf") + "ss", State::closed},
    {"LessThanHalfOfMany", of(200, "ssf"), State::closed},
    {"ThrottledIsNoFailure", of(50, "t"), State::closed},
    {"ThrottledDoesNotDiluteEither", of(19, "f") + of(50, "t") + "f", State::open},
    {"NothingSubmittedDoesNotCount", of(19, "f-") + "-", State::closed},
    {"RefusedAsAWhole", "r", State::open},
    {"RefusedAmongSuccesses", of(100, "s") + "r", State::open},
};
INSTANTIATE_TEST_SUITE_P(Stories, BreakerStories, ::testing::ValuesIn(stories),
                         [](const auto& row) { return row.param.name; });

TEST_F(BreakerTest, ForgetsWhatIsOlderThanTheWindow) {
    attempts(of(19, "f"));
    now += 10s;
    attempts(of(19, "f"));
    EXPECT_EQ(breaker.state(now), State::closed);
    now += 5s;
    EXPECT_EQ(attempts("f"), "O");
}

TEST_F(BreakerTest, LetsNothingThroughUntilItsTimeIsOver) {
    open_by_failures();
    EXPECT_EQ(open_for(), 5s);
    now += 4999ms;
    EXPECT_EQ(breaker.ask(now).kind, Kind::wait);
    EXPECT_EQ(breaker.state(now), State::open);
    now += 1ms;
    EXPECT_EQ(breaker.state(now), State::half_open);
    EXPECT_EQ(breaker.ask(now).kind, Kind::probe);
}

TEST_F(BreakerTest, LetsThreeProbesThroughAtATime) {
    open_by_failures();
    now += 5s;
    const auto first = breaker.ask(now);
    breaker.ask(now);
    breaker.ask(now);
    const auto fourth = breaker.ask(now);
    EXPECT_EQ(fourth.kind, Kind::wait);
    EXPECT_EQ(fourth.until, now + 1s);
    breaker.note(first, Outcome::success, now);
    EXPECT_EQ(breaker.ask(now).kind, Kind::probe);
    EXPECT_EQ(breaker.ask(now).kind, Kind::wait);
}

TEST_F(BreakerTest, GetsTheSlotOfAProbeBackThatSaysNothing) {
    open_by_failures();
    now += 5s;
    EXPECT_EQ(attempts("------tttttt"), "............");
    EXPECT_EQ(breaker.state(now), State::half_open);
}

TEST_F(BreakerTest, ClosesAfterThreeSuccessfulProbes) {
    open_by_failures();
    now += 5s;
    EXPECT_EQ(attempts("ststs"), "....C");
    EXPECT_EQ(breaker.ask(now).kind, Kind::go);
}

TEST_F(BreakerTest, BeginsAnewWhenItHasClosed) {
    open_by_failures();
    now += 5s;
    attempts("sss");
    EXPECT_EQ(attempts(of(19, "f")), of(19, "."));   // the failures of before are forgotten
    EXPECT_EQ(attempts("f"), "O");
    EXPECT_EQ(open_for(), 5s);
}

TEST_F(BreakerTest, StaysOpenTwiceAsLongEachTimeThatAProbeFailsUpToAMinute) {
    open_by_failures();
    std::vector<Millis> spans;
    for (int i = 0; i < 6; ++i) {
        spans.push_back(open_for());
        now += spans.back();
        EXPECT_EQ(attempts("ssf"), "..O");   // two successes are not three
    }
    EXPECT_EQ(spans, (std::vector<Millis>{5s, 10s, 20s, 40s, 60s, 60s}));
}

TEST_F(BreakerTest, StaysOpenForHalfAMinuteWhenTheProviderRefusesUs) {
    attempts("r");
    EXPECT_EQ(open_for(), 30s);
    now += 30s;
    attempts("r");
    EXPECT_EQ(open_for(), 30s);
}

TEST_F(BreakerTest, TakesARefusalAlsoFromAnAttemptThatBeganBeforeItOpened) {
    const auto early = breaker.ask(now);
    open_by_failures();
    EXPECT_EQ(breaker.note(early, Outcome::refused, now),
              Change::none);   // open already: no second line in the log
    EXPECT_EQ(open_for(), 30s);
}

TEST_F(BreakerTest, LearnsNothingElseFromAttemptsThatBeganBeforeItOpened) {
    std::vector<Breaker::Permit> early;
    for (int i = 0; i < 40; ++i) early.push_back(breaker.ask(now));
    open_by_failures();
    now += 5s;
    const auto probe = breaker.ask(now);
    for (int i = 0; i < 40; ++i)
        EXPECT_EQ(breaker.note(early[i], i < 20 ? Outcome::success : Outcome::failure, now), Change::none);
    EXPECT_EQ(breaker.state(now), State::half_open);
    EXPECT_EQ(breaker.note(probe, Outcome::failure, now), Change::opened);
}

TEST_F(BreakerTest, DoesNotCountAProbeOfAnEarlierRound) {
    open_by_failures();
    now += 5s;
    const auto slow = breaker.ask(now);
    attempts("f");
    now += 10s;
    breaker.ask(now);
    breaker.ask(now);
    breaker.ask(now);
    EXPECT_EQ(breaker.note(slow, Outcome::failure, now), Change::none);
    EXPECT_EQ(breaker.ask(now).kind, Kind::wait);   // nor does it free a slot
    EXPECT_EQ(breaker.state(now), State::half_open);
}

TEST(BreakerOutcome, IsWhatAnAttemptSaysAboutItsProvider) {
    const std::pair<SubmitOutcome, Outcome> rows[] = {
        {Accepted{}, Outcome::success},
        {NotAccepted{.error = "connect_timeout", .retry_after = {}}, Outcome::failure},
        {NotAccepted{.error = "http_503", .retry_after = 5s}, Outcome::failure},
        {NotAccepted{.error = "http_429", .retry_after = 5s, .cause = NotAccepted::Cause::throttled},
         Outcome::throttled},
        {NotAccepted{.error = "too_late_to_write", .retry_after = {}, .cause = NotAccepted::Cause::ours},
         Outcome::none},
        {Refused{.error = "http_400", .scope = Refused::Scope::message}, Outcome::success},
        {Refused{.error = "http_401", .scope = Refused::Scope::provider}, Outcome::refused},
        {Ambiguous{.error = "read_timeout"}, Outcome::failure},
    };
    for (const auto& [outcome, expected] : rows)
        EXPECT_EQ(breaker_outcome(outcome), expected) << outcome.index();
}

}   // namespace
}   // namespace smsgw::dispatch
