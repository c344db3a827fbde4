// Times as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "smsgw/time.hpp"

namespace smsgw {

// "2026-01-02T03:04:05.678Z" (RFC 3339, UTC, milliseconds).
std::string to_rfc3339(WallTime time);

// RFC 3339 date-time with `Z` or a numeric offset; fractions of a second beyond milliseconds are cut off. A leap second is
// the second after it. Nothing: it is not one.
std::optional<WallTime> from_rfc3339(std::string_view text);

// "202601", the month of that time in UTC, as the ledger of submits names it.
std::string month_text(WallTime time);

}   // namespace smsgw
