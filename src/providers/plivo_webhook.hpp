// Webhooks of Plivo: status callbacks and inbound messages.
#pragma once

#include <vector>

#include "providers/config.hpp"
#include "providers/form_webhook.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers::plivo {

// The tokens that webhooks may be signed by: api_key, which is the account's or subaccount's; webhook_secret, for that of the
// main account; webhook_secret_old.
std::vector<Secret> webhook_keys(const ProviderConfig& config);

// Every request must be signed, by version 3 or, unless signature_min forbids it, 2. Version 2 covers the path and not what
// the request says: with our ref in the path it vouches for that one message (Trust::path), which is why nobody can
// use a captured signature of a report to invent other news. Errc::signature_missing, Errc::signature_bad.
Result<Trust> check_webhook(const ProviderConfig& config, const WebhookRequest& request);

// Verifies, then reads one event. Events with neither a status nor a sender are left alone. Errc::report_malformed: a status
// that is not in the table, or a report or inbound message that does not say whose it is.
Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request);

}   // namespace smsgw::providers::plivo
