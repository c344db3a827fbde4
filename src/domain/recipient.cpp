// The rules for `to`; what a number is, libphonenumber knows.
#include "domain/recipient.hpp"

#include <array>
#include <optional>

#include "domain/phone_library.hpp"

namespace smsgw {
namespace {

// The longest number that people write, with its punctuation, has half of this.
constexpr std::size_t text_bytes_max = 64;

constexpr std::array<std::string_view, 12> line_type_names = {
    "mobile",      "fixed_line", "fixed_line_or_mobile", "toll_free", "premium_rate",
    "shared_cost", "voip",       "personal_number",      "pager",     "uan",
    "voicemail",   "unknown",
};

// Digits with an optional plus sign in front; nothing when anything else is there. libphonenumber itself would read
// full-width and Arabic digits and letters, which makes one number writable in many ways: good for evading limits.
std::optional<std::string> without_punctuation(std::string_view text) {
    if (text.size() > text_bytes_max) return std::nullopt;
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == ' ' || c == '(' || c == ')' || c == '-' || c == '.') continue;
        if (!(c >= '0' && c <= '9') && !(c == '+' && out.empty())) return std::nullopt;
        out += c;
    }
    if (out.empty()) return std::nullopt;
    return out;
}

// Not std::toupper: in a Turkish locale that is not how ISO codes are spelled.
std::string upper_case(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

Result<Recipient> checked(std::optional<Recipient> found) {
    if (!found) return Errc::number_invalid;
    if (!takes_sms(found->line_type)) return Errc::number_not_mobile;
    return *std::move(found);
}

}   // namespace

std::string_view to_text(LineType type) {
    return line_type_names[static_cast<std::size_t>(type)];
}

bool takes_sms(LineType type) {
    return type == LineType::mobile || type == LineType::fixed_line_or_mobile;
}

Result<Recipient> read_recipient(std::string_view text, std::string_view region) {
    // A wrong region is told even where it is not needed: the next, national number would fail on it.
    const std::string region_code = upper_case(region);
    if (!region_code.empty() && !phone_library::is_region(region_code)) return Errc::region_unknown;

    const auto digits = without_punctuation(text);
    if (!digits) return Errc::number_invalid;

    if (digits->front() == '+') {
        const auto number = E164Number::parse(*digits);
        if (!number) return number.error();
        return checked(phone_library::by_country_code(*number));
    }
    if (region_code.empty()) return Errc::region_required;
    auto found = phone_library::by_parsing(*digits, region_code);
    // In the plan of ordinary numbers 112 is just too short; say what it really is.
    if (!found && phone_library::is_short_number(*digits, region_code)) return Errc::number_not_mobile;
    return checked(std::move(found));
}

void warm_up_numbers() {
    phone_library::warm_up();
}

}   // namespace smsgw
