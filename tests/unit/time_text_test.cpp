// Times as clients read them.
#include "base/time_text.hpp"

#include <gtest/gtest.h>

namespace smsgw {
namespace {

std::string text_of(std::int64_t millis) {
    return to_rfc3339(WallTime(Millis(millis)));
}

TEST(TimeText, IsUtcWithMilliseconds) {
    EXPECT_EQ(text_of(1'767'323'045'678), "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(text_of(1'767'323'045'007), "2026-01-02T03:04:05.007Z");
    EXPECT_EQ(text_of(1'767'323'045'000), "2026-01-02T03:04:05.000Z");
}

TEST(TimeText, KnowsTheEdgesOfTheCalendar) {
    EXPECT_EQ(text_of(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(text_of(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(text_of(1'709'164'799'999), "2024-02-28T23:59:59.999Z");
    EXPECT_EQ(text_of(1'709'164'800'000), "2024-02-29T00:00:00.000Z");
    EXPECT_EQ(text_of(4'102'444'799'999), "2099-12-31T23:59:59.999Z");
}

TEST(TimeText, IsReadBackWhereverTheClockStands) {
    const WallTime expected(Millis(1'767'323'045'678));
    for (const char* text : {"2026-01-02T03:04:05.678Z", "2026-01-02t03:04:05.6789z",
                             "2026-01-02 04:04:05.678+01:00", "2026-01-01T23:34:05.678-03:30"})
        EXPECT_EQ(from_rfc3339(text), expected) << text;
    EXPECT_EQ(from_rfc3339("2024-02-29T00:00:00Z"), WallTime(Millis(1'709'164'800'000)));
    EXPECT_EQ(from_rfc3339("2016-12-31T23:59:60Z"), from_rfc3339("2017-01-01T00:00:00Z"));
}

TEST(TimeText, IsNotReadUnlessItIsATime) {
    for (const char* text :
         {"", "2026", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04Z", "2026-02-29T00:00:00Z",
          "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-02T24:00:00Z",
          "2026-01-02T03:60:00Z", "2026-01-02T03:04:61Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05+0100",
          "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05Zx", "+026-01-02T03:04:05Z",
          " 2026-01-02T03:04:05Z"})
        EXPECT_FALSE(from_rfc3339(text)) << text;
}

TEST(MonthText, IsTheMonthInUtc) {
    EXPECT_EQ(month_text(*from_rfc3339("2026-01-31T23:59:59.999Z")), "202601");
    EXPECT_EQ(month_text(*from_rfc3339("2026-02-01T00:30:00+01:00")), "202601");
    EXPECT_EQ(month_text(*from_rfc3339("2026-12-01T00:00:00Z")), "202612");
}

}   // namespace
}   // namespace smsgw
