// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace smsgw {

// One character and its length. `bytes` is 0 where the text is not UTF-8.
struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 0;
};

// Reads the character at the start of `text`, which must not be empty. Never looks past the end.
constexpr CodePoint decode_utf8(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = [byte](std::size_t i) { return static_cast<char32_t>(byte(i) & 0x3Fu); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1};

    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return {};   // C0, C1: always overlong
    for (std::size_t i = 1; i < bytes; ++i)
        if ((byte(i) & 0xC0) != 0x80) return {};

    if (bytes == 2) return {((first & 0x1Fu) << 6) | tail(1), 2};
    if (bytes == 3) {
        const char32_t value = ((first & 0x0Fu) << 12) | (tail(1) << 6) | tail(2);
        const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
        if (value < 0x800 || is_surrogate) return {};
        return {value, 3};
    }
    const char32_t value = ((first & 0x07u) << 18) | (tail(1) << 12) | (tail(2) << 6) | tail(3);
    if (value < 0x10000 || value > 0x10FFFF) return {};
    return {value, 4};
}

// The empty text is valid.
constexpr bool is_valid_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t bytes = decode_utf8(text).bytes;
        if (bytes == 0) return false;
        text.remove_prefix(bytes);
    }
    return true;
}

}  // namespace smsgw
