// `x-sinch-webhook-signature`: base64 HMAC-SHA256 over body, nonce and timestamp.
#pragma once

#include <string>
#include <string_view>

#include "providers/signature_check.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

std::string sinch_signature(const Secret& secret, std::string_view body, std::string_view nonce,
                            std::string_view timestamp);

// Errc::signature_missing: no signature, nonce or timestamp. Errc::signature_bad (also for an algorithm that is named and is
// not HmacSHA256), Errc::signature_expired.
Result<void> check_sinch(SigningKeys secrets, const WebhookRequest& request, WallTime now);

}   // namespace smsgw::providers
