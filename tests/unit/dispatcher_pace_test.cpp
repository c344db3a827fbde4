// Providers that take only so much: throttled, busy, paused. A message waits or goes elsewhere, and nobody else waits for it.
#include <algorithm>
#include <string>

#include "base/log.hpp"
#include "support/dispatch_fixture.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

class DispatcherPace : public test::DispatchFixture {
protected:
    void SetUp() override {
        routes = {{.prefix = "+31", .providers = {ProviderId("x")}},
                  {.prefix = "+49", .providers = {ProviderId("y")}}};
    }
    // In steps in which waits of a second or so are seen.
    void pass_finely(Millis span) { pass(span, 200ms); }
    MsgId admit_elsewhere() {
        auto message = test::a_new_message();
        message.message.to = *E164Number::parse("+4915112345678");
        return s.admit(std::move(message)).msgid;
    }
    MsgId admit_in(Lane lane) { return s.admit(test::a_new_message(lane)).msgid; }

    const ProviderId id_x{"x"};
};

class DispatcherThrottle : public DispatcherPace {};

TEST_F(DispatcherThrottle, KeepsThePaceAndLosesNothing) {
    pace[id_x] = {.tps = 10};
    admit_many(100);
    start();
    pass_finely(5s);
    EXPECT_GE(x.submits.size(), 45U);
    EXPECT_LE(x.submits.size(), 50U);
    pass_finely(6s);
    EXPECT_EQ(with_status(MsgStatus::submitted), 100);
    EXPECT_TRUE(
        std::all_of(x.submits.begin(), x.submits.end(), [](const auto& r) { return r.attempt == 1; }));
}

