// Plivo: one message per submit, reports to the URL that the submit names.
#pragma once

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace plivo {

inline constexpr std::string_view own_base_url = "https://api.plivo.com";

inline constexpr SettingRow setting_rows[] = {
    {"auth_id", SettingKind::text, Presence::required,
     "The Auth ID of the account or subaccount; api_key is its Auth Token.", "MAXXXXXXXXXXXXXXXXXX"},
    {"powerpack_uuid", SettingKind::text, Presence::optional,
     "This Powerpack chooses the sender from its pool, whatever the message says.",
     "ca5fd1f2-26c0-43e9-a7e4-0dc426e9dd2f"},
    {"signature_min", SettingKind::text, Presence::optional,
     "v2 (the default) or v3: the oldest version of signatures that webhooks may have; v2 does not cover "
     "what they say.",
     "v3"},
    {"webhook_secret_old", SettingKind::secret, Presence::optional,
     "A second Auth Token that webhooks may be signed by, while tokens are changed.",
     "env:PLIVO_AUTH_TOKEN_OLD"},
};

// What is wrong with `config`, in a sentence; empty: nothing.
std::string complaint(const ProviderConfig& config);

// The request for one attempt. A validity is given in whole seconds, 5 to 10799: it bounds the wait in Plivo's queue.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit);

// A body with an `error` is a failure whatever the HTTP status: by its words where the table knows them, else by the status.
SubmitOutcome read_answer(const ProviderConfig& config, const http::ClientResult& result);

}   // namespace plivo

class Plivo final : public SmsProvider {
public:
    // `client` must outlive the provider.
    Plivo(ProviderConfig config, http::Client& client) : config_(std::move(config)), client_(client) {}

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;

private:
    ProviderConfig config_;
    http::Client& client_;
};

}   // namespace smsgw::providers
