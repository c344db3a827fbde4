// Expressions of the configuration.
#include "base/pattern.hpp"

#include <gtest/gtest.h>

namespace smsgw {
namespace {

using Views = std::vector<std::string_view>;

TEST(Pattern, FindsItsFirstGroupOrAllOfItself) {
    EXPECT_EQ(Pattern("<id>(\\d+)</id>").find("<r><id>17</id></r>"), "17");
    EXPECT_EQ(Pattern("\\d+").find("ERR 105: no credit"), "105");
    EXPECT_EQ(Pattern("^OK").find("NOT OK"), std::nullopt);
    EXPECT_EQ(Pattern("a(b)?c").find("ac"), "");
    EXPECT_EQ(Pattern("").find("x"), "");
}

TEST(Pattern, FindsEveryMatchUpToACount) {
    const Pattern pattern("(?s)<r>(.*?)</r>");
    EXPECT_EQ(pattern.find_all("<r>a</r>\n<r>b\nc</r><r></r>", 10), (Views{"a", "b\nc", ""}));
    EXPECT_EQ(pattern.find_all("<r>a</r><r>b</r>", 1), Views{"a"});
    EXPECT_EQ(Pattern("x*").find_all("axb", 10).size(), 4U);   // and ends, though it matches nothing as well
}

TEST(Pattern, WorksOnBytesThatAreNoText) {
    EXPECT_EQ(Pattern("=(.+);").find("a=\xFF\xFE;"), "\xFF\xFE");
    EXPECT_EQ(Pattern("€(\\d)").find("kost €5"), "5");
}

TEST(Pattern, SaysWhyItIsNone) {
    EXPECT_EQ(Pattern("a+").complaint(), "");
    EXPECT_NE(Pattern("(a").complaint(), "");
    EXPECT_NE(Pattern("(a)\\1").complaint(), "");   // would not be linear
    EXPECT_NE(Pattern(std::string(2000, 'a')).complaint(), "");
    EXPECT_NE(Pattern().complaint(), "");
    EXPECT_EQ(Pattern("(a").find("a"), std::nullopt);
    EXPECT_EQ(Pattern().find("a"), std::nullopt);
}

TEST(Pattern, IsNotHeldUpByWhatHoldsUpOthers) {
    // std::regex overflows its stack on the first text, and takes years for the second.
    const auto long_text = "x" + std::string(60'000, 'z') + "y";
    EXPECT_EQ(Pattern("(?s)x(.*)y").find(long_text)->size(), 60'000U);
    EXPECT_EQ(Pattern("^(a+)+$").find(std::string(60'000, 'a') + "b"), std::nullopt);
}

}   // namespace
}   // namespace smsgw
