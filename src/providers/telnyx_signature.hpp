// `telnyx-signature-ed25519` over the timestamp and the raw body.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "providers/signature_check.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

// The text that Telnyx signs.
std::string telnyx_signed_text(std::string_view timestamp, std::string_view body);

// Public keys as the portal shows them: base64 of 32 bytes; one that is not is no key. Errc::signature_missing,
// Errc::signature_bad, Errc::signature_expired.
Result<void> check_telnyx(std::span<const std::string> public_keys, const WebhookRequest& request,
                          WallTime now);

}   // namespace smsgw::providers
