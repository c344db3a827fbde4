// See vonage.hpp. The two faces are in vonage_sms.cpp and vonage_messages.cpp.
#include "providers/vonage.hpp"

#include "base/log.hpp"
#include "providers/basic_auth.hpp"
#include "providers/classify.hpp"
#include "providers/traced.hpp"
#include "providers/vonage_problem.hpp"
#include "providers/vonage_signature.hpp"
#include "providers/vonage_sms.hpp"
#include "providers/vonage_webhook.hpp"

namespace smsgw::providers {
namespace vonage {
namespace {

std::string check_key_pair(const ProviderConfig& config) {
    if (!is_header_value(config.api_key.reveal())) return "api_key is required: the account's API key";
    return is_header_value(config.settings.secret("api_secret").reveal())
               ? ""
               : "api_secret is required: the secret of api_key";
}

std::string check_sms(const ProviderConfig& config) {
    const auto& settings = config.settings;
    if (settings.has("application_id") || settings.has("private_key"))
        return "application_id and private_key are for api \"messages\"";
    const auto& algorithm = settings.text("signature_algorithm");
    if (!algorithm.empty() && !vonage_algorithm(algorithm))
        return "signature_algorithm must be md5hash, md5, sha1, sha256 or sha512";
    if (settings.flag(conversion_feedback) && !settings.has("api_secret"))
        return "conversion_feedback needs api_secret: a signature's timestamp would stand where the "
               "conversion's does";
    if (!config.webhook_secret.empty() && algorithm.empty())
        return "signature_algorithm is required beside webhook_secret: the account's settings say it";
    // Signing takes the place of the secret that the key has.
    if (!settings.has("api_secret") && !config.webhook_secret.empty())
        return is_header_value(config.api_key.reveal()) ? "" : "api_key is required: the account's API key";
    return check_key_pair(config);
}

std::string check_messages(const ProviderConfig& config) {
    const auto& settings = config.settings;
    if (settings.has("signature_algorithm"))
        return "signature_algorithm is for api \"sms\": api \"messages\" has only one";
    if (settings.flag(conversion_feedback)) return "conversion_feedback is for api \"sms\"";
    if (!settings.has("application_id") && !settings.has("private_key")) return check_key_pair(config);
    if (!settings.has("application_id")) return "application_id is required beside private_key";
    if (!settings.has("private_key")) return "private_key is required beside application_id";
    return RsaPrivateKey::parse(settings.secret("private_key")).has_error()
               ? "private_key must be an RSA key of at least 2048 bits in PEM, not encrypted"
               : "";
}

}   // namespace

std::string complaint(const ProviderConfig& config) {
    if (config.dedupe)
        return "dedupe is for type sandbox: Vonage does not promise to drop repeats of a submit";
    if (!config.base_url.empty() && !is_url(config.base_url))
        return "base_url must start with https:// or http://";
    if (const auto& currency = config.settings.text("currency");
        !currency.empty() && !read_money("0", currency))
        return "currency must be three letters, such as EUR";
    if (is_messages(config)) return check_messages(config);
    return config.api.empty() || config.api == "sms" ? check_sms(config)
                                                     : "api must be \"sms\" or \"messages\"";
}

}   // namespace vonage

Vonage::Vonage(ProviderConfig config, http::Client& client) : config_(std::move(config)), client_(client) {
    if (signing_keys(config_).empty())
        log::warn("provider.webhook_unsigned", {log::f(config_.id), log::f("api", config_.api)});
    // What is not a key has been refused before.
    const auto& settings = config_.settings;
    if (auto key = RsaPrivateKey::parse(settings.secret("private_key")); key.has_value())
        application_.emplace(std::move(*key), settings.text("application_id"));
}

std::string Vonage::authorization(WallTime now) {
    if (application_) return application_->authorization(now);
    return basic_credentials(config_.api_key.reveal(), config_.settings.secret("api_secret"));
}

Task<SubmitOutcome> Vonage::submit(SubmitRequest request) {
    const auto now = clock_.wall_now();
    if (!vonage::is_messages(config_)) {
        const auto result =
            co_await client_.send(traced(vonage::build_sms_request(config_, request, now), request));
        co_return vonage::read_sms_answer(config_, result);
    }
    auto built = vonage::build_messages_request(config_, request, authorization(now));
    const auto result = co_await client_.send(traced(std::move(built), request));
    co_return vonage::read_messages_answer(result);
}

Task<FeedbackOutcome> Vonage::tell_conversion(ConversionFeedback feedback) {
    const auto result = co_await client_.send(vonage::build_conversion_request(config_, feedback));
    co_return feedback_of(result);
}

Task<Result<WebhookNews>> Vonage::read_webhook(WebhookRequest request, WallTime now) {
    if (vonage::is_messages(config_)) co_return vonage::read_messages_webhook(config_, request, now);
    co_return vonage::read_sms_webhook(config_, request, now);
}

}   // namespace smsgw::providers
