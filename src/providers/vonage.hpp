// Vonage (Nexmo): both of its APIs that send SMS, chosen by ProviderConfig::api.
#pragma once

#include <optional>
#include <string>

#include "base/system_clock.hpp"
#include "http/client.hpp"
#include "providers/config.hpp"
#include "providers/vonage_messages.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace vonage {

// Settings beside the common api_key (the account's, not secret by itself) and webhook_secret (its signature secret).
inline constexpr SettingRow setting_rows[] = {
    {"api_secret", SettingKind::secret, Presence::optional,
     "Secret of the account's API key. Without it api sms signs its requests with webhook_secret.",
     "file:/run/secrets/vonage_api_secret"},
    {"signature_algorithm", SettingKind::text, Presence::optional,
     "How api sms signs, as the account's settings have it: md5hash, md5, sha1, sha256 or sha512.", "sha256"},
    {"webhook_secret_old", SettingKind::secret, Presence::optional,
     "The former webhook_secret, believed too for as long as it stands here.",
     "file:/run/secrets/vonage_webhook_secret_old"},
    {"application_id", SettingKind::text, Presence::optional,
     "api messages: the application that sends; with private_key it replaces api_key and api_secret.",
     "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"},
    {"private_key", SettingKind::secret, Presence::optional, "The application's private key, PEM.",
     "file:/run/secrets/vonage_private_key"},
    {"currency", SettingKind::text, Presence::optional,
     "Currency of the account. api sms tells prices without one: they are not read unless it stands here.",
     "EUR"},
    {conversion_feedback, SettingKind::flag, Presence::optional,
     "api sms: Vonage, which must have enabled it for the account, is told of each message whether its code "
     "was entered.",
     "true"},
};

// What is wrong with the configuration, naming no secret; empty: nothing.
std::string complaint(const ProviderConfig& config);

}   // namespace vonage

// "sms", the default: one id and one report per segment. "messages": one of each per message, and by it Vonage lets an
// application log in with its private key.
class Vonage final : public SmsProvider {
public:
    // `client` must outlive the provider. Warns once when reports cannot be verified (provider.webhook_unsigned).
    Vonage(ProviderConfig config, http::Client& client);

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;
    bool takes_feedback() const override { return config_.settings.flag(conversion_feedback); }
    Task<FeedbackOutcome> tell_conversion(ConversionFeedback feedback) override;

private:
    std::string authorization(WallTime now);

    ProviderConfig config_;
    http::Client& client_;
    SystemClock clock_;
    std::optional<vonage::ApplicationLogin> application_;   // else by key and secret
};

}   // namespace smsgw::providers
