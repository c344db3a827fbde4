// X-Twilio-Signature: base64 HMAC-SHA1 by the account's auth token over the URL and the parameters of the form.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "providers/signature_check.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

// The URL as it is, and as it may have been signed: without its port, and with its port or its scheme's own. Twilio's
// servers do not agree about that. Never with its fragment.
std::array<std::string, 3> twilio_urls(std::string_view url);

// By one key, over one spelling of the URL. Parameters in any order; a repeated pair counts once.
std::string twilio_signature(const Secret& key, std::string_view url, std::span<const http::Header> params);

// A form is signed with its parameters; any other body must have its SHA-256 in the URL's parameter bodySHA256. There is
// no timestamp in this scheme. Errc::signature_missing, Errc::signature_bad.
Result<void> check_twilio(SigningKeys keys, const WebhookRequest& request);

}   // namespace smsgw::providers
