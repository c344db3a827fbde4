#include "providers/sinch_signature.hpp"

#include "base/crypto.hpp"
#include "http/ascii.hpp"

namespace smsgw::providers {

std::string sinch_signature(const Secret& secret, std::string_view body, std::string_view nonce,
                            std::string_view timestamp) {
    std::string text(body);
    text.append(".").append(nonce).append(".").append(timestamp);
    return base64(hmac_sha256(secret.reveal(), text));
}

Result<void> check_sinch(SigningKeys secrets, const WebhookRequest& request, WallTime now) {
    const auto given = request.header("x-sinch-webhook-signature");
    const auto nonce = request.header("x-sinch-webhook-signature-nonce");
    const auto timestamp = request.header("x-sinch-webhook-signature-timestamp");
    const auto algorithm = request.header("x-sinch-webhook-signature-algorithm");
    if (given.empty() || nonce.empty() || timestamp.empty()) return Errc::signature_missing;
    constexpr std::string_view known = "HmacSHA256";
    if (!algorithm.empty() && !http::equal_ignoring_case(algorithm, known)) return Errc::signature_bad;
    const auto signed_at = read_unix_seconds(timestamp);
    if (!signed_at) return Errc::signature_bad;
    const bool right = any_key(secrets, [&](const Secret& secret) {
        return equal_constant_time(given, sinch_signature(secret, request.body, nonce, timestamp));
    });
    if (!right) return Errc::signature_bad;
    return check_window(*signed_at, now);
}

}   // namespace smsgw::providers
