// What a handset may show as the origin of a message.
#pragma once

#include <string_view>

#include "smsgw/result.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw {

// Accepts, unchanged, either of
//   a name    1 to 11 of A-Z a-z 0-9, space and . - _ & with at least one letter; no space at either end
//   a number  3 to 15 ASCII digits, a plus sign in front or not: a short code or a long number
// and answers sender_invalid for anything else. The four marks are for names such as "H&M" and "Booking.com": all are
// one septet, and most providers carry them. Whether an account may use the sender is not asked here.
Result<Sender> read_sender(std::string_view text);

}  // namespace smsgw
