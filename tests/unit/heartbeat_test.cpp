// Who hangs and who only waits, from a pulse up to what the service manager hears.
#include "base/heartbeat.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/supervisor.hpp"
#include "base/log.hpp"
#include "base/vitals.hpp"
#include "support/fake_clock.hpp"

namespace smsgw {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(HeartbeatTest, APulseHangsWhenItHasNotMovedForItsSpan) {
    Heartbeat heartbeat;
    Heartbeat::Pulse pulse(heartbeat, "leasing", 10s);
    pulse.moved();
    heartbeat.age(10s);
    EXPECT_THAT(heartbeat.overdue(), IsEmpty());
    heartbeat.age(1ms);
    EXPECT_THAT(heartbeat.overdue(), ElementsAre("leasing"));
    pulse.moved();
    EXPECT_THAT(heartbeat.overdue(), IsEmpty());
}

TEST(HeartbeatTest, NothingIsExpectedOfAPulseAtRest) {
    Heartbeat heartbeat;
    Heartbeat::Pulse never_moved(heartbeat, "a", 10s);
    Heartbeat::Pulse resting(heartbeat, "b", 10s);
    resting.moved();
    resting.rest();
    heartbeat.age(1h);
    EXPECT_THAT(heartbeat.overdue(), IsEmpty());
}

TEST(HeartbeatTest, NamesEachOnceAndForgetsWhatIsGone) {
    Heartbeat heartbeat;
    Heartbeat::Pulse one(heartbeat, "submitting", 10s);
    one.moved();
    {
        Heartbeat::Pulse other(heartbeat, "submitting", 10s);
        Heartbeat::Pulse third(heartbeat, "leasing", 10s);
        other.moved();
        third.moved();
        heartbeat.age(11s);
        EXPECT_THAT(heartbeat.overdue(), ElementsAre("leasing", "submitting"));
    }
    EXPECT_THAT(heartbeat.overdue(), ElementsAre("submitting"));
}

class VitalsTest : public testing::Test {
protected:
    void pass(int seconds) {
        for (int i = 0; i < seconds; ++i) {
            clock.advance(1s);
            vitals.look();
        }
    }

