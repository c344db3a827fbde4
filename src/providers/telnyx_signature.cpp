#include "providers/telnyx_signature.hpp"

#include "base/crypto.hpp"
#include "base/public_key.hpp"

namespace smsgw::providers {

std::string telnyx_signed_text(std::string_view timestamp, std::string_view body) {
    std::string text(timestamp);
    return text.append("|").append(body);
}

Result<void> check_telnyx(std::span<const std::string> public_keys, const WebhookRequest& request,
                          WallTime now) {
    const auto encoded = request.header("telnyx-signature-ed25519");
    const auto timestamp = request.header("telnyx-timestamp");
    if (encoded.empty() || timestamp.empty()) return Errc::signature_missing;
    const auto given = from_base64(encoded);
    const auto signed_at = read_unix_seconds(timestamp);
    if (!given || !signed_at) return Errc::signature_bad;
    const auto text = telnyx_signed_text(timestamp, request.body);
    const bool right = std::any_of(public_keys.begin(), public_keys.end(), [&](const std::string& key) {
        const auto bytes = from_base64(key);
        return bytes && ed25519_verify(*bytes, text, *given);
    });
    if (!right) return Errc::signature_bad;
    return check_window(*signed_at, now);
}

}   // namespace smsgw::providers
