// Delivery reports, log entries and inbound messages of Infobip: who may send them, and what they say.
#pragma once

#include <string>
#include <vector>

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers::infobip {

// What is wrong with the settings of the webhook, in a sentence; empty: nothing.
std::string complaint_about_webhook(const ProviderConfig& config);

// Verifies as webhook_auth says; without a webhook_secret only what the path vouches for is believed. Then reads up to 100
// results, reports and inbound messages alike. Errc::report_malformed: not JSON, too many results, or none of them readable.
Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now);

// An entry of the message log, but for refused repeats.
struct LogEntry {
    DeliveryReport report;
    bool refused = false;   // in the group "rejected", which never went out
};

// Those of one messageId; empty when the log says that it has none. An error: the answer cannot be read as a log, or has
// nothing but refused repeats, which say that there was a first one and not what became of it.
boost::system::result<std::vector<LogEntry>, std::string> read_log(const http::ClientResult& result,
                                                                   std::string_view message_id);

}   // namespace smsgw::providers::infobip