    test::FakeClock clock;
    Vitals vitals{clock};
    Heartbeat heartbeat;
    Heartbeat::Pulse pulse{heartbeat, "leasing", 10s};
    bool storage_serves = true;
};

TEST_F(VitalsTest, ReportsWhatHangsAndThatItLooked) {
    vitals.watch(heartbeat, [] { return true; });
    pulse.moved();
    pass(10);
    EXPECT_THAT(vitals.report().overdue, IsEmpty());
    pass(1);
    EXPECT_THAT(vitals.report().overdue, ElementsAre("leasing"));
    EXPECT_EQ(vitals.report().looks, 11U);
}

TEST_F(VitalsTest, DoesNotCountTheTimeInWhichTheProcessStoodStill) {
    vitals.watch(heartbeat, [] { return true; });
    pulse.moved();
    pass(5);
    clock.advance(3h);   // SIGSTOP, a debugger, a machine that slept
    vitals.look();
    EXPECT_THAT(vitals.report().overdue, IsEmpty());
    pass(4);
    EXPECT_THAT(vitals.report().overdue, ElementsAre("leasing"));
}

TEST_F(VitalsTest, DoesNotCountTheTimeThatDoesNotCount) {
    vitals.watch(heartbeat, [this] { return storage_serves; });
    pulse.moved();
    pass(5);
    storage_serves = false;
    pass(3'600);
    EXPECT_THAT(vitals.report().overdue, IsEmpty());
    storage_serves = true;
    pass(6);
    EXPECT_THAT(vitals.report().overdue, ElementsAre("leasing"));
}

class SupervisorTest : public VitalsTest {
protected:
    void SetUp() override {
        vitals.watch(heartbeat, [] { return true; });
        supervisor.watch("engine 0", vitals);
    }

    // Seconds in which the engine's loop turns, or stands still.
    enum class Loop { turns, stands };
    void supervise(int seconds, Loop loop = Loop::turns) {
        for (int i = 0; i < seconds; ++i) {
            clock.advance(1s);
            if (loop == Loop::turns) vitals.look();
            supervisor.look();
        }
    }
    int beats() { return std::exchange(beats_, 0); }

    int beats_ = 0;
    app::Supervisor supervisor{clock, Millis{60s}, [this](std::string_view state) {
                                   EXPECT_EQ(state, "WATCHDOG=1");
                                   ++beats_;
                               }};
};

TEST_F(SupervisorTest, TellsTheServiceManagerAsLongAsNothingHangs) {
    supervise(3'600);
    EXPECT_EQ(beats(), 3'600);
    EXPECT_THAT(supervisor.hanging(), IsEmpty());
}

TEST_F(SupervisorTest, IsSilentWhileWorkHangs) {
    // given work that is in hand and does not move
    std::string lines;
    const log::Capture capture(lines);
    pulse.moved();
    supervise(11);
    beats();
    // when it goes on so
    supervise(100);
    // then the manager hears nothing, and /livez and one line of the log say why
    EXPECT_EQ(beats(), 0);
    EXPECT_THAT(supervisor.hanging(), ElementsAre("engine 0: leasing"));
    EXPECT_THAT(lines, HasSubstr("watchdog.overdue"));
    EXPECT_EQ(lines.find("watchdog.overdue"), lines.rfind("watchdog.overdue"));
    // and when it moves after all, all is well again
    pulse.moved();
    supervise(5);
    EXPECT_EQ(beats(), 5);
    EXPECT_THAT(lines, HasSubstr("watchdog.recovered"));
}

TEST_F(SupervisorTest, IsSilentWhileAnEventLoopStands) {
    supervise(30, Loop::stands);
    EXPECT_EQ(beats(), 30);
    supervise(30, Loop::stands);
    EXPECT_EQ(beats(), 0);
    EXPECT_THAT(supervisor.hanging(), ElementsAre("engine 0: event loop"));
    supervise(5);
    EXPECT_EQ(beats(), 5);
}

TEST_F(SupervisorTest, DoesNotBlameEnginesForAProcessThatStoodStill) {
    pulse.moved();
    supervise(5);
    beats();
    clock.advance(3h);
    supervisor.look();   // before the engine had its turn
    EXPECT_EQ(beats(), 1);
    supervise(3);
    EXPECT_EQ(beats(), 3);
}

TEST_F(SupervisorTest, ForgetsAnEngineThatEnds) {
    supervise(40, Loop::stands);
    supervisor.forget(vitals);
    beats();
    supervise(40, Loop::stands);
    EXPECT_EQ(beats(), 40);
}

TEST(Supervisor, LooksOftenEnoughForAShortWatchdogTimeAndStaysPatientWithEngines) {
    test::FakeClock clock;
    Vitals vitals(clock);
    int beats = 0;
    app::Supervisor supervisor(clock, Millis{1s}, [&](std::string_view) { ++beats; });
    supervisor.watch("engine 0", vitals);
    // when an engine shows itself once a second only
    for (int i = 0; i < 40; ++i) {
        clock.advance(250ms);
        if (i % 4 == 0) vitals.look();
        supervisor.look();
    }
    EXPECT_EQ(beats, 40);
}

TEST(Supervisor, TellsNobodyWhereNobodyWatches) {
    test::FakeClock clock;
    Vitals vitals(clock);
    app::Supervisor supervisor(clock, std::nullopt, [](std::string_view) { FAIL(); });
    supervisor.watch("engine 0", vitals);
    for (int i = 0; i < 31; ++i) {
        clock.advance(1s);
        supervisor.look();
    }
    // and still knows what hangs, for /livez
    EXPECT_THAT(supervisor.hanging(), ElementsAre("engine 0: event loop"));
}

}   // namespace
}   // namespace smsgw
