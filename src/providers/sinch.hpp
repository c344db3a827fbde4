// Sinch, the SMS API of batches ("XMS"), with a service plan and its API token.
#pragma once

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace sinch {

// The others are eu, au, br and ca instead of us: a service plan lives in one of them.
inline constexpr std::string_view default_base_url = "https://us.sms.api.sinch.com";

inline constexpr SettingRow settings[] = {
    {"service_plan_id", SettingKind::text, Presence::required, "The service plan that sends.",
     "jd63jf88477ll123ab4567cd89012ef3"},
    {"webhook_auth", SettingKind::text, Presence::optional,
     "How Sinch proves its callbacks by webhook_secret, as arranged with them: hmac (the default) or basic "
     "(the secret is the "
     "password).",
     "hmac"},
    {"webhook_user", SettingKind::text, Presence::optional, "User name for webhook_auth basic.", "sinch"},
    {"webhook_secret_old", SettingKind::secret, Presence::optional,
     "A second webhook secret that is accepted, while secrets are changed.", "env:SINCH_WEBHOOK_SECRET_OLD"},
};

// What is wrong with the table, in a sentence; empty: nothing.
std::string check(const ProviderConfig& config);

// A batch with one recipient, our ref as its client_reference, reports to the report URL, expiring with the message.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit, WallTime now);

// A 403 with a code of theirs is about the batch, not about us. 500 and 503 are Ambiguous although Sinch documents that what it
// answers so was not processed: anybody in between can answer so too, and the look-up tells within seconds.
SubmitOutcome read_answer(const http::ClientResult& result);

// The batches with this client_reference. Without a start date only the last day would be searched.
http::ClientRequest build_look_up(const ProviderConfig& config, const LookupRequest& look_up, WallTime now);

// A batch that is found was taken: `submitted`, and its reports say the rest.
LookupOutcome read_look_up(const http::ClientResult& result, std::string_view ref);

}   // namespace sinch

class Sinch final : public SmsProvider {
public:
    // `client` must outlive the provider. Warns once when only the path can prove reports (provider.webhook_unsigned).
    Sinch(ProviderConfig config, http::Client& client);

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;
    bool can_look_up() const override { return true; }
    Task<LookupOutcome> look_up(LookupRequest request) override;

private:
    ProviderConfig config_;
    http::Client& client_;
};

}   // namespace smsgw::providers
