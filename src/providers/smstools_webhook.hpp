// Webhooks of Smstools: who may send them, and what they say: delivery reports, inbound messages, opt-outs.
#pragma once

#include <vector>

#include "providers/config.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers::smstools {

// Is it from the provider?
// - With a webhook_secret both faces must sign: X-Smstools-Timestamp and X-Smstools-Signature. The bearer face names no
//   scheme, so without these headers it may also show the secret as `Authorization: Bearer <secret>`.
// - Without one, "client" is refused (signature_missing) unless the path carried our ref, which the webhook room has
//   verified before, and then it is about that one message; "bearer" is let in, since nothing else is specified for it, and only a known id has an effect.
Result<void> check_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now);

// Verifies, then reads one event or an array of up to 100. Events of other types, and unreadable ones beside readable
// ones, are left out. Errc::report_malformed: not JSON, too many events, or not one report of several could be read.
// Inbound messages and opt-outs count only with a webhook_secret: without one, anybody could speak for a handset. The fields
// of an opt-out are not documented; one whose number is not found is acknowledged and left out.
Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now);

}   // namespace smsgw::providers::smstools
