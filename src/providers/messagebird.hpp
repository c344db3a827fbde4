// MessageBird (Bird), REST SMS API: {base}/messages.
#pragma once

#include <string>
#include <string_view>

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace messagebird {

inline constexpr std::string_view default_base_url = "https://rest.messagebird.com";

// Beside the common api_key (the access key) and webhook_secret (the signing key, which is another one).
inline constexpr SettingRow setting_rows[] = {
    {"webhook_secret_old", SettingKind::secret, Presence::optional,
     "The former webhook_secret, believed too for as long as it stands here.",
     "file:/run/secrets/messagebird_webhook_secret_old"},
};

// What is wrong with the configuration, naming no secret; empty: nothing.
std::string complaint(const ProviderConfig& config);

// The request for one attempt. Without our reference MessageBird would send no report at all, so it is always there.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit);

// By the first of its errors that is in the table, else by the HTTP status.
SubmitOutcome read_answer(const http::ClientResult& result);

// The list of what was sent to the recipient since the message was accepted: MessageBird cannot be asked by reference, but
// each row of a list has it.
http::ClientRequest build_look_up(const ProviderConfig& config, const LookupRequest& look_up);

// LookupNotFound only when the list is complete and each of its rows could be read.
LookupOutcome read_look_up(const http::ClientResult& result, std::string_view ref);

}   // namespace messagebird

class MessageBird final : public SmsProvider {
public:
    // `client` must outlive the provider. Warns once when reports cannot be verified (provider.webhook_unsigned).
    MessageBird(ProviderConfig config, http::Client& client);

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    bool can_look_up() const override { return true; }
    Task<LookupOutcome> look_up(LookupRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;

private:
    ProviderConfig config_;
    http::Client& client_;
};

}   // namespace smsgw::providers
