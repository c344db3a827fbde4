// Cases of W3C Trace Context, 3.2 and 4: what is a trace, and what counts as none.
#include "domain/trace_parent.hpp"

#include <gtest/gtest.h>

namespace smsgw {
namespace {

const std::string good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

std::string with(std::size_t at, const std::string& text) {
    auto changed = good;
    return changed.replace(at, text.size(), text);
}

TEST(TraceParent, IsTakenAsItIs) {
    EXPECT_EQ(read_trace_parent(good).str(), good);
    EXPECT_EQ(read_trace_parent(with(53, "00")).str(), with(53, "00"));
}

TEST(TraceParent, OfALaterVersionIsReadAsOfOurs) {
    EXPECT_EQ(read_trace_parent(with(0, "01")).str(), good);
    EXPECT_EQ(read_trace_parent(with(0, "cc") + "-what-the-future-brings").str(), good);
}

TEST(TraceParent, CountsAsNoneWhenItIsNotValid) {
    const std::string wrong[] = {"",
                                 "00",
                                 good.substr(0, good.size() - 1),
                                 good + "-",
                                 good + "0",
                                 with(0, "ff"),
                                 with(0, "0x"),
                                 with(2, "_"),
                                 with(35, "_"),
                                 with(52, "_"),
                                 with(3, std::string(32, '0')),
                                 with(36, std::string(16, '0')),
                                 with(3, "0AF7"),
                                 with(36, "B7"),
                                 with(53, "0G"),
                                 with(10, "\r\n"),
                                 with(0, "01") + "without-a-dash",
                                 with(0, "01") + "-" + std::string(1000, 'a')};
    for (const auto& header : wrong) EXPECT_TRUE(read_trace_parent(header).empty()) << header;
}

}   // namespace
}   // namespace smsgw
