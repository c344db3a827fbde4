// Names and numbers that may stand as the origin of a message.
#include "domain/sender.hpp"

#include <gtest/gtest.h>

#include <string>

namespace smsgw {
namespace {

struct Row {
    std::string name;
    std::string text;
    enum { good, bad } verdict;
};

class SenderTable : public testing::TestWithParam<Row> {};

TEST_P(SenderTable, IsTakenUnchangedOrRefused) {
    const auto& row = GetParam();
    const auto sender = read_sender(row.text);
    ASSERT_EQ(sender.has_value(), row.verdict == Row::good);
    if (sender)
        EXPECT_EQ(sender->str(), row.text);
    else
        EXPECT_EQ(sender.error(), Errc::sender_invalid);
}

const Row rows[] = {
    {"Name", "Shop", Row::good},
    {"OneLetter", "S", Row::good},
    {"ElevenCharacters", "ABCDEFGHIJK", Row::good},
    {"TwelveCharacters", "ABCDEFGHIJKL", Row::bad},
    {"LettersAndDigits", "Radio538", Row::good},
    {"DigitFirst", "4You", Row::good},
    {"SpaceInside", "My Shop", Row::good},
    {"SpaceInFront", " Shop", Row::bad},
    {"SpaceAtTheEnd", "Shop ", Row::bad},
    {"OnlySpace", " ", Row::bad},
    {"Dot", "Booking.com", Row::good},
    {"Hyphen", "T-Mobile", Row::good},
    {"Underscore", "my_shop", Row::good},
    {"Ampersand", "H&M", Row::good},
    {"OnlyMarks", "-.-", Row::bad},
    {"DigitsAndHyphen", "12-34", Row::bad},
    {"DigitsAndSpace", "12 34", Row::bad},
    {"Apostrophe", "Joe's", Row::bad},
    {"Slash", "A/B", Row::bad},
    {"At", "me@home", Row::bad},
    {"Plus", "Shop+", Row::bad},
    {"Accent", "Caf\xC3\xA9", Row::bad},
    {"GreekLetters", "ΔΩ", Row::bad},
    {"FullWidthLetters", "Ｓｈｏｐ", Row::bad},
    {"Newline", "Shop\n", Row::bad},
    {"HeaderInjection", "A\r\nX: y", Row::bad},
    {"Nul", std::string("Sh\0p", 4), Row::bad},
    {"Empty", "", Row::bad},
    {"ShortCode", "1234", Row::good},
    {"ThreeDigits", "123", Row::good},
    {"TwoDigits", "12", Row::bad},
    {"FifteenDigits", "123456789012345", Row::good},
    {"SixteenDigits", "1234567890123456", Row::bad},
    {"International", "+31612345678", Row::good},
    {"PlusAndFifteenDigits", "+123456789012345", Row::good},
    {"PlusAndSixteenDigits", "+1234567890123456", Row::bad},
    {"PlusAndTwoDigits", "+12", Row::bad},
    {"OnlyPlus", "+", Row::bad},
    {"TwoPluses", "++31612345678", Row::bad},
    {"NumberWithSpaces", "+31 612345678", Row::bad},
    {"ArabicDigits", "١٢٣٤", Row::bad},
};

INSTANTIATE_TEST_SUITE_P(Senders, SenderTable, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

}   // namespace
}   // namespace smsgw
