// Which texts pass: strict UTF-8 without control characters.
#include "domain/text_check.hpp"

#include <gtest/gtest.h>

#include <string>

namespace smsgw {
namespace {

struct Utf8Row {
    std::string name;
    std::string text;
    enum { valid, broken } verdict;
};

class Utf8Table : public testing::TestWithParam<Utf8Row> {};

TEST_P(Utf8Table, IsValidOrNot) {
    const auto& row = GetParam();
    EXPECT_EQ(is_valid_utf8(row.text), row.verdict == Utf8Row::valid);
    // and the same with good text around it
    EXPECT_EQ(is_valid_utf8("a\xC3\xA9" + row.text + "b"), row.verdict == Utf8Row::valid);
    if (row.verdict == Utf8Row::broken) {
        EXPECT_EQ(check_text("a" + row.text).error(), Errc::json_malformed);
    }
}

const Utf8Row utf8_rows[] = {
    {"Empty", "", Utf8Row::valid},
    {"Ascii", "Hello", Utf8Row::valid},
    {"Nul", std::string(1, '\0'), Utf8Row::valid},
    {"FirstOfTwoBytes", "\xC2\x80", Utf8Row::valid},
    {"LastOfTwoBytes", "\xDF\xBF", Utf8Row::valid},
    {"FirstOfThreeBytes", "\xE0\xA0\x80", Utf8Row::valid},
    {"BeforeTheSurrogates", "\xED\x9F\xBF", Utf8Row::valid},
    {"AfterTheSurrogates", "\xEE\x80\x80", Utf8Row::valid},
    {"LastOfThreeBytes", "\xEF\xBF\xBF", Utf8Row::valid},
    {"FirstOfFourBytes", "\xF0\x90\x80\x80", Utf8Row::valid},
    {"LastOfAll", "\xF4\x8F\xBF\xBF", Utf8Row::valid},
    {"LoneContinuation", "\x80", Utf8Row::broken},
    {"LoneLastContinuation", "\xBF", Utf8Row::broken},
    {"OverlongNul", "\xC0\x80", Utf8Row::broken},
    {"OverlongSlash", "\xC0\xAF", Utf8Row::broken},
    {"OverlongC1", "\xC1\xBF", Utf8Row::broken},
    {"OverlongThreeBytes", "\xE0\x80\xAF", Utf8Row::broken},
    {"LargestOverlongThreeBytes", "\xE0\x9F\xBF", Utf8Row::broken},
    {"OverlongFourBytes", "\xF0\x80\x80\xAF", Utf8Row::broken},
    {"LargestOverlongFourBytes", "\xF0\x8F\xBF\xBF", Utf8Row::broken},
    {"FirstSurrogate", "\xED\xA0\x80", Utf8Row::broken},
    {"LastSurrogate", "\xED\xBF\xBF", Utf8Row::broken},
    {"SurrogatePair", "\xED\xA0\xBD\xED\xB8\x80", Utf8Row::broken},
    {"JustAboveTheLast", "\xF4\x90\x80\x80", Utf8Row::broken},
    {"F5", "\xF5\x80\x80\x80", Utf8Row::broken},
    {"FiveBytes", "\xF8\x88\x80\x80\x80", Utf8Row::broken},
    {"FE", "\xFE", Utf8Row::broken},
    {"FF", "\xFF", Utf8Row::broken},
    {"TwoBytesCutShort", "\xC3", Utf8Row::broken},
    {"ThreeBytesCutShort", "\xE2\x82", Utf8Row::broken},
    {"FourBytesCutShort", "\xF0\x9F\x98", Utf8Row::broken},
    {"AsciiInsteadOfContinuation", "\xC3(", Utf8Row::broken},
    {"LeadInsteadOfContinuation", "\xE2\x82\xC3\xA9", Utf8Row::broken},
    {"Latin1", "caf\xE9", Utf8Row::broken},
};

INSTANTIATE_TEST_SUITE_P(Utf8, Utf8Table, testing::ValuesIn(utf8_rows),
                         [](const auto& row) { return row.param.name; });

// Every character encoded by the book is read back, and every lone surrogate is refused.
TEST(Utf8, ReadsBackEveryCharacter) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        std::string text;
        const auto add = [&text](char32_t byte) { text += static_cast<char>(byte); };
        if (c < 0x80) {
            add(c);
        } else if (c < 0x800) {
            add(0xC0 + c / 64), add(0x80 + c % 64);
        } else if (c < 0x10000) {
            add(0xE0 + c / 4096), add(0x80 + c / 64 % 64), add(0x80 + c % 64);
        } else {
            add(0xF0 + c / 262144), add(0x80 + c / 4096 % 64), add(0x80 + c / 64 % 64), add(0x80 + c % 64);
        }
        const bool is_surrogate = c >= 0xD800 && c < 0xE000;
        const auto read = decode_utf8(text);
        const bool is_right = is_surrogate ? read.bytes == 0 : read.bytes == text.size() && read.value == c;
        if (!is_right)
            FAIL() << std::hex << static_cast<unsigned>(c);   // ASSERT a million times takes a second
    }
}

TEST(TextCheck, RefusesTheEmptyText) {
    EXPECT_EQ(check_text("").error(), Errc::message_empty);
}

TEST(TextCheck, TakesAWhitespaceText) {
    EXPECT_TRUE(check_text(" ").has_value());
}

TEST(TextCheck, TakesTextsOfAnyScript) {
    EXPECT_TRUE(check_text("Grüße, 你好, مرحبا, 😀\r\n\tsecond line").has_value());
}

TEST(TextCheck, RefusesEveryControlCharacterButThree) {
    for (char32_t c = 0; c < 0x100; ++c) {
        std::string text = "a";
        if (c >= 0x80) text += c < 0xC0 ? '\xC2' : '\xC3';
        text += static_cast<char>(c < 0x80 ? c : 0x80 + c % 64);
        const bool is_control = (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || (c >= 0x7F && c < 0xA0);
        const auto checked = check_text(text);
        ASSERT_EQ(checked.has_error(), is_control) << static_cast<unsigned>(c);
        if (is_control) {
            EXPECT_EQ(checked.error(), Errc::message_control_character);
        }
    }
}

TEST(TextCheck, TellsBrokenUtf8BeforeAControlCharacter) {
    EXPECT_EQ(check_text("\x01\xFF").error(), Errc::json_malformed);
}

}   // namespace
}   // namespace smsgw
