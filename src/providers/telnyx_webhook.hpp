// Delivery reports and inbound messages of Telnyx: who may send them, and what they say.
#pragma once

#include <optional>

#include "providers/config.hpp"
#include "providers/json.hpp"
#include "smsgw/money.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers::telnyx {

// `cost` of a message object, which is of all its parts.
std::optional<Money> read_cost(const Json& message);

// Verifies by the public keys; without any only what the path vouches for is believed. Then reads the one event: a report or an
// inbound message; other types are nothing to do. Errc::report_malformed: not an event, or a report that cannot be read.
Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now);

}   // namespace smsgw::providers::telnyx