TEST_F(DispatcherThrottle, AsksForEachMessageOfABacklogAboutTwice) {
    pace[id_x] = {.tps = 50};
    admit_many(1000);
    start();
    pass_finely(22s);
    EXPECT_EQ(with_status(MsgStatus::submitted), 1000);
    EXPECT_LE(s.throttle().requests.size(), 2'200U);
}

TEST_F(DispatcherThrottle, DoesNotHoldUpWhatGoesElsewhere) {
    config.in_flight_max = 4;
    pace[id_x] = {.tps = 1};
    admit_many(20);
    for (int i = 0; i < 20; ++i) admit_elsewhere();
    start();
    EXPECT_EQ(y.submits.size(), 20U);
    EXPECT_EQ(x.submits.size(), 1U);
}

TEST_F(DispatcherThrottle, LetsOtpPassTheOthers) {
    pace[id_x] = {.tps = 2};
    for (int i = 0; i < 40; ++i) admit_in(Lane::bulk);
    start();
    pass_finely(3s);
    const auto otp = admit_in(Lane::otp);
    pass_finely(1200ms);
    EXPECT_EQ(s.status(otp), MsgStatus::submitted);
    EXPECT_GT(with_status(MsgStatus::queued), 25);
}

TEST_F(DispatcherThrottle, LeavesAMessageToTheNextProviderWhenItsTurnWouldComeAfterItsValidity) {
    routes = {{.prefix = "+", .providers = {ProviderId("x"), ProviderId("y")}}};
    pace[id_x] = {.tps = 0.001};
    admit_many(2);
    start();
    EXPECT_EQ(x.submits.size(), 1U);
    ASSERT_EQ(y.submits.size(), 1U);
    EXPECT_EQ(y.submits[0].attempt, 1);
}

TEST_F(DispatcherThrottle, LetsAMessageExpireWithoutAnAttemptWhenNothingIsLeft) {
    pace[id_x] = {.tps = 0.001};
    admit_many(2);
    start();
    pass(11min, 1min);
    EXPECT_EQ(x.submits.size(), 1U);
    EXPECT_EQ(with_status(MsgStatus::expired), 1);
}

TEST_F(DispatcherThrottle, ThatIsAwayCostsTimeAndNoAttempt) {
    pace[id_x] = {.tps = 10};
    s.throttle().failure = Errc::storage_unavailable;
    const auto msgid = s.admit().msgid;
    start();
    pass(5s);
    EXPECT_TRUE(x.submits.empty());
    s.throttle().failure = Errc{};
    pass(2s);
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted");
}

TEST_F(DispatcherThrottle, GivesBackWhatWaitsForItWhenTheProcessStops) {
    pace[id_x] = {.tps = 2};
    admit_many(2);
    start();
    ASSERT_EQ(dispatcher->in_flight(), 1);   // the second one waits half a second
    test::run_task(s.io, dispatcher->stop(1min));
    s.promote();
    EXPECT_EQ(test::value_of(s.run(s.other_queue().lease(8))).size(), 1U);
    EXPECT_EQ(x.submits.size(), 1U);
}

class DispatcherPlaces : public DispatcherPace {};

TEST_F(DispatcherPlaces, AreNeverMoreThanTheProviderMayHave) {
    in_flight_max[id_x] = 2;
    x.takes = 3s;
    admit_many(10);
    start();
    EXPECT_EQ(x.under_way, 2);
    pass(2min);
    EXPECT_EQ(x.under_way_most, 2);
    EXPECT_EQ(with_status(MsgStatus::submitted), 10);
}

TEST_F(DispatcherPlaces, AreTakenAsSoonAsTheyAreFree) {
    in_flight_max[id_x] = 1;
    x.takes = 500ms;
    admit_many(2);
    start();
    s.clock.advance(500ms);
    test::drive(s.io);
    EXPECT_EQ(x.submits.size(), 2U);
}

TEST_F(DispatcherPlaces, ThatAreAllTakenDoNotHoldUpWhatGoesElsewhere) {
    config.in_flight_max = 8;
    in_flight_max[id_x] = 2;
    x.takes = 30s;
    admit_many(30);
    for (int i = 0; i < 10; ++i) admit_elsewhere();
    start();
    pass(2s);
    EXPECT_EQ(x.under_way, 2);
    EXPECT_EQ(y.submits.size(), 10U);
}

TEST_F(DispatcherPlaces, AreFewerForAProviderThatThrottles) {
    in_flight_max[id_x] = 20;
    x.otherwise = NotAccepted{.error = "http_429", .cause = NotAccepted::Cause::throttled};
    admit_many(20);
    start();
    // when all twenty of the first round were refused, the next round is two fewer
    x.otherwise = Accepted{};
    x.takes = 30s;
    pass(5s);
    EXPECT_EQ(x.under_way_most, 18);
}

class DispatcherPauses : public DispatcherPace {
protected:
    void SetUp() override { routes = {{.prefix = "+", .providers = {ProviderId("x"), ProviderId("y")}}}; }
    void say(ProviderState state) {
        s.states.states = {{id_x, state}};
        pass(1s);
    }
    // Is this event in the log exactly once?
    static bool once(const std::string& lines, const std::string& event) {
        const auto at = lines.find(event);
        return at != std::string::npos && lines.find(event, at + 1) == std::string::npos;
    }
};

TEST_F(DispatcherPauses, AProviderThatAsksForASlowerPaceForAsLongAsItSays) {
    x.answers = {NotAccepted{.error = "http_429", .retry_after = 5s, .cause = NotAccepted::Cause::throttled}};
    s.admit();
    start();
    s.admit();
    pass(1s);
    EXPECT_EQ(x.submits.size(), 1U);
    EXPECT_EQ(y.submits.size(), 2U);
    pass(5s);
    s.admit();
    pass(1s);
    EXPECT_EQ(x.submits.size(), 2U);
}

TEST_F(DispatcherPauses, AProviderThatAsksForADayForAMinuteOnly) {
    x.answers = {
        NotAccepted{.error = "http_429", .retry_after = 24h, .cause = NotAccepted::Cause::throttled}};
    s.admit();
    start();
    pass(1min);
    s.admit();
    pass(1s);
    EXPECT_EQ(x.submits.size(), 2U);
}

TEST_F(DispatcherPauses, AProviderThatPeopleWantToRest) {
    std::string lines;
    const log::Capture capture(lines);
    start();
    say(ProviderState::paused);
    admit_many(3);
    pass(3s);
    EXPECT_TRUE(x.submits.empty());
    EXPECT_EQ(y.submits.size(), 3U);
    EXPECT_TRUE(once(lines, "provider.paused")) << lines;
    say(ProviderState::active);
    s.admit();
    pass(1s);
    EXPECT_EQ(x.submits.size(), 1U);
    EXPECT_TRUE(once(lines, "provider.resumed")) << lines;
}

TEST_F(DispatcherPauses, AMessageThatNothingElseTakesWithoutAnAttempt) {
    routes = only_x;
    s.states.states = {{id_x, ProviderState::draining}};
    const auto msgid = s.admit().msgid;
    start();
    pass(20s);
    EXPECT_TRUE(x.submits.empty());
    EXPECT_EQ(s.timeline(msgid), "queued");
    say(ProviderState::active);
    pass(4s);
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted");
}

TEST_F(DispatcherPauses, AProviderThatAMessageWaitsForAlready) {
    pace[id_x] = {.tps = 0.8};
    admit_in(Lane::otp);
    admit_in(Lane::otp);
    start();
    ASSERT_EQ(x.submits.size(), 1U);
    ASSERT_EQ(dispatcher->in_flight(), 1);   // the second one waits 1.3 s
    say(ProviderState::paused);
    pass(1s);
    EXPECT_EQ(x.submits.size(), 1U);
    EXPECT_EQ(y.submits.size(), 1U);
}

TEST_F(DispatcherPauses, EverythingUntilItIsKnownWhatPeopleWant) {
    s.states.failure = Errc::storage_unavailable;
    s.admit();
    start();
    pass(5s);
    EXPECT_TRUE(x.submits.empty());
    s.states.failure = Errc{};
    pass(1s);
    EXPECT_EQ(x.submits.size(), 1U);
}

TEST_F(DispatcherPauses, AndTellsWhichProvidersThereAre) {
    pace[id_x] = {.tps = 2.5};
    start();
    ASSERT_EQ(s.states.known.size(), 3U);
    for (const auto& one : s.states.known) EXPECT_EQ(one.tps, one.id == id_x ? 2.5 : 0);
}

}   // namespace
}   // namespace smsgw::dispatch
