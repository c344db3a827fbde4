// Amounts of money as text.
#include <gtest/gtest.h>

#include "smsgw/money.hpp"

namespace smsgw {
namespace {

TEST(Money, ReadsDecimals) {
    EXPECT_EQ(read_micros("0.0333"), 33'300);
    EXPECT_EQ(read_micros("-0.00750"), -7'500);
    EXPECT_EQ(read_micros("12"), 12'000'000);
    EXPECT_EQ(read_micros("999999999.999999"), 999'999'999'999'999);
    EXPECT_EQ(read_micros("0.03330000"), 33'300);
}

TEST(Money, RoundsWhatIsFinerThanAMillionth) {
    EXPECT_EQ(read_micros("0.0000005"), 1);
    EXPECT_EQ(read_micros("-0.0000005"), -1);
    EXPECT_EQ(read_micros("0.00000049"), 0);
}

TEST(Money, ReadsNothingElse) {
    for (const auto* text : {"", "-", ".", "1.", ".5", "1e3", "0x1", "1,5", "1.2.3", " 1", "1 ", "nan",
                             "1000000000", "0.00000000000000000000000000000001"})
        EXPECT_EQ(read_micros(text), std::nullopt) << text;
}

TEST(Money, IsWrittenWithTwoDecimalsAtLeast) {
    EXPECT_EQ(micros_text(33'300), "0.0333");
    EXPECT_EQ(micros_text(1'500'000), "1.50");
    EXPECT_EQ(micros_text(-7'500), "-0.0075");
    EXPECT_EQ(micros_text(0), "0.00");
    EXPECT_EQ(micros_text(1), "0.000001");
}

TEST(Money, HasACurrencyOfThreeLetters) {
    EXPECT_EQ(read_money("1.5", "eur"), (Money{1'500'000, "EUR"}));
    EXPECT_EQ(read_money("1.5", "EURO"), std::nullopt);
    EXPECT_EQ(read_money("1.5", "E1R"), std::nullopt);
    EXPECT_EQ(read_money("x", "EUR"), std::nullopt);
}

}   // namespace
}   // namespace smsgw
