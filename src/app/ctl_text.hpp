// The gateway's JSON as lines and tables for a terminal; pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/client.hpp"
#include "smsgw/time.hpp"

namespace smsgw::app {

// The text with every control character as '?': what a provider said must not steer the terminal it is shown on.
std::string printable(std::string_view text);

// A member as a text: strings as they are, numbers and booleans in words, "" when absent or null. Printable.
std::string member(const nlohmann::json& object, const char* name);

// RFC 3339, or null when there is none.
nlohmann::json time_or_null(const std::optional<WallTime>& time);

// Columns as wide as their widest cell, two spaces apart, no space at the end of a line. The first row is the head.
std::string table(const std::vector<std::vector<std::string>>& rows);

// One event of a message's timeline as a line: time, status and what there is of provider, attempt and error.
std::string event_line(const nlohmann::json& event);

// A message as GET /messages/{msgid} shows it: the facts, then the timeline.
std::string view_text(const nlohmann::json& view);

// Why a request failed: "422 number_invalid: …" and a line per wrong field, from RFC 9457 problem details when the answer
// holds them.
std::string refusal_text(const http::ClientResponse& answer);

}   // namespace smsgw::app
