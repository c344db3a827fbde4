// Counting first, packing only when a pair could meet a border: most texts need one pass over a table of one kilobyte.
#include "domain/segments.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include "domain/utf8.hpp"

namespace smsgw {
namespace {

// 3GPP TS 23.038, 6.2.1: the default alphabet without its escape code. Ç is the capital; the small ç is not in it.
constexpr std::u32string_view default_alphabet =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(default_alphabet.size() == 127);

// 6.2.1.1: reached by an escape code, so two septets each.
constexpr std::u32string_view extension_table = U"\f^{}\\[~]|€";
static_assert(extension_table.size() == 10);

constexpr char32_t euro = U'€';            // the only one that lies above the table
constexpr std::size_t table_end = 0x400;   // the Greek capitals end at U+03A9

// Septets for each character; 0 where GSM-7 does not have it.
constexpr std::array<std::uint8_t, table_end> septet_table = [] {
    std::array<std::uint8_t, table_end> table{};
    for (const char32_t c : default_alphabet) table[c] = 1;
    for (const char32_t c : extension_table)
        if (c != euro) table[c] = 2;
    return table;
}();

constexpr int septets_of(char32_t c) {
    if (c < table_end) return septet_table[c];
    return c == euro ? 2 : 0;
}

constexpr int code_units_of(char32_t c) {
    return c > 0xFFFF ? 2 : 1;
}

// Calls `see(character, bytes)` for each. A byte that is not UTF-8 is seen as U+FFFD, so that a caller's mistake makes a
// wrong count and not a crash.
template <class See>
void for_each_character(std::string_view utf8, See see) {
    while (!utf8.empty()) {
        const auto first = static_cast<unsigned char>(utf8.front());
        CodePoint character{first, 1};
        if (first >= 0x80) character = decode_utf8(utf8);
        if (character.bytes == 0) character = {0xFFFD, 1};
        see(character.value, character.bytes);
        utf8.remove_prefix(character.bytes);
    }
}

struct Count {
    int characters = 0;
    int septets = 0;
    int code_units = 0;
    bool is_gsm7 = true;
};

Count count(std::string_view utf8) {
    Count out;
    for_each_character(utf8, [&out](char32_t c, std::size_t) {
        const int septets = septets_of(c);
        out.is_gsm7 = out.is_gsm7 && septets > 0;
        out.septets += septets;
        out.code_units += code_units_of(c);
        ++out.characters;
    });
    return out;
}

// What a text needs in the encoding that it will be sent in.
struct Need {
    Encoding encoding;
    int units;
    int alone_max;
    int joined_max;
    bool has_pairs;   // characters of two units, which may not be split

    bool fits_alone() const { return units <= alone_max; }
    int units_of(char32_t c) const { return encoding == Encoding::gsm7 ? septets_of(c) : code_units_of(c); }
};

Need need_of(std::string_view utf8) {
    const Count found = count(utf8);
    if (found.is_gsm7)
        return {Encoding::gsm7, found.septets, gsm7_alone_max, gsm7_joined_max,
                found.septets > found.characters};
    return {Encoding::ucs2, found.code_units, ucs2_alone_max, ucs2_joined_max,
            found.code_units > found.characters};
}

// Fills joined segments one character at a time, as the provider will.
class Packer {
public:
    explicit Packer(const Need& need) : need_(need) {}

    // True when `c` had to begin a new segment.
    bool put(char32_t c) {
        const int units = need_.units_of(c);
        const bool is_full = used_ + units > need_.joined_max;
        if (is_full) {
            ++segments_;
            used_ = 0;
        }
        used_ += units;
        return is_full;
    }

    int segments() const { return segments_; }
    int units_left() const { return need_.joined_max - used_; }

private:
    const Need& need_;
    int segments_ = 1;
    int used_ = 0;
};

}   // namespace

TextPlan plan_text(std::string_view utf8) {
    const Need need = need_of(utf8);
    if (need.fits_alone()) return {need.encoding, 1, need.units, need.alone_max - need.units};
    if (!need.has_pairs) {
        const int segments = (need.units + need.joined_max - 1) / need.joined_max;
        return {need.encoding, segments, need.units, segments * need.joined_max - need.units};
    }
    Packer packer(need);
    for_each_character(utf8, [&packer](char32_t c, std::size_t) { packer.put(c); });
    return {need.encoding, packer.segments(), need.units, packer.units_left()};
}

std::vector<std::string> split_text(std::string_view utf8) {
    const Need need = need_of(utf8);
    if (need.fits_alone()) return {std::string(utf8)};
    std::vector<std::string> pieces;
    Packer packer(need);
    std::size_t begin = 0;
    std::size_t at = 0;
    for_each_character(utf8, [&](char32_t c, std::size_t bytes) {
        if (packer.put(c)) {
            pieces.emplace_back(utf8.substr(begin, at - begin));
            begin = at;
        }
        at += bytes;
    });
    pieces.emplace_back(utf8.substr(begin));
    return pieces;
}

}   // namespace smsgw
