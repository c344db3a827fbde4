// Telnyx, Messaging API v2.
#pragma once

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace telnyx {

inline constexpr std::string_view default_base_url = "https://api.telnyx.com";

inline constexpr SettingRow settings[] = {
    {"messaging_profile_id", SettingKind::text, Presence::optional,
     "The messaging profile that sends; needed for alphanumeric senders and number pools.",
     "40017f0a-5c1b-4c7c-8a3e-1f2e3d4c5b6a"},
    {"public_keys", SettingKind::list, Presence::optional,
     "The account's public keys as the portal shows them; webhooks must be signed by one of them.",
     "[\"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"]"},
};

// What is wrong with the table, in a sentence; empty: nothing.
std::string check(const ProviderConfig& config);

// The request for one attempt. There is neither a reference of ours to echo nor a validity: the ref travels in the webhook's URL.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit);

// The first error's code goes by its row; x-ratelimit-reset is the wait where there is no Retry-After.
SubmitOutcome read_answer(const http::ClientResult& result);

}   // namespace telnyx

class Telnyx final : public SmsProvider {
public:
    // `client` must outlive the provider. Warns once when only the path can prove reports (provider.webhook_unsigned).
    Telnyx(ProviderConfig config, http::Client& client);

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;

private:
    ProviderConfig config_;
    http::Client& client_;
};

}   // namespace smsgw::providers
