#include "providers/messagebird_signature.hpp"

#include "base/crypto.hpp"
#include "base/jwt.hpp"
#include "http/form.hpp"
#include "providers/jwt_claims.hpp"

namespace smsgw::providers {

Result<void> check_messagebird_jwt(SigningKeys keys, const WebhookRequest& request, WallTime now,
                                   std::chrono::seconds skew) {
    constexpr JwtAlgorithm allowed[] = {JwtAlgorithm::hs256, JwtAlgorithm::hs384, JwtAlgorithm::hs512};
    const auto claims = verify_jwt(request.header("MessageBird-Signature-JWT"), allowed, keys);
    if (claims.has_error()) return claims.error();
    const auto begins = time_claim(*claims, "nbf");
    const auto expires = time_claim(*claims, "exp");
    if (!begins || !expires) return Errc::signature_bad;
    if (text_claim(*claims, "iss") != "MessageBird" || text_claim(*claims, "jti").empty())
        return Errc::signature_bad;
    if (!is_hash_claim(*claims, "url_hash", request.public_url)) return Errc::signature_bad;
    if (!is_payload_claim(*claims, request.body)) return Errc::signature_bad;
    if (now + skew < *begins || now - skew > *expires) return Errc::signature_expired;
    return {};
}

std::string messagebird_legacy_signature(const Secret& key, std::string_view timestamp,
                                         std::string_view sorted_query, std::string_view body) {
    std::string text(timestamp);
    text.append("\n").append(sorted_query).append("\n").append(sha256(body));
    return base64(hmac_sha256(key.reveal(), text));
}

Result<void> check_messagebird_legacy(SigningKeys keys, const WebhookRequest& request, WallTime now) {
    const auto given = request.header("MessageBird-Signature");
    const auto timestamp = request.header("MessageBird-Request-Timestamp");
    if (given.empty() || timestamp.empty()) return Errc::signature_missing;
    const auto signed_at = read_unix_seconds(timestamp);
    auto pairs = http::read_form(request.query);
    if (!signed_at || !pairs) return Errc::signature_bad;
    // By name only: the values of a repeated one stay in their order.
    std::stable_sort(pairs->begin(), pairs->end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto query = http::write_form(*pairs);
    const bool right = any_key(keys, [&](const Secret& key) {
        return equal_constant_time(given, messagebird_legacy_signature(key, timestamp, query, request.body));
    });
    if (!right) return Errc::signature_bad;
    return check_window(*signed_at, now);
}

}   // namespace smsgw::providers
