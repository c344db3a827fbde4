// Infobip, SMS API v3.
#pragma once

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace infobip {

inline constexpr SettingRow settings[] = {
    {"webhook_auth", SettingKind::text, Presence::optional,
     "How Infobip proves its webhooks by webhook_secret: basic (the default; the secret is the password) or "
     "hmac.",
     "basic"},
    {"webhook_user", SettingKind::text, Presence::optional, "User name for webhook_auth basic.", "infobip"},
    {"webhook_secret_old", SettingKind::secret, Presence::optional,
     "A second webhook secret that is accepted, while secrets are changed.",
     "env:INFOBIP_WEBHOOK_SECRET_OLD"},
    {"hmac_header", SettingKind::text, Presence::optional,
     "Header that holds the signature for webhook_auth hmac.", "X-Hub-Signature"},
    {"hmac_algorithm", SettingKind::text, Presence::optional,
     "md5, sha1, sha224, sha256 (the default), sha384 or sha512, as in the notification profile.", "sha256"},
    {"hmac_encoding", SettingKind::text, Presence::optional, "hex (the default) or base64.", "hex"},
    {"hmac_prefix", SettingKind::text, Presence::optional, "What stands before the signature in its header.",
     "sha256="},
};

// What is wrong with the table, in a sentence; empty: nothing. base_url has no default: each customer has a host of its own.
std::string check(const ProviderConfig& config);

// The request for one attempt. The messageId is the dedupe key, so all attempts of a message have the same; our ref travels as
// callbackData and in the report URL.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit);

// An HTTP 200 refuses as well as it accepts: the group of the message's status decides, and without a readable one the
// answer is Ambiguous. A refused repeat ("there is a message with this messageId") is Accepted: see after_repeat().
SubmitOutcome read_answer(const ProviderConfig& config, const http::ClientResult& result);

// Did the answer refuse the message as a repeat?
bool is_repeat(const http::ClientResult& result);

// What a refused repeat means, with the answer to a look-up of its messageId: NotAccepted when Infobip's log has the first one
// as refused and nothing else, so that it never went out and never will under this id; else `accepted` as it is.
SubmitOutcome after_repeat(SubmitOutcome accepted, const http::ClientResult& look_up,
                           std::string_view message_id);

// The log of the last 48 hours, by messageId.
http::ClientRequest build_look_up(const ProviderConfig& config, std::string_view message_id);

LookupOutcome read_look_up(const http::ClientResult& result, const LookupRequest& look_up);

}   // namespace infobip

class Infobip final : public SmsProvider {
public:
    // `client` must outlive the provider. Warns once when only the path can prove reports (provider.webhook_unsigned).
    Infobip(ProviderConfig config, http::Client& client);

    const ProviderId& id() const override { return config_.id; }
    // A refused repeat costs a second request, a look-up; then a submit may take twice its budget. A lease that ends meanwhile
    // makes one more repeat, which is refused like this one.
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;
    bool deduplicates() const override { return true; }
    bool can_look_up() const override { return true; }
    Task<LookupOutcome> look_up(LookupRequest request) override;

private:
    ProviderConfig config_;
    http::Client& client_;
};

}   // namespace smsgw::providers
