// Which URLs may be registered for callbacks. They are hostile input: what they name must not be a way into our network.
// Where their host really leads is judged at every connect (http/address_guard.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smsgw {

enum class Loopback { refused, allowed };   // allowed: for development, http and any port too

// What is wrong with it, as "must …", or nothing: an https URL of at most 512 bytes, by name, on port 443 or 8443, without
// user, fragment, dot segments or encoded slashes and dots.
std::optional<std::string> complaint_about_callback_url(std::string_view url, Loopback loopback);

// Is it at or below one of the prefixes: the same scheme, host and port, and a path that goes on at a slash?
bool is_below_any(std::string_view url, const std::vector<std::string>& prefixes);

}   // namespace smsgw
