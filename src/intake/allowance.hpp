// "10/h", "1/30s", "50/d:20": how people write a limit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "smsgw/admission.hpp"

namespace smsgw::intake {

// A count from 1 to a million, a slash, a span of s, m, h or d with a number before it (absent: 1) up to 32 days, and optionally a
// colon and how many at once. Empty: not that.
std::optional<Allowance> read_allowance(std::string_view text);

// The shortest spelling that reads back as the same.
std::string to_text(const Allowance& allowance);

}   // namespace smsgw::intake
