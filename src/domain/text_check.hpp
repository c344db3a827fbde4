// Which texts a message may carry.
#pragma once

#include <string_view>

#include "domain/utf8.hpp"
#include "smsgw/result.hpp"

namespace smsgw {

// Controls other than \n \r \t have no glyph in any SMS alphabet and can break a provider's protocol: all of C0, DEL
// and C1 are refused. Length is not looked at; plan_text() tells it.
//   message_empty              no characters
//   json_malformed             not UTF-8, which a strict JSON reader finds first
//   message_control_character  a control character
Result<void> check_text(std::string_view utf8);

}  // namespace smsgw
