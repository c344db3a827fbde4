// application/x-www-form-urlencoded, as providers post it and take it. Values may be any bytes, line ends included; for
// queries that hold identifiers of ours, percent.hpp is stricter.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace smsgw::http {

inline constexpr std::size_t form_pairs_max = 256;

// Names and values in order, repeated ones included. Nothing for an invalid escape or more than form_pairs_max pairs.
std::optional<std::vector<Header>> read_form(std::string_view text);

// Its counterpart: `+` for a space, unreserved characters as they are, everything else escaped.
std::string write_form(std::span<const Header> pairs);

// Whether a Content-Type says that the body is one.
bool is_form(std::string_view content_type);

}   // namespace smsgw::http
