// Second submits for want of a report, and providers that lose traffic because what they accept does not arrive.
#include "support/dispatch_fixture.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

class DispatcherHedgeTest : public test::DispatchFixture {
protected:
    DispatcherHedgeTest() { config.hedge_otp = 20s; }

    MsgId admit(Lane lane) { return s.admit(test::a_new_message(lane)).msgid; }
    // How many attempts x and y have had.
    std::string attempts() const {
        return std::to_string(x.submits.size()) + " " + std::to_string(y.submits.size());
    }
};

TEST_F(DispatcherHedgeTest, GoesThroughTheOtherProviderWhenNoReportComes) {
    const auto msgid = admit(Lane::otp);
    start();
    pass(19s);
    EXPECT_EQ(attempts(), "1 0");
    pass(3s);
    EXPECT_EQ(attempts(), "1 1");
    EXPECT_EQ(y.submits[0].message.text.reveal(), "Your code is 123456");
    EXPECT_EQ(y.submits[0].attempt, 2);
    EXPECT_TRUE(s.view(msgid).duplicate_possible);
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted");
    EXPECT_EQ(s.report(MsgStatus::delivered, "x1"), Applied::changed);   // late, and as good
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted delivered");
    pass(10min);
    EXPECT_EQ(attempts(), "1 1");
}

TEST_F(DispatcherHedgeTest, IsNotMadeForOtherLanesOrWithoutTheSetting) {
    admit(Lane::normal);
    start();
    pass(1min);
    EXPECT_EQ(attempts(), "1 0");
}

TEST_F(DispatcherHedgeTest, IsNotMadeWhereThereIsNoOtherProvider) {
    routes = only_x;
    admit(Lane::otp);
    start();
    pass(1min);
    EXPECT_EQ(attempts(), "1 0");
}

TEST_F(DispatcherHedgeTest, IsSwitchedOffByNought) {
    config.hedge_otp = 0s;
    admit(Lane::otp);
    start();
    pass(1min);
    EXPECT_EQ(attempts(), "1 0");
}

TEST_F(DispatcherHedgeTest, ThatIsRefusedLeavesTheMessageAlone) {
    const auto msgid = admit(Lane::otp);
    y.otherwise = Refused{"y_1"};
    start();
    pass(1min);
    EXPECT_EQ(attempts(), "1 1");
    EXPECT_EQ(s.status(msgid), MsgStatus::submitted);
}

// There is one for each message at most, and its provider did nothing to be spared: it is no retry.
TEST_F(DispatcherHedgeTest, IsNoRetryOfItsProvider) {
    config.retry_budget = {.per_first_try = 0, .per_second = 1, .saved_max = 1};
    for (int i = 0; i < 30; ++i) admit(Lane::otp);
    start();
    pass(23s);
    EXPECT_EQ(attempts(), "30 30");
}

TEST_F(DispatcherHedgeTest, WaitsForAPausedProvider) {
    admit(Lane::otp);
    s.states.states[y.id()] = ProviderState::paused;
    start();
    pass(30s);
    EXPECT_EQ(attempts(), "1 0");
    s.states.states[y.id()] = ProviderState::active;
    pass(10s);
    EXPECT_EQ(attempts(), "1 1");
}

TEST_F(DispatcherHedgeTest, TellsTheProviderWhatIsLeftOfTheValidity) {
    admit(Lane::otp);
    start();
    pass(25s);
    EXPECT_LE(x.submits.at(0).validity, 10min);
    EXPECT_GT(x.submits.at(0).validity, 9min);
    EXPECT_LE(y.submits.at(0).validity, 10min - 20s);
}

TEST_F(DispatcherHedgeTest, TrafficMovesToWhoDelivers) {
    std::vector<QualityRow> rows;
    const auto now = s.clock.wall;
    rows.push_back({.provider = x.id(), .country = "NL", .minute = now - 5min, .submitted = 100});
    rows.push_back(
        {.provider = y.id(), .country = "NL", .minute = now - 5min, .submitted = 100, .delivered = 95});
    quality.learn(rows, now);
    admit_many(40);
    start();
    EXPECT_GT(y.submits.size(), 30U);
    EXPECT_EQ(x.submits.size() + y.submits.size(), 40U);
}

}   // namespace
}   // namespace smsgw::dispatch
