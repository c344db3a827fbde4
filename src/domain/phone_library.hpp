// libphonenumber behind four questions. Its headers (protobuf, absl) and its names stay in the .cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/recipient.hpp"

namespace smsgw::phone_library {

// Does this pair of upper-case letters name a region with a numbering plan?
bool is_region(std::string_view region);

// What the plan of its country says about a number; nothing when the number is not valid there.
// The answer is that of by_parsing(), at a tenth to two thirds of the price: a test holds the two together.
std::optional<Recipient> by_country_code(const E164Number& number);

// The same by libphonenumber's own parser, which also drops national prefixes written by mistake: +44 (0)7400 123456.
// `text` is digits with an optional plus sign; `region` is an upper-case region, or empty when there is a plus sign.
std::optional<Recipient> by_parsing(const std::string& text, const std::string& region);

// Is it a short code or an emergency number for a subscriber in `region`?
bool is_short_number(const std::string& digits, const std::string& region);

// Makes the library compile the patterns of every region.
void warm_up();

}  // namespace smsgw::phone_library
