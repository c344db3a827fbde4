// JSON from outside: what is taken and what is not, one row each, in the manner of the parser test suites.
#include "base/strict_json.hpp"

#include <gtest/gtest.h>

namespace smsgw {
namespace {

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}
std::string arrays(int depth) {
    return repeated("[", depth) + repeated("]", depth);
}
std::string objects(int depth) {
    return repeated(R"({"a":)", depth) + "1" + repeated("}", depth);
}
std::string object_with(int keys) {
    std::string out = "{";
    for (int i = 0; i < keys; ++i) out += (i > 0 ? "," : "") + ("\"k" + std::to_string(i) + "\":0");
    return out + "}";
}
std::string in_string(const std::string& bytes) {
    return "[\"" + bytes + "\"]";
}
// A literal with a NUL in it keeps what follows.
template <std::size_t N>
std::string raw(const char (&literal)[N]) {
    return {literal, N - 1};
}

struct Row {
    std::string name;
    std::string text;
};

class AcceptedJson : public testing::TestWithParam<Row> {};

TEST_P(AcceptedJson, IsReadAsAnotherReaderWould) {
    const auto& text = GetParam().text;
    const auto read = read_strict_json(text);
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(*read, nlohmann::json::parse(text));
}

const Row accepted[] = {
    {"EmptyObject", "{}"},
    {"EmptyArray", "[]"},
    {"Null", "null"},
    {"True", "true"},
    {"False", "false"},
    {"LoneString", "\"text\""},
    {"LoneNumber", "7"},
    {"EmptyString", "\"\""},
    {"EmptyKey", R"({"":1})"},
    {"Whitespace", " \t\r\n{ \"a\" :\n[ 1 , 2 ] } \n"},
    {"Nested", R"({"a":{"b":[{"c":[1,[2,{"d":null}]]},"x"]},"e":[]})"},
    {"ObjectsInAnArray", R"([{"a":1},{"a":1},{"a":1}])"},
    {"SameKeyInDifferentObjects", R"({"a":{"a":{"a":1}},"b":{"a":1}})"},
    {"Zero", "0"},
    {"NegativeZero", "-0"},
    {"Fraction", "-12.5e-3"},
    {"Exponent", "1E+2"},
    {"LargestInteger", "9223372036854775807"},
    {"SmallestInteger", "-9223372036854775808"},
    {"LargestUnsigned", "18446744073709551615"},
    {"IntegerBeyond64Bits", "18446744073709551616"},
    {"LargestDouble", "1.7976931348623157e308"},
    {"DoubleThatUnderflows", "1e-400"},
    {"EveryEscape", R"("\"\\\/\b\f\n\r\t\u0041")"},
    {"EscapedSurrogatePair", R"("\ud83d\ude00")"},
    {"EscapedControl", R"("\u0001\u001f")"},
    {"Utf8OfEveryLength", in_string("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")},
    {"HighestCodePoint", in_string("\xF4\x8F\xBF\xBF")},
    {"NonCharacter", in_string("\xEF\xBF\xBF")},
    {"ByteOrderMarkInsideAString", in_string("\xEF\xBB\xBF")},
    {"Delete", in_string("\x7F")},
    {"Depth16OfArrays", arrays(16)},
    {"Depth16OfObjects", objects(16)},
    {"Keys64", object_with(64)},
    {"Keys64InTwoObjects", "[" + object_with(64) + "," + object_with(64) + "]"},
    {"ManyElements", "[0" + repeated(",0", 1000) + "]"},
};
INSTANTIATE_TEST_SUITE_P(Json, AcceptedJson, testing::ValuesIn(accepted),
                         [](const auto& row) { return row.param.name; });

class RefusedJson : public testing::TestWithParam<Row> {};

TEST_P(RefusedJson, IsMalformed) {
    const auto read = read_strict_json(GetParam().text);
    ASSERT_TRUE(read.has_error()) << GetParam().text;
    EXPECT_EQ(read.error(), Errc::json_malformed);
}

const Row syntax[] = {
    {"Nothing", ""},
    {"OnlySpace", " \n"},
    {"Word", "hello"},
    {"UnquotedKey", "{a:1}"},
    {"SingleQuotes", "{'a':1}"},
    {"TrailingCommaInObject", R"({"a":1,})"},
    {"TrailingCommaInArray", "[1,]"},
    {"LeadingComma", "[,1]"},
    {"DoubleComma", "[1,,2]"},
    {"MissingColon", R"({"a" 1})"},
    {"MissingValue", R"({"a":})"},
    {"MissingComma", "[1 2]"},
    {"NumberAsKey", "{1:1}"},
    {"OpenObject", R"({"a":1)"},
    {"OpenArray", "[1"},
    {"OpenString", "\"a"},
    {"OpenEscape", "\"\\"},
    {"WrongBracket", "[1}"},
    {"Comment", "[1/* one */]"},
    {"LineComment", "[1] // one"},
    {"TrailingWord", "{} x"},
    {"TrailingObject", "{}{}"},
    {"TrailingBracket", "[]]"},
    {"TrailingNul", raw("{}\0")},
    {"WordAfterANul", raw("{}\0x")},
    {"LeadingNul", raw("\0{}")},
    {"CapitalTrue", "True"},
    {"CutTrue", "tru"},
    {"FormFeedAsSpace", "[\f1]"},
    {"NoBreakSpace",
     "[\xC2\xA0"
     "1]"},
    {"ByteOrderMark", "\xEF\xBB\xBF{}"},
    {"Utf16", raw("\xFF\xFE{\0}\0")},
    {"Utf16WithoutAMark", raw("{\0}\0")},
};
INSTANTIATE_TEST_SUITE_P(Syntax, RefusedJson, testing::ValuesIn(syntax),
                         [](const auto& row) { return row.param.name; });

const Row numbers[] = {
    {"NaN", "NaN"},
    {"NotANumberInside", R"({"a":NaN})"},
    {"Infinity", "Infinity"},
    {"MinusInfinity", "-Infinity"},
    {"BeyondADouble", "1e400"},
    {"FarBelow", "-1e400"},
    {"LongBeyondADouble", "1" + repeated("0", 400)},
    {"LeadingZero", "01"},
    {"NegativeLeadingZero", "-01"},
    {"LeadingPlus", "+1"},
    {"LoneMinus", "-"},
    {"LeadingPoint", ".5"},
    {"TrailingPoint", "1."},
    {"OpenExponent", "1e"},
    {"Hexadecimal", "0x10"},
    {"Underscore", "1_000"},
    {"ArabicDigit", "\xD9\xA1"},
};
INSTANTIATE_TEST_SUITE_P(Numbers, RefusedJson, testing::ValuesIn(numbers),
                         [](const auto& row) { return row.param.name; });

const Row strings[] = {
    {"RawNewline", in_string("a\nb")},
    {"RawTab", in_string("a\tb")},
    {"RawNul", raw("[\"a\0b\"]")},
    {"EscapedNul", R"(["a\u0000b"])"},
    {"EscapedNulInAKey", R"({"a\u0000":1})"},
    {"UnknownEscape", R"(["\x41"])"},
    {"CapitalUEscape", R"(["\U0041"])"},
    {"ShortUnicodeEscape", R"(["\u41"])"},
    {"NoHexInEscape", R"(["\u00zz"])"},
    {"LoneHighSurrogate", R"(["\ud83d"])"},
    {"LoneLowSurrogate", R"(["\ude00"])"},
    {"SurrogatesTheWrongWayRound", R"(["\ude00\ud83d"])"},
    {"HighSurrogateAndALetter", R"(["\ud83dA"])"},
    {"HighSurrogateAndAnEscape", R"(["\ud83d\u0041"])"},
    {"ContinuationAlone", in_string("\x80")},
    {"CutTwoBytes", in_string("\xC3")},
    {"CutThreeBytes", in_string("\xE2\x82")},
    {"CutFourBytes", in_string("\xF0\x9F\x98")},
    {"OverlongSlash", in_string("\xC0\xAF")},
    {"OverlongNul", in_string("\xC0\x80")},
    {"OverlongThree", in_string("\xE0\x80\xAF")},
    {"OverlongFour", in_string("\xF0\x80\x80\xAF")},
    {"EncodedSurrogate", in_string("\xED\xA0\x80")},
    {"EncodedSurrogatePair", in_string("\xED\xA0\xBD\xED\xB8\x80")},
    {"BeyondUnicode", in_string("\xF4\x90\x80\x80")},
    {"FiveBytes", in_string("\xF8\x88\x80\x80\x80")},
    {"Latin1", in_string("caf\xE9")},
    {"BytesFEandFF", in_string("\xFE\xFF")},
    {"InvalidUtf8InAKey", "{\"\xFF\":1}"},
};
INSTANTIATE_TEST_SUITE_P(Strings, RefusedJson, testing::ValuesIn(strings),
                         [](const auto& row) { return row.param.name; });

const Row limits[] = {
    {"DuplicateKey", R"({"to":"1","to":"2"})"},
    {"DuplicateKeyWithOneValue", R"({"a":1,"a":1})"},
    {"DuplicateKeyByEscape", R"({"to":1,"t\u006f":2})"},
    {"DuplicateEmptyKey", R"({"":1,"":2})"},
    {"DuplicateKeyInside", R"([{"a":{"b":1,"b":2}}])"},
    {"Depth17OfArrays", arrays(17)},
    {"Depth17OfObjects", objects(17)},
    {"DepthOfABomb", repeated("[", 100'000)},
    {"Keys65", object_with(65)},
    {"Keys65Inside", "[" + object_with(65) + "]"},
};
INSTANTIATE_TEST_SUITE_P(Limits, RefusedJson, testing::ValuesIn(limits),
                         [](const auto& row) { return row.param.name; });

TEST(StrictJson, TakesLimitsOfItsOwn) {
    const JsonLimits small{.depth_max = 1, .keys_max = 1};
    EXPECT_TRUE(read_strict_json("[1]", small).has_value());
    EXPECT_TRUE(read_strict_json("[[1]]", small).has_error());
    EXPECT_TRUE(read_strict_json(R"({"a":1,"b":2})", small).has_error());
}

}   // namespace
}   // namespace smsgw
