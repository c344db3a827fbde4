// Delivery reports and inbound messages of Sinch: who may send them, and what they say.
#pragma once

#include <cstddef>
#include <string>

#include "providers/config.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers::sinch {

inline constexpr std::size_t time_bytes_max = 64;

// What is wrong with the settings of the webhook, in a sentence; empty: nothing.
std::string complaint_about_webhook(const ProviderConfig& config);

// Verifies as webhook_auth says; without a webhook_secret only what the path vouches for is believed. Then reads the one event:
// a report of a recipient or of a batch, or an inbound text; binary ones and other types are nothing to do.
// Errc::report_malformed: no event, or not one status of a report can be read. Sinch does not repeat what is refused with 4xx.
Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now);

}   // namespace smsgw::providers::sinch
