// What the gateway needs of an upstream company: hand over one message, and read its webhooks.
#pragma once

#include <vector>

#include "smsgw/delivery_report.hpp"
#include "smsgw/result.hpp"
#include "smsgw/submit.hpp"
#include "smsgw/task.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw {

class SmsProvider {
public:
    virtual ~SmsProvider() = default;

    virtual const ProviderId& id() const = 0;

    // One attempt, within the provider's own connect, write and read budgets. Never throws, never retries, never
    // follows a redirect. Says NotAccepted or Refused only when that is proven; what is not proven is Ambiguous.
    virtual Task<SubmitOutcome> submit(SubmitRequest request) = 0;

    // Verifies, then parses. Errc::signature_missing / signature_bad / signature_expired: not authentic.
    // Errc::report_malformed: authentic but unreadable. An empty list: authentic and nothing to do.
    virtual Result<std::vector<DeliveryReport>> read_webhook(const WebhookRequest& request, WallTime now) const = 0;
};

}  // namespace smsgw
