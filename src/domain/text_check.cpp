// One pass over the characters of a text.
#include "domain/text_check.hpp"

namespace smsgw {
namespace {

constexpr bool is_refused(char32_t c) {
    if (c == U'\n' || c == U'\r' || c == U'\t') return false;
    return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

}   // namespace

Result<void> check_text(std::string_view utf8) {
    if (utf8.empty()) return Errc::message_empty;
    // Broken UTF-8 anywhere outweighs a control character before it: what follows it cannot be named.
    bool has_control = false;
    while (!utf8.empty()) {
        const auto [value, bytes] = decode_utf8(utf8);
        if (bytes == 0) return Errc::json_malformed;
        has_control = has_control || is_refused(value);
        utf8.remove_prefix(bytes);
    }
    if (has_control) return Errc::message_control_character;
    return {};
}

}   // namespace smsgw
