// How many submits at once, and when those who cannot go come back.
#include "dispatch/places.hpp"

#include <gtest/gtest.h>

#include "dispatch/line.hpp"
#include "smsgw/ports/throttle.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;
using Outcome = Places::Outcome;

class PlacesTest : public testing::Test {
protected:
    // Fills all places, and ends one submit after another like that.
    void round(Places& places, Outcome outcome, Millis took = 50ms) {
        int taken = 0;
        for (; places.has_room(); ++taken) places.take();
        now += took;
        while (taken-- > 0) places.free(outcome, took, now);
    }

    MonoTime now{1h};
};

TEST_F(PlacesTest, AreAsManyAsAllowedAtFirst) {
    Places places(3);
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(places.has_room());
        places.take();
    }
    EXPECT_FALSE(places.has_room());
    places.free(Outcome::none, 0ms, now);
    EXPECT_TRUE(places.has_room());
}

TEST_F(PlacesTest, AreATenthFewerAfterALossHoweverManyWereLostTogether) {
    Places places(100);
    round(places, Outcome::loss);
    EXPECT_EQ(places.limit(), 90);
}

TEST_F(PlacesTest, AreFewerAgainWhenTheNextRoundIsLostToo) {
    Places places(100);
    round(places, Outcome::loss);
    now += 100ms;
    round(places, Outcome::loss);
    EXPECT_EQ(places.limit(), 81);
}

TEST_F(PlacesTest, AreCutAtMostOncePerUsualTimeOfASubmit) {
    Places places(100);
    round(places, Outcome::success, 4s);
    round(places, Outcome::loss);
    now += 3s;
    round(places, Outcome::loss);
    EXPECT_EQ(places.limit(), 90);
    now += 1s;
    round(places, Outcome::loss);
    EXPECT_EQ(places.limit(), 81);
}

TEST_F(PlacesTest, AreNeverFewerThanTwo) {
    Places places(64);
    for (int i = 0; i < 100; ++i) {
        round(places, Outcome::loss);
        now += 1s;
    }
    EXPECT_EQ(places.limit(), 2);
    Places one(1);
    round(one, Outcome::loss);
    EXPECT_EQ(one.limit(), 1);
}

TEST_F(PlacesTest, AreOneMoreAfterARoundOfSuccessesUpToWhatIsAllowed) {
    Places places(12);
    round(places, Outcome::loss);   // 10.8
    ASSERT_EQ(places.limit(), 10);
    round(places, Outcome::success);
    EXPECT_EQ(places.limit(), 11);
    for (int i = 0; i < 10; ++i) round(places, Outcome::success);
    EXPECT_EQ(places.limit(), 12);
}

TEST_F(PlacesTest, AreNotMoreWhileNobodyNeedsThem) {
    Places places(100);
    round(places, Outcome::loss);
    for (int i = 0; i < 1000; ++i) {
        places.take();
        places.free(Outcome::success, 50ms, now);
    }
    EXPECT_EQ(places.limit(), 90);
}

TEST_F(PlacesTest, KnowHowOftenOneFallsFree) {
    Places places(10);
    EXPECT_EQ(places.spacing(), 0us);
    round(places, Outcome::success, 1s);
    EXPECT_EQ(places.spacing(), 100ms);
}

TEST(LineTest, SendsTheNextAwayForLonger) {
    Line line;
    const MonoTime now{1h};
    EXPECT_EQ(line.join(now, 2s, 5ms), 2s);
    EXPECT_EQ(line.join(now, 2s, 5ms), 2005ms);
    EXPECT_EQ(line.join(now, 2s, 5ms), 2010ms);
    EXPECT_EQ(line.join(now + 1s, 2s, 5ms), 2s);
}

TEST(LineTest, SendsNobodyAwayForMoreThanAMinute) {
    Line line;
    const MonoTime now{1h};
    EXPECT_EQ(line.join(now, 2s, 29s), 2s);
    EXPECT_EQ(line.join(now, 2s, 29s), 31s);
    EXPECT_EQ(line.join(now, 2s, 29s), 60s);
    EXPECT_EQ(line.join(now, 2s, 29s), 2s);
    EXPECT_EQ(line.join(now, 2s, 29s), 31s);
}

TEST(PaceTest, GivesEachMessageItsShareOfASecondAndAFortieth) {
    const Pace pace{.tps = 50};
    EXPECT_EQ(pace.cost(1), 20'500us);
    EXPECT_EQ(pace.cost(2), 41'000us);
    EXPECT_EQ(pace.cost(3), 64'063us);       // sixteen fit
    EXPECT_EQ(pace.cost(60), 1'230'000us);   // none fits
    EXPECT_EQ((Pace{.tps = 0.5}).cost(1), 2'050'000us);
}

TEST(PaceTest, LetsABurstGoEarly) {
    EXPECT_EQ((Pace{.tps = 50}).slack(), 0us);
    EXPECT_EQ((Pace{.tps = 50, .burst = 11}).slack(), 205'000us);
}

}   // namespace
}   // namespace smsgw::dispatch
