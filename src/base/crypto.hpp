// The few cryptographic tools, over OpenSSL 3.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace smsgw {

// MD5 and SHA-1 only because providers sign with them.
enum class Digest { md5, sha1, sha224, sha256, sha384, sha512 };

std::string digest(Digest algorithm, std::string_view data);                       // raw bytes
std::string hmac(Digest algorithm, std::string_view key, std::string_view data);   // raw bytes
std::string hmac_sha256(std::string_view key, std::string_view data);              // 32 raw bytes
std::string sha256(std::string_view data);                                         // 32 raw bytes
std::string hex(std::string_view bytes);                                           // lower case
std::string base64(std::string_view bytes);                                        // with padding
std::string base64url(std::string_view bytes);                                     // no padding

// Each takes the one spelling that its counterpart writes (from_hex either case) and answers nothing for any other: no
// missing or superfluous padding, no line ends, no stray bits.
std::optional<std::string> from_hex(std::string_view text);
std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_base64url(std::string_view text);

bool equal_constant_time(std::string_view a, std::string_view b);   // time depends on the lengths only

// Unpredictable bytes from the kernel, buffered per thread.
void random_bytes(std::span<unsigned char> out);
std::string random_base62(std::size_t length);

}   // namespace smsgw
