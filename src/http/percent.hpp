// Percent-encoded text of a request's target.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace smsgw::http {

// Nothing for escapes that are invalid or hide a control character.
std::optional<std::string> percent_decode(std::string_view text);

// The same for values that may be any bytes, such as a text with line ends.
std::optional<std::string> percent_decode_bytes(std::string_view text);

// Everything but RFC 3986's unreserved characters as %XX.
std::string percent_encode(std::string_view text);

// The names and values of a query as HTML forms and their libraries write it (`+` is a space), in order, repeated ones
// included. Nothing when one of them cannot be decoded.
std::optional<std::vector<Header>> read_query(std::string_view query);

}   // namespace smsgw::http
