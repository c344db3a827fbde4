// The two shapes of a sender, by ASCII rules of our own: <cctype> asks the locale.
#include "domain/sender.hpp"

#include <algorithm>
#include <string>

#include "domain/digit.hpp"

namespace smsgw {
namespace {

// The address field of 3GPP TS 23.040 has room for 11 septets; digits are packed two to an octet.
constexpr std::size_t name_max = 11;
constexpr std::size_t number_digits_min = 3;
constexpr std::size_t number_digits_max = 15;

constexpr bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
constexpr bool is_mark(char c) {
    return c == ' ' || c == '.' || c == '-' || c == '_' || c == '&';
}

bool is_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    return text.size() >= number_digits_min && text.size() <= number_digits_max &&
           std::ranges::all_of(text, is_digit);
}

bool is_name(std::string_view text) {
    if (text.empty() || text.size() > name_max) return false;
    if (text.front() == ' ' || text.back() == ' ')
        return false;   // handsets and providers trim it: two senders, one look
    const auto is_allowed = [](char c) { return is_letter(c) || is_digit(c) || is_mark(c); };
    return std::ranges::all_of(text, is_allowed) && std::ranges::any_of(text, is_letter);
}

}   // namespace

Result<Sender> read_sender(std::string_view text) {
    if (!is_number(text) && !is_name(text)) return Errc::sender_invalid;
    return Sender(std::string(text));
}

}   // namespace smsgw
