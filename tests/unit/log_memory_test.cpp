// The last warnings and errors are there to be asked for; the rest of the log is not.
#include "base/log_memory.hpp"

#include <gtest/gtest.h>

namespace smsgw::log {
namespace {

TEST(LogMemory, KeepsWarningsAndErrorsTheNewestFirst) {
    std::string lines;
    const Capture capture(lines);
    warn("thing.odd", {f("count", 1), f("word", "a b")});
    info("thing.done");
    error("thing.broken");
    const auto kept = remembered();
    ASSERT_GE(kept.size(), 2U);
    EXPECT_EQ(kept[0].event, "thing.broken");
    EXPECT_EQ(kept[0].level, Level::error);
    EXPECT_EQ(kept[1].event, "thing.odd");
    EXPECT_EQ(kept[1].fields,
              (std::vector<std::pair<std::string, std::string>>{{"count", "1"}, {"word", "a b"}}));
    EXPECT_LE(kept[1].at, kept[0].at);
}

TEST(LogMemory, ForgetsTheOldest) {
    std::string lines;
    const Capture capture(lines);
    for (std::size_t i = 0; i <= remembered_max; ++i) warn("thing.odd", {f("count", i)});
    const auto kept = remembered();
    ASSERT_EQ(kept.size(), remembered_max);
    EXPECT_EQ(kept.front().fields[0].second, std::to_string(remembered_max));
    EXPECT_EQ(kept.back().fields[0].second, "1");
}

}   // namespace
}   // namespace smsgw::log
