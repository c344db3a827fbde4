// What the gateway needs of an upstream company: hand over one message, read its webhooks, and where the company can,
// settle what is unknown by asking or by repeating, and tell it whether a code was entered.
#pragma once

#include "smsgw/conversion.hpp"
#include "smsgw/delivery_report.hpp"
#include "smsgw/lookup.hpp"
#include "smsgw/provider_check.hpp"
#include "smsgw/result.hpp"
#include "smsgw/submit.hpp"
#include "smsgw/task.hpp"
#include "smsgw/webhook_news.hpp"
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
    // Errc::report_malformed: authentic but unreadable. Any other: what verifies it could not be had just now, and the
    // provider should come again; it may be asked for that, within the budgets of a submit.
    virtual Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) = 0;

    // Is a repeated submit with the same SubmitRequest::dedupe_key answered like the first one, without a second SMS?
    virtual bool deduplicates() const { return false; }

    // Can it be asked by our own reference? Without that every look_up() is LookupFailed{"unsupported"}.
    virtual bool can_look_up() const { return false; }

    // One question, within the same budgets as a submit. Never throws, never retries. Says LookupNotFound only when the
    // provider said it in so many words.
    virtual Task<LookupOutcome> look_up(LookupRequest request);

    // Does it want to know whether the codes of its messages are entered? Without that every tell_conversion() is
    // FeedbackFailed{"unsupported"}.
    virtual bool takes_feedback() const { return false; }

    // One request, within the same budgets as a submit. Never throws, never retries.
    virtual Task<FeedbackOutcome> tell_conversion(ConversionFeedback feedback);

    // For a person who sets it up: one request that proves our credentials and sends no SMS, within the same budgets. Never
    // throws. A provider whose API has no such request is untested.
    virtual Task<ProviderCheck> check();
};

inline Task<LookupOutcome> SmsProvider::look_up(LookupRequest) {
    co_return LookupFailed{"unsupported"};
}

inline Task<FeedbackOutcome> SmsProvider::tell_conversion(ConversionFeedback) {
    co_return FeedbackFailed{"unsupported"};
}

inline Task<ProviderCheck> SmsProvider::check() {
    co_return ProviderCheck{ProviderCheck::Verdict::untested, "no dry run: connected only"};
}

}   // namespace smsgw
