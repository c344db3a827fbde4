// An HMAC in a header whose every detail is configured: for providers that do not publish theirs, and for the generic one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "providers/signature_check.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

struct HmacScheme {
    enum class Encoding { hex, base64 };

    Digest algorithm = Digest::sha256;
    Encoding encoding = Encoding::hex;   // hex in either case
    std::string header;                  // where the signature is
    std::string prefix;                  // what stands before it there, such as "sha256="
    // What is signed: text with {method} {url} {path} {query} {params} {timestamp} {nonce} {body} in it. {url} is the URL that
    // the provider was given, {params} name=value of query and form, decoded, sorted and joined by &.
    std::string payload = "{body}";
    std::string timestamp_header;   // unix seconds; empty: there is none, and no window
    std::string nonce_header;
    std::chrono::seconds window = signature_window;
};

// "md5", "sha1", "sha224", "sha256", "sha384" or "sha512".
std::optional<Digest> hmac_algorithm(std::string_view name);

// Errc::config_invalid: no header, an unknown {word} or a stray brace, a {timestamp} or {nonce} without its header, or a
// timestamp header that is not signed and so would bound nothing.
Result<void> check_scheme(const HmacScheme& scheme);

// The value of the header, prefix included, for a scheme that check_scheme has found right.
std::string hmac_signature(const HmacScheme& scheme, const Secret& key, const WebhookRequest& request);

// Errc::signature_missing: one of the scheme's headers is absent. Errc::signature_bad, Errc::signature_expired.
Result<void> check_hmac(const HmacScheme& scheme, SigningKeys keys, const WebhookRequest& request,
                        WallTime now);

}   // namespace smsgw::providers
