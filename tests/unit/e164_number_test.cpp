// The shape of a number, and what a log may show of it.
#include "smsgw/e164_number.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace smsgw {
namespace {

struct Shape {
    std::string name;
    std::string text;
    enum { good, bad } verdict;
};

class E164Shape : public testing::TestWithParam<Shape> {};

TEST_P(E164Shape, IsTakenOrRefused) {
    const auto& shape = GetParam();
    const auto number = E164Number::parse(shape.text);
    ASSERT_EQ(number.has_value(), shape.verdict == Shape::good);
    if (number)
        EXPECT_EQ(number->str(), shape.text);
    else
        EXPECT_EQ(number.error(), Errc::number_invalid);
}

const Shape shapes[] = {
    {"Ordinary", "+31612345678", Shape::good},
    {"SevenDigits", "+1234567", Shape::good},
    {"SixDigits", "+123456", Shape::bad},
    {"FifteenDigits", "+123456789012345", Shape::good},
    {"SixteenDigits", "+1234567890123456", Shape::bad},
    {"Empty", "", Shape::bad},
    {"OnlyPlus", "+", Shape::bad},
    {"NoPlus", "31612345678", Shape::bad},
    {"TwoPluses", "++31612345678", Shape::bad},
    {"PlusAtTheEnd", "31612345678+", Shape::bad},
    {"LeadingZero", "+0612345678", Shape::bad},
    {"Space", "+31 612345678", Shape::bad},
    {"LeadingSpace", " +31612345678", Shape::bad},
    {"NewlineAtTheEnd", "+31612345678\n", Shape::bad},
    {"Letter", "+3161234567O", Shape::bad},
    {"NulInside", std::string("+3161234\0005678", 12), Shape::bad},
    {"FullWidthDigit", "+3161234567８", Shape::bad},
    {"FullWidthPlus", "＋31612345678", Shape::bad},
    {"ByteAboveAscii", "+3161234567\xB2", Shape::bad},
};

INSTANTIATE_TEST_SUITE_P(Shapes, E164Shape, testing::ValuesIn(shapes),
                         [](const auto& row) { return row.param.name; });

TEST(E164Number, GivesItsDigitsWithoutThePlus) {
    EXPECT_EQ(E164Number::parse("+31612345678").value().digits(), "31612345678");
}

TEST(E164Number, MasksAllButTheCountryAndTheLastTwoDigits) {
    EXPECT_EQ(E164Number::parse("+31612345678").value().masked(), "+316******78");
    EXPECT_EQ(E164Number::parse("+123456789012345").value().masked(), "+123**********45");
    EXPECT_EQ(E164Number::parse("+1234567").value().masked(), "+123**67");
}

TEST(E164Number, NeverShowsMoreThanFiveDigits) {
    std::string text = "+123456";
    while (text.size() < 16) {
        text += '9';
        const auto masked = E164Number::parse(text).value().masked();
        EXPECT_EQ(masked.size(), text.size());
        EXPECT_LE(std::ranges::count_if(masked, [](char c) { return c >= '0' && c <= '9'; }), 5);
    }
}

TEST(E164Number, ComparesByValue) {
    EXPECT_EQ(E164Number::parse("+31612345678").value(), E164Number::parse("+31612345678").value());
    EXPECT_NE(E164Number::parse("+31612345678").value(), E164Number::parse("+31612345679").value());
}

}   // namespace
}   // namespace smsgw
