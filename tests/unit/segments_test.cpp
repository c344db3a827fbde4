// Segments at every border, and against a slow reference that packs real septets and code units.
#include "domain/segments.hpp"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "domain/utf8.hpp"

namespace smsgw {
namespace {

std::string repeat(std::string_view piece, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += piece;
    return out;
}

constexpr std::string_view euro = "€";                   // two septets
constexpr std::string_view smile = "\xF0\x9F\x98\x80";   // U+1F600: two code units
constexpr std::string_view han = "中";                   // one code unit

struct SegmentRow {
    std::string name;
    std::string text;
    TextPlan plan;
};

class SegmentTable : public testing::TestWithParam<SegmentRow> {};

TEST_P(SegmentTable, IsPlannedAndCutAlike) {
    const auto& row = GetParam();
    const auto plan = plan_text(row.text);
    EXPECT_EQ(plan.encoding, row.plan.encoding);
    EXPECT_EQ(plan.segments, row.plan.segments);
    EXPECT_EQ(plan.units, row.plan.units);
    EXPECT_EQ(plan.units_left, row.plan.units_left);
    const auto pieces = split_text(row.text);
    EXPECT_EQ(static_cast<int>(pieces.size()), row.plan.segments);
    EXPECT_EQ(std::accumulate(pieces.begin(), pieces.end(), std::string()), row.text);
}

constexpr auto gsm7 = Encoding::gsm7;
constexpr auto ucs2 = Encoding::ucs2;

const SegmentRow segment_rows[] = {
    // GSM-7, characters of one septet
    {"Empty", "", {gsm7, 1, 0, 160}},
    {"One", "a", {gsm7, 1, 1, 159}},
    {"Alone159", repeat("a", 159), {gsm7, 1, 159, 1}},
    {"Alone160", repeat("a", 160), {gsm7, 1, 160, 0}},
    {"Two161", repeat("a", 161), {gsm7, 2, 161, 145}},
    {"Two305", repeat("a", 305), {gsm7, 2, 305, 1}},
    {"Two306", repeat("a", 306), {gsm7, 2, 306, 0}},
    {"Three307", repeat("a", 307), {gsm7, 3, 307, 152}},
    {"Three459", repeat("a", 459), {gsm7, 3, 459, 0}},
    {"Four460", repeat("a", 460), {gsm7, 4, 460, 152}},
    {"Ten1530", repeat("a", 1530), {gsm7, 10, 1530, 0}},
    {"Eleven1531", repeat("a", 1531), {gsm7, 11, 1531, 152}},
    {"AccentsAreOneSeptet", repeat("é", 160), {gsm7, 1, 160, 0}},
    {"GreekCapitalsAreOneSeptet", repeat("Ω", 160), {gsm7, 1, 160, 0}},
    // GSM-7, escape pairs
    {"PairFillsTheSegment", repeat("a", 158) + "€", {gsm7, 1, 160, 0}},
    {"PairAt159Then160", repeat("a", 159) + "€", {gsm7, 2, 161, 145}},
    {"PairAfter160", repeat("a", 160) + "€", {gsm7, 2, 162, 144}},
    {"EightyPairs", repeat(euro, 80), {gsm7, 1, 160, 0}},
    {"EightyPairsAndOne", repeat(euro, 80) + "a", {gsm7, 2, 161, 144}},
    {"PairEndsAt153", repeat("a", 151) + "€" + repeat("a", 10), {gsm7, 2, 163, 143}},
    {"PairWouldStraddle153", repeat("a", 152) + "€" + repeat("a", 10), {gsm7, 2, 164, 141}},
    {"PairBegins154", repeat("a", 153) + "€" + repeat("a", 10), {gsm7, 2, 165, 141}},
    {"StraddlingCostsASegment", repeat("a", 152) + "€" + repeat("a", 152), {gsm7, 3, 306, 152}},
    {"StraddlingTwice", repeat("a", 152) + "€" + repeat("a", 150) + "€", {gsm7, 3, 306, 151}},
    {"OnlyPairsLoseOneEach", repeat(euro, 76 * 2), {gsm7, 2, 304, 1}},
    {"OnlyPairsLoseOneEachThen", repeat(euro, 76 * 2 + 1), {gsm7, 3, 306, 151}},
    // UCS-2, characters of one unit
    {"Han1", std::string(han), {ucs2, 1, 1, 69}},
    {"Han70", repeat(han, 70), {ucs2, 1, 70, 0}},
    {"Han71", repeat(han, 71), {ucs2, 2, 71, 63}},
    {"Han134", repeat(han, 134), {ucs2, 2, 134, 0}},
    {"Han135", repeat(han, 135), {ucs2, 3, 135, 66}},
    {"OneForeignCharacterTurnsAllToUcs2", repeat("a", 70) + "ç", {ucs2, 2, 71, 63}},
    {"EscapePairsAreOneUnitInUcs2", repeat(euro, 69) + "中", {ucs2, 1, 70, 0}},
    // UCS-2, surrogate pairs
    {"Smile1", std::string(smile), {ucs2, 1, 2, 68}},
    {"Smile35", repeat(smile, 35), {ucs2, 1, 70, 0}},
    {"Smile35AndOne", repeat(smile, 35) + "a", {ucs2, 2, 71, 62}},
    {"SurrogatesAt69And70", repeat("a", 68) + std::string(smile), {ucs2, 1, 70, 0}},
    {"SurrogatesAt70And71", repeat("a", 69) + std::string(smile), {ucs2, 2, 71, 63}},
    {"SurrogatesAt66And67", repeat("a", 65) + std::string(smile) + repeat("a", 10), {ucs2, 2, 77, 57}},
    {"SurrogatesWouldStraddle67", repeat("a", 66) + std::string(smile) + repeat("a", 10), {ucs2, 2, 78, 55}},
    {"SurrogatesAfter67", repeat("a", 67) + std::string(smile) + repeat("a", 10), {ucs2, 2, 79, 55}},
    {"StraddlingSurrogatesCostASegment",
     repeat("a", 66) + std::string(smile) + repeat("a", 66),
     {ucs2, 3, 134, 66}},
    {"LastOfTheBasicPlaneIsOneUnit", repeat("\xEF\xBF\xBF", 70), {ucs2, 1, 70, 0}},
};

INSTANTIATE_TEST_SUITE_P(Borders, SegmentTable, testing::ValuesIn(segment_rows),
                         [](const auto& row) { return row.param.name; });

TEST(Segments, CutsBeforeAPairThatWouldStraddle) {
    const auto pieces = split_text(repeat("a", 152) + "€" + repeat("b", 10));
    ASSERT_EQ(pieces.size(), 2u);
    EXPECT_EQ(pieces[0], repeat("a", 152));
    EXPECT_EQ(pieces[1], "€" + repeat("b", 10));
}

TEST(Segments, CutsBeforeSurrogatesThatWouldStraddle) {
    const auto pieces = split_text(repeat("a", 66) + std::string(smile) + repeat("b", 10));
    ASSERT_EQ(pieces.size(), 2u);
    EXPECT_EQ(pieces[0], repeat("a", 66));
    EXPECT_EQ(pieces[1], std::string(smile) + repeat("b", 10));
}

// ---- An independent reference: the code tables of 3GPP TS 23.038 by code, and segments as lists of real units. ----

const std::u32string code_table =   // position = septet; ESC stands for itself at 0x1B
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const std::vector<std::pair<char32_t, int>> escapes = {
    {U'\f', 0x0A}, {U'^', 0x14}, {U'{', 0x28}, {U'}', 0x29}, {U'\\', 0x2F},
    {U'[', 0x3C},  {U'~', 0x3D}, {U']', 0x3E}, {U'|', 0x40}, {U'€', 0x65}};
using Units = std::vector<int>;

std::map<char32_t, Units> septets_by_character() {
    std::map<char32_t, Units> out;
    for (std::size_t septet = 0; septet < code_table.size(); ++septet)
        if (septet != 0x1B) out[code_table[septet]] = {static_cast<int>(septet)};
    for (const auto& [character, septet] : escapes) out[character] = {0x1B, septet};
    return out;
}

Units reference_septets(char32_t c) {
    static const auto septets = septets_by_character();
    const auto found = septets.find(c);
    return found == septets.end() ? Units{} : found->second;
}

Units reference_code_units(char32_t c) {
    if (c < 0x10000) return {static_cast<int>(c)};
    return {static_cast<int>(0xD800 + (c - 0x10000) / 0x400),
            static_cast<int>(0xDC00 + (c - 0x10000) % 0x400)};
}

TextPlan reference_plan(const std::u32string& text) {
    bool is_gsm7 = true;
    for (const char32_t c : text) is_gsm7 = is_gsm7 && !reference_septets(c).empty();
    std::vector<Units> characters;
    std::size_t total = 0;
    for (const char32_t c : text) {
        characters.push_back(is_gsm7 ? reference_septets(c) : reference_code_units(c));
        total += characters.back().size();
    }
    const auto encoding = is_gsm7 ? gsm7 : ucs2;
    const std::size_t alone = is_gsm7 ? 160 : 70;
    const std::size_t joined = is_gsm7 ? 153 : 67;
    const auto as_int = [](std::size_t n) { return static_cast<int>(n); };
    if (total <= alone) return {encoding, 1, as_int(total), as_int(alone - total)};
    std::vector<Units> segments(1);
    for (const auto& units : characters) {
        if (segments.back().size() + units.size() > joined) segments.emplace_back();
        segments.back().insert(segments.back().end(), units.begin(), units.end());
    }
    return {encoding, as_int(segments.size()), as_int(total), as_int(joined - segments.back().size())};
}

std::string utf8_of(const std::u32string& text) {
    std::string out;
    const auto add = [&out](char32_t byte) { out += static_cast<char>(byte); };
    for (const char32_t c : text) {
        if (c < 0x80) {
            add(c);
        } else if (c < 0x800) {
            add(0xC0 + c / 64), add(0x80 + c % 64);
        } else if (c < 0x10000) {
            add(0xE0 + c / 4096), add(0x80 + c / 64 % 64), add(0x80 + c % 64);
        } else {
            add(0xF0 + c / 262144), add(0x80 + c / 4096 % 64), add(0x80 + c / 64 % 64), add(0x80 + c % 64);
        }
    }
    return out;
}

// Texts of all mixtures: mostly GSM-7 with some pairs, sometimes foreign letters or emoji, up to four segments.
class RandomTexts {
public:
    std::u32string next() {
        const int length = between(0, 480);
        const int pairs_percent = between(0, 3) * 20;
        const int foreign_percent = between(0, 2) * between(0, 20);
        std::u32string text;
        while (static_cast<int>(text.size()) < length) {
            const int dice = between(0, 99);
            if (dice < foreign_percent)
                text += foreign_[static_cast<std::size_t>(between(0, static_cast<int>(foreign_.size()) - 1))];
            else if (dice < foreign_percent + pairs_percent)
                text += escapes[static_cast<std::size_t>(between(0, 9))].first;
            else
                text += plain();
        }
        return text;
    }

