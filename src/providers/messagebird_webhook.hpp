// What MessageBird sends us: status reports in the query of a GET, inbound messages in a form.
#pragma once

#include <optional>
#include <string>

#include "providers/config.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers::messagebird {

// A report in MessageBird's words, from a webhook or a look-up.
struct Receipt {
    std::string id;
    std::string ref;
    std::string status;
    std::string code;   // of an error; "0" or empty: none
    std::string time;
    std::optional<Money> price;
};

// Nothing: it names no message, or its status is none that we know.
std::optional<DeliveryReport> read_receipt(Receipt receipt);

// Verifies, then reads. With a webhook_secret everything must be signed, by the token of today or by the HMAC of before.
// Without one only a request is believed whose path carried our ref, which the webhook room has verified before, and only what
// it reports about that one message; else Errc::signature_missing. Requests without status and without text are authentic
// and say nothing. Errc::report_malformed: not a form, or a report that cannot be read.
Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now);

}   // namespace smsgw::providers::messagebird
