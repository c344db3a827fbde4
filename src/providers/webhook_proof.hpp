// Proofs of webhooks that are no signatures: a password, or the path alone.
#pragma once

#include <string>

#include "providers/config.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

// Basic authentication by the setting webhook_user and any of the webhook secrets (signing_keys). Errc::signature_missing,
// Errc::signature_bad.
Result<void> check_basic_webhook(const ProviderConfig& config, const WebhookRequest& request);

// A report that names no ref is about the message of the path, when it is the only one: others may be about other messages.
void name_by_path(WebhookNews& news, const std::string& path_ref);

// For requests that nothing else proves. The path carried our ref, which the webhook room has verified, and which is known to us and
// the provider for one message only. So what is about others is dropped, inbound messages too; a report that names no message
// is about the path's.
void keep_what_path_vouches_for(WebhookNews& news, const std::string& path_ref);

}   // namespace smsgw::providers
