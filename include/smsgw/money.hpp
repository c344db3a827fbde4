// An amount of money as providers and price tables write it: decimal, never binary floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smsgw {

// A price of one SMS is a fraction of a cent: a millionth of the currency's unit is fine enough for all of them.
struct Money {
    std::int64_t micros = 0;
    std::string currency;   // ISO 4217, three capital letters

    friend bool operator==(const Money&, const Money&) = default;
};

// "0.0333" or "-0.00750" as millionths; more than six decimals are rounded half away from zero. Empty: not a decimal number, or larger than
// nine digits before the point.
std::optional<std::int64_t> read_micros(std::string_view decimal);

// "0.033300" without the trailing zeros beyond two decimals: "0.0333", "1.50".
std::string micros_text(std::int64_t micros);

// Both together. Empty unless `currency` is three letters; they may come in any case.
std::optional<Money> read_money(std::string_view decimal, std::string_view currency);

}   // namespace smsgw
