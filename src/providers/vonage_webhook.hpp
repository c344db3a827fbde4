// What Vonage sends us: delivery receipts and inbound messages of both APIs.
#pragma once

#include "providers/config.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers::vonage {

// Each verifies, then reads. With a webhook_secret everything must be signed: by the parameter `sig` (SMS API) or a token
// (Messages API). Without one only a request is believed whose path carried our ref, which the webhook room has verified
// before, and only what it reports about that one message; else Errc::signature_missing. Events of other kinds are authentic
// and say nothing. Errc::report_malformed: none of its forms, or a receipt that cannot be read.

// A GET's query, a POST's form or JSON, whichever the account's settings say.
Result<WebhookNews> read_sms_webhook(const ProviderConfig& config, const WebhookRequest& request,
                                     WallTime now);

Result<WebhookNews> read_messages_webhook(const ProviderConfig& config, const WebhookRequest& request,
                                          WallTime now);

}   // namespace smsgw::providers::vonage
