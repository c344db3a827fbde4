// The few cryptographic tools, over OpenSSL 3.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace smsgw {

std::string hmac_sha256(std::string_view key, std::string_view data);   // 32 raw bytes
std::string sha256(std::string_view data);                              // 32 raw bytes
std::string hex(std::string_view bytes);                                // lower case
std::string base64(std::string_view bytes);                             // with padding
std::string base64url(std::string_view bytes);                          // no padding
std::optional<std::string> from_base64(std::string_view text);   // strict: padding, no line ends; or nothing
bool equal_constant_time(std::string_view a, std::string_view b);   // time depends on the lengths only

// Unpredictable bytes from the kernel, buffered per thread.
void random_bytes(std::span<unsigned char> out);
std::string random_base62(std::size_t length);

}   // namespace smsgw
