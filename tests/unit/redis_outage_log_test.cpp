// An outage is one line at its start, one per second while it lasts, one at its end.
#include "redis/outage_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/log.hpp"
#include "support/fake_clock.hpp"

namespace smsgw::redis {
namespace {

using namespace std::chrono_literals;
using testing::ContainsRegex;
using testing::HasSubstr;

class RedisOutageLog : public testing::Test {
protected:
    std::ptrdiff_t line_count() const { return std::count(lines.begin(), lines.end(), '\n'); }

    test::FakeClock clock;
    std::string lines;
    log::Capture capture{lines};
    OutageLog outage{clock, "engine0", "redis://h:6379/0"};
};

TEST_F(RedisOutageLog, LogsTheFirstFailureAtOnceAndThenACountOnceASecond) {
    outage.failed(Errc::redis_timeout);
    EXPECT_EQ(line_count(), 1);
    EXPECT_THAT(lines, HasSubstr("redis_timeout"));
    for (int i = 0; i < 9; ++i) {
        clock.advance(100ms);
        outage.failed(Errc::connect_failed);
    }
    EXPECT_EQ(line_count(), 1);
    clock.advance(100ms);
    outage.failed(Errc::connect_failed);
    EXPECT_EQ(line_count(), 2);
    EXPECT_THAT(lines, ContainsRegex("failures\"?[=:]11"));
}

TEST_F(RedisOutageLog, SaysHowLongItTookAndStartsAnew) {
    outage.failed(Errc::redis_timeout);
    clock.advance(2500ms);
    outage.connected();
    EXPECT_THAT(lines, ContainsRegex("took_ms\"?[=:]2500"));
    outage.failed(Errc::redis_timeout);
    EXPECT_EQ(line_count(), 3);
}

TEST_F(RedisOutageLog, LogsAReasonForDistrustOnceAndThenACountOnceAMinute) {
    outage.distrusted("NOGROUP of queue 1");
    EXPECT_EQ(line_count(), 1);
    EXPECT_THAT(lines, HasSubstr("NOGROUP of queue 1"));
    for (int i = 0; i < 5; ++i) {
        clock.advance(10s);
        outage.distrusted("NOGROUP of queue 2");
        outage.connected();
    }
    lines.clear();
    clock.advance(10s);
    outage.distrusted("NOGROUP of queue 1");
    EXPECT_EQ(line_count(), 1);
    EXPECT_THAT(lines, ContainsRegex("times\"?[=:]7"));
}

TEST_F(RedisOutageLog, LogsAnotherReasonForDistrustAtOnce) {
    outage.distrusted("NOGROUP of queue 1");
    outage.distrusted("READONLY replica");
    EXPECT_EQ(line_count(), 2);
    outage.distrusted("NOGROUP of queue 1");
    EXPECT_EQ(line_count(), 3);
}

}   // namespace
}   // namespace smsgw::redis
