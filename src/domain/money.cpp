// Decimal text to integer millionths and back.
#include "smsgw/money.hpp"

#include <algorithm>

#include "domain/digit.hpp"

namespace smsgw {
namespace {

constexpr std::size_t whole_digits_max = 9;
constexpr std::size_t decimals_max = 6;
constexpr std::size_t text_max = 32;
constexpr std::int64_t unit = 1'000'000;

}   // namespace

std::optional<std::int64_t> read_micros(std::string_view decimal) {
    if (decimal.size() > text_max) return std::nullopt;
    const bool negative = decimal.starts_with('-');
    if (negative || decimal.starts_with('+')) decimal.remove_prefix(1);
    const auto point = std::min(decimal.find('.'), decimal.size());
    const auto whole = decimal.substr(0, point);
    auto fraction = decimal.substr(std::min(point + 1, decimal.size()));
    if (whole.empty() || whole.size() > whole_digits_max || (point < decimal.size() && fraction.empty()))
        return std::nullopt;
    if (!std::all_of(whole.begin(), whole.end(), is_digit) ||
        !std::all_of(fraction.begin(), fraction.end(), is_digit))
        return std::nullopt;
    std::int64_t micros = 0;
    for (const char c : whole) micros = micros * 10 + (c - '0');
    for (std::size_t i = 0; i < decimals_max; ++i)
        micros = micros * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    if (fraction.size() > decimals_max && fraction[decimals_max] >= '5') ++micros;
    return negative ? -micros : micros;
}

std::string micros_text(std::int64_t micros) {
    const bool negative = micros < 0;
    const auto magnitude = negative ? -micros : micros;
    auto fraction = std::to_string(unit + magnitude % unit).substr(1);
    while (fraction.size() > 2 && fraction.back() == '0') fraction.pop_back();
    return (negative ? "-" : "") + std::to_string(magnitude / unit) + "." + fraction;
}

std::optional<Money> read_money(std::string_view decimal, std::string_view currency) {
    const auto micros = read_micros(decimal);
    if (!micros || currency.size() != 3) return std::nullopt;
    Money money{*micros, std::string(currency)};
    for (char& c : money.currency) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c < 'A' || c > 'Z') return std::nullopt;
    }
    return money;
}

}   // namespace smsgw
