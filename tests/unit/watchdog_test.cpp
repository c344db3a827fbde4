#include "base/watchdog.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace smsgw {
namespace {

using namespace std::chrono_literals;

TEST(Watchdog, CallsBackOnceWhenADeadlineHasPassed) {
    test::FakeClock clock;
    Watchdog watchdog(clock);
    int expired = 0;
    Watchdog::Guard guard(watchdog, [&] { ++expired; });
    guard.expire_after(5s);
    clock.advance(4999ms);
    watchdog.check();
    EXPECT_EQ(expired, 0);
    clock.advance(1ms);
    watchdog.check();
    watchdog.check();
    EXPECT_EQ(expired, 1);
}

TEST(Watchdog, ForgetsAClearedDeadline) {
    test::FakeClock clock;
    Watchdog watchdog(clock);
    int expired = 0;
    Watchdog::Guard guard(watchdog, [&] { ++expired; });
    guard.expire_after(5s);
    guard.clear();
    clock.advance(10s);
    watchdog.check();
    EXPECT_EQ(expired, 0);
}

}   // namespace
}   // namespace smsgw
