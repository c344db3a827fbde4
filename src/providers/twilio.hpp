// Twilio Programmable Messaging: one message resource per submit, reports to the URL that the submit names.
#pragma once

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace twilio {

inline constexpr std::string_view own_base_url = "https://api.twilio.com";

inline constexpr SettingRow setting_rows[] = {
    {"account_sid", SettingKind::text, Presence::required, "The account: AC and 32 hexadecimal digits.",
     "AC0123456789abcdef0123456789abcdef"},
    {"api_key_sid", SettingKind::text, Presence::optional,
     "SK and 32 hexadecimal digits: api_key is the secret of this key then, else the account's auth token.",
     "SK0123456789abcdef0123456789abcdef"},
    {"messaging_service_sid", SettingKind::text, Presence::optional,
     "MG and 32 hexadecimal digits: this service chooses the sender from its pool, whatever the message "
     "says.",
     "MG0123456789abcdef0123456789abcdef"},
    {"webhook_secret_old", SettingKind::secret, Presence::optional,
     "A second auth token that webhooks may be signed by, while tokens are changed.",
     "env:TWILIO_AUTH_TOKEN_OLD"},
    {conversion_feedback, SettingKind::flag, Presence::optional,
     "Twilio is told of each message whether its code was entered.", "true"},
};

// What is wrong with `config`, in a sentence; empty: nothing.
std::string complaint(const ProviderConfig& config);

// The request for one attempt. A validity is given in whole seconds, at most Twilio's ten hours.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit);

// Tells the outcome of a message that was submitted with ProvideFeedback.
http::ClientRequest build_feedback(const ProviderConfig& config, const ConversionFeedback& feedback);

// Decides on the body first: a `code` is a failure whatever the HTTP status.
SubmitOutcome read_answer(const ProviderConfig& config, const http::ClientResult& result);

}   // namespace twilio

class Twilio final : public SmsProvider {
public:
    // `client` must outlive the provider. Warns once when webhooks cannot be verified (provider.webhook_unsigned).
    Twilio(ProviderConfig config, http::Client& client);

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;
    bool takes_feedback() const override { return config_.settings.flag(conversion_feedback); }
    Task<FeedbackOutcome> tell_conversion(ConversionFeedback feedback) override;

private:
    ProviderConfig config_;
    http::Client& client_;
};

}   // namespace smsgw::providers
