// Character classes of RFC 9110, section 5.6, for bytes that may come from anybody: no locale, no <cctype>.
#pragma once

#include <algorithm>
#include <string_view>

namespace smsgw::http {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// C0 controls and DEL. HTAB is one: callers that allow it say so.
constexpr bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

constexpr bool is_token_char(char c) {
    return is_digit(c) || is_letter(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

constexpr bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

// What may stand in a field value: a CR, LF or NUL there would start a new line for somebody.
constexpr bool is_field_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return is_control(c) && c != '\t'; });
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

}   // namespace smsgw::http