    int between(int low, int high) { return std::uniform_int_distribution(low, high)(engine_); }

private:
    char32_t plain() {
        const char32_t c = code_table[static_cast<std::size_t>(between(0, 127))];
        return c == 0x1B ? U'a' : c;
    }

    std::mt19937 engine_{20260102};   // seeded, so a failure comes back
    const std::u32string foreign_ =
        U"çЖ中\u00A0\u03A2\u03B1\u0400\u2019\u20AB\uFFFD\U0001F600\U00010000\U0010FFFF";
};

TEST(Segments, AgreesWithTheReferenceOnRandomTexts) {
    RandomTexts texts;
    for (int i = 0; i < 2000; ++i) {
        const auto text = texts.next();
        ASSERT_EQ(plan_text(utf8_of(text)), reference_plan(text)) << "text " << i << ": " << utf8_of(text);
    }
}

TEST(Segments, CutsRandomTextsIntoFullPiecesThatFit) {
    RandomTexts texts;
    for (int i = 0; i < 1000; ++i) {
        const auto utf8 = utf8_of(texts.next());
        const auto plan = plan_text(utf8);
        const auto pieces = split_text(utf8);
        ASSERT_EQ(static_cast<int>(pieces.size()), plan.segments);
        ASSERT_EQ(std::accumulate(pieces.begin(), pieces.end(), std::string()), utf8);
        if (plan.segments == 1) continue;
        const std::size_t joined = plan.encoding == gsm7 ? 153 : 67;
        for (std::size_t p = 0; p < pieces.size(); ++p) {
            ASSERT_TRUE(is_valid_utf8(pieces[p]));
            std::size_t used = 0;
            for (std::string_view rest = pieces[p]; !rest.empty();
                 rest.remove_prefix(decode_utf8(rest).bytes)) {
                const char32_t c = decode_utf8(rest).value;
                used += plan.encoding == gsm7 ? reference_septets(c).size() : reference_code_units(c).size();
            }
            ASSERT_LE(used, joined);
            // A piece that is not the last leaves at most the one unit that a pair did not fit into.
            const bool is_last = p + 1 == pieces.size();
            ASSERT_TRUE(is_last || used >= joined - 1) << used;
        }
    }
}

TEST(Segments, ChoosesTheEncodingOfEveryCharacterByTheStandard) {
    for (char32_t c = 1; c <= 0xFFFF; ++c) {
        if (c >= 0xD800 && c < 0xE000) continue;
        ASSERT_EQ(plan_text(utf8_of({c})), reference_plan({c})) << std::hex << static_cast<unsigned>(c);
    }
}

TEST(Segments, CountsEachBadByteAsOneUnitAndDoesNotReadPastTheEnd) {
    EXPECT_EQ(plan_text("\xFF\xC3"), (TextPlan{ucs2, 1, 2, 68}));
    EXPECT_EQ(plan_text("\xF0\x9F\x98"), (TextPlan{ucs2, 1, 3, 67}));
    RandomTexts dice;
    for (int i = 0; i < 500; ++i) {
        std::string noise;
        for (int n = dice.between(0, 400); n > 0; --n) noise += static_cast<char>(dice.between(-128, 127));
        const auto pieces = split_text(noise);
        EXPECT_EQ(static_cast<int>(pieces.size()), plan_text(noise).segments);
        EXPECT_EQ(std::accumulate(pieces.begin(), pieces.end(), std::string()), noise);
    }
}

}   // namespace
}   // namespace smsgw
