// How people write a limit.
#include "intake/allowance.hpp"

#include <gtest/gtest.h>

namespace smsgw::intake {
namespace {

using namespace std::chrono_literals;

TEST(Allowance, IsACountASpanAndPerhapsABurst) {
    EXPECT_EQ(read_allowance("10/h"), (Allowance{10, 1h, 0}));
    EXPECT_EQ(read_allowance("1/30s"), (Allowance{1, 30s, 0}));
    EXPECT_EQ(read_allowance("3/10m"), (Allowance{3, 10min, 0}));
    EXPECT_EQ(read_allowance("50/d:20"), (Allowance{50, 24h, 20}));
    EXPECT_EQ(read_allowance("50/32d"), (Allowance{50, 32 * 24h, 0}));
    EXPECT_EQ(read_allowance("5/h:5"), (Allowance{5, 1h, 0}));
}

TEST(Allowance, IsNothingElse) {
    for (const char* text : {"", "10", "/h", "10/", "10/x", "0/h", "-1/h", "10/0h", "10/h:", "10/h:0", "1.5/h", "10/33d",
                             "1000001/h", "10 /h", "10/h:x", "10/hh", "10/h/h", "99999999999/h"})
        EXPECT_FALSE(read_allowance(text).has_value()) << text;
}

TEST(Allowance, IsWrittenAsShortAsItCanBeRead) {
    for (const char* text : {"10/h", "1/30s", "3/10m", "50/d:20", "7/90m", "1/2d"})
        EXPECT_EQ(to_text(*read_allowance(text)), text);
    EXPECT_EQ(to_text(*read_allowance("10/60m")), "10/h");
}

}   // namespace
}   // namespace smsgw::intake
