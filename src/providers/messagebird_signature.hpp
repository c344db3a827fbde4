// How MessageBird (Bird) signs its webhooks: by a JSON Web Token, and before that by an HMAC.
#pragma once

#include <string>
#include <string_view>

#include "providers/signature_check.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

// `MessageBird-Signature-JWT`, HS256, HS384 or HS512 by the signing key: from MessageBird, with the hashes of the full URL
// and of the body, between nbf and exp. Clocks may differ by messagebird_skew. Errc::signature_missing,
// Errc::signature_bad, Errc::signature_expired.
inline constexpr std::chrono::seconds messagebird_skew{1};
Result<void> check_messagebird_jwt(SigningKeys keys, const WebhookRequest& request, WallTime now,
                                   std::chrono::seconds skew = messagebird_skew);

// `MessageBird-Signature` (base64 HMAC-SHA256) beside `MessageBird-Request-Timestamp`. Errors as above.
std::string messagebird_legacy_signature(const Secret& key, std::string_view timestamp,
                                         std::string_view sorted_query, std::string_view body);
Result<void> check_messagebird_legacy(SigningKeys keys, const WebhookRequest& request, WallTime now);

}   // namespace smsgw::providers
