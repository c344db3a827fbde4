// What single values must look like; pure. Each returns what is wrong, or nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace smsgw::app {

std::optional<std::string> check_identifier(std::string_view text);   // 1..32 of a-z 0-9 - _
std::optional<std::string> check_absolute_path(std::string_view text);
std::optional<std::string> check_program(std::string_view text);   // not empty, no control characters
std::optional<std::string> check_url(std::string_view text);       // http(s)://host[:port][/path]
std::optional<std::string> check_region(
    std::string_view text);   // ISO 3166 alpha-2 with a numbering plan, or empty
std::optional<std::string> check_sender(std::string_view text);     // as domain/sender.hpp, or empty
std::optional<std::string> check_prefix(std::string_view text);     // "+" and 0..15 digits
std::optional<std::string> check_country(std::string_view text);    // as check_region, or 001; not empty
std::optional<std::string> check_currency(std::string_view text);   // ISO 4217: three capital letters
std::optional<std::string> check_api_key(std::string_view text);    // visible ASCII, as RFC 6750 can carry
std::optional<std::string> check_allow_entry(std::string_view text);   // a number's first digits, or a network
std::optional<std::string> check_host_name(std::string_view text);     // letters, digits, dots and hyphens
std::optional<std::string> check_header_value(std::string_view text);   // visible ASCII, at most 16 KiB; or empty
std::optional<std::string> check_mount(std::string_view text);      // a path of Vault: words of a-z A-Z 0-9 - _ . and /
std::optional<std::string> check_network(std::string_view text);    // as http/network.hpp

// Does a checked URL send its content in the clear over a network (http to anything but loopback)?
enum class Transport : unsigned char { safe, clear_text };
Transport transport_of(std::string_view url);

}   // namespace smsgw::app
