// Webhooks of the generic provider: who may post, and what it says.
#pragma once

#include "providers/generic_plan.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers::generic {

// By the configured webhook_auth. Without one only requests are believed whose path carried our ref, which the webhook room
// has verified before.
Result<void> check_webhook(const AuthenticityPlan& plan, const WebhookRequest& request, WallTime now);

// Verifies, then reads up to 100 reports and inbound messages. Parts that cannot be read beside others that can are left
// out. Errc::report_malformed: another method, not JSON where JSON is configured, no report_items, too many parts, or none readable.
Result<WebhookNews> read_webhook(const ProviderConfig& config, const Plan& plan,
                                 const WebhookRequest& request, WallTime now);

}   // namespace smsgw::providers::generic
