// Webhooks of Twilio: status callbacks and inbound messages.
#pragma once

#include <vector>

#include "providers/config.hpp"
#include "providers/form_webhook.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers::twilio {

// The auth tokens that webhooks may be signed by: api_key when it is one, webhook_secret and webhook_secret_old. Twilio
// signs by the account's auth token even when an API key submits, so with api_key_sid alone there is none.
std::vector<Secret> webhook_keys(const ProviderConfig& config);

// With keys every request must be signed. Without one, only a request whose path carries our ref is believed, about that
// one message: Trust::path. Errc::signature_missing, Errc::signature_bad.
Result<Trust> check_webhook(const ProviderConfig& config, const WebhookRequest& request);

// Verifies, then reads one event. Events without a message status are left alone. Errc::report_malformed: a status that
// is not in the table, or a report or inbound message that does not say whose it is.
Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request);

}   // namespace smsgw::providers::twilio
