// Names and numbers that may stand as the origin of a message.
#include "domain/sender.hpp"

#include <gtest/gtest.h>

#include <string>

namespace smsgw {
namespace {

struct SenderRow {
    std::string name;
    std::string text;
    enum { good, bad } verdict;
};

class SenderTable : public testing::TestWithParam<SenderRow> {};

TEST_P(SenderTable, IsTakenUnchangedOrRefused) {
    const auto& row = GetParam();
    const auto sender = read_sender(row.text);
    ASSERT_EQ(sender.has_value(), row.verdict == SenderRow::good);
    if (sender)
        EXPECT_EQ(sender->str(), row.text);
    else
        EXPECT_EQ(sender.error(), Errc::sender_invalid);
}

const SenderRow sender_rows[] = {
    {"Name", "Shop", SenderRow::good},
    {"OneLetter", "S", SenderRow::good},
    {"ElevenCharacters", "ABCDEFGHIJK", SenderRow::good},
    {"TwelveCharacters", "ABCDEFGHIJKL", SenderRow::bad},
    {"LettersAndDigits", "Radio538", SenderRow::good},
    {"DigitFirst", "4You", SenderRow::good},
    {"SpaceInside", "My Shop", SenderRow::good},
    {"SpaceInFront", " Shop", SenderRow::bad},
    {"SpaceAtTheEnd", "Shop ", SenderRow::bad},
    {"OnlySpace", " ", SenderRow::bad},
    {"Dot", "Booking.com", SenderRow::good},
    {"Hyphen", "T-Mobile", SenderRow::good},
    {"Underscore", "my_shop", SenderRow::good},
    {"Ampersand", "H&M", SenderRow::good},
    {"OnlyMarks", "-.-", SenderRow::bad},
    {"DigitsAndHyphen", "12-34", SenderRow::bad},
    {"DigitsAndSpace", "12 34", SenderRow::bad},
    {"Apostrophe", "Joe's", SenderRow::bad},
    {"Slash", "A/B", SenderRow::bad},
    {"At", "me@home", SenderRow::bad},
    {"Plus", "Shop+", SenderRow::bad},
    {"Accent", "Caf\xC3\xA9", SenderRow::bad},
    {"GreekLetters", "ΔΩ", SenderRow::bad},
    {"FullWidthLetters", "Ｓｈｏｐ", SenderRow::bad},
    {"Newline", "Shop\n", SenderRow::bad},
    {"HeaderInjection", "A\r\nX: y", SenderRow::bad},
    {"Nul", std::string("Sh\0p", 4), SenderRow::bad},
    {"Empty", "", SenderRow::bad},
    {"ShortCode", "1234", SenderRow::good},
    {"ThreeDigits", "123", SenderRow::good},
    {"TwoDigits", "12", SenderRow::bad},
    {"FifteenDigits", "123456789012345", SenderRow::good},
    {"SixteenDigits", "1234567890123456", SenderRow::bad},
    {"International", "+31612345678", SenderRow::good},
    {"PlusAndFifteenDigits", "+123456789012345", SenderRow::good},
    {"PlusAndSixteenDigits", "+1234567890123456", SenderRow::bad},
    {"PlusAndTwoDigits", "+12", SenderRow::bad},
    {"OnlyPlus", "+", SenderRow::bad},
    {"TwoPluses", "++31612345678", SenderRow::bad},
    {"NumberWithSpaces", "+31 612345678", SenderRow::bad},
    {"ArabicDigits", "١٢٣٤", SenderRow::bad},
};

INSTANTIATE_TEST_SUITE_P(Senders, SenderTable, testing::ValuesIn(sender_rows),
                         [](const auto& row) { return row.param.name; });

}   // namespace
}   // namespace smsgw
