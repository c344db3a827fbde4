// Signatures of webhooks of the common kind: hex HMAC-SHA256 over timestamp, a dot and the raw body.
#pragma once

#include <string>
#include <string_view>

#include "providers/signature_check.hpp"
#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/time.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

struct SignatureHeaders {
    std::string_view timestamp;   // unix seconds
    std::string_view signature;   // "v1=<hex>", beside it perhaps "t=<the same seconds>", separated by commas
};

// The <hex> of v1.
std::string webhook_signature(const Secret& secret, std::string_view timestamp, std::string_view body);

// Errc::signature_missing: no timestamp or no v1. Errc::signature_bad: none of the v1 values is right, or t differs
// from the timestamp header. Errc::signature_expired: right, but outside the window. Compares in constant time.
Result<void> check_signature(const SignatureHeaders& names, const Secret& secret,
                             const WebhookRequest& request, WallTime now);

}   // namespace smsgw::providers
