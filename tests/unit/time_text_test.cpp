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

}   // namespace
}   // namespace smsgw
