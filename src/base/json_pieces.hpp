// What several of our JSON documents say in the same way.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "smsgw/msg_status.hpp"

namespace smsgw {

// null when there is no text.
nlohmann::json text_or_null(const std::string& text);

// May a message in this status be sent once more without making a second SMS? null while that is not settled.
nlohmann::json resend_safe_json(MsgStatus status);

}   // namespace smsgw
