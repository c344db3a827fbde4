// Basic authentication (RFC 7617) of webhooks, for providers that sign nothing.
#pragma once

#include <string>
#include <string_view>

#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

// The value of an Authorization header.
std::string basic_credentials(std::string_view user, const Secret& password);

// Errc::signature_missing: no Authorization header. Errc::signature_bad: another scheme or other credentials. Compares in
// constant time.
Result<void> check_basic(std::string_view user, const Secret& password, const WebhookRequest& request);

}   // namespace smsgw::providers
