// The shape of an international number, and the only form of it that may reach a log.
#include "smsgw/e164_number.hpp"

#include "domain/digit.hpp"

namespace smsgw {
namespace {

// E.164 allows 15 digits. Nothing of fewer than 7, country code included, can be reached from abroad.
constexpr std::size_t digits_min = 7;
constexpr std::size_t digits_max = 15;

}   // namespace

Result<E164Number> E164Number::parse(std::string_view text) {
    if (text.size() < digits_min + 1 || text.size() > digits_max + 1) return Errc::number_invalid;
    if (text[0] != '+' || text[1] == '0') return Errc::number_invalid;   // no country code begins with 0
    for (const char c : text.substr(1))
        if (!is_digit(c)) return Errc::number_invalid;
    return E164Number(std::string(text));
}

// Three digits in front tell the country, two at the end tell a user's numbers apart; the rest is hidden, so that at
// most five digits are seen and a log is no list of customers.
std::string E164Number::masked() const {
    constexpr std::size_t shown_in_front = 4;   // the plus sign and three digits
    constexpr std::size_t shown_at_end = 2;
    std::string out = value_;
    for (std::size_t i = shown_in_front; i + shown_at_end < out.size(); ++i) out[i] = '*';
    return out;
}

}   // namespace smsgw
