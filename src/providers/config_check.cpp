#include "providers/config_check.hpp"

namespace smsgw::providers {

std::string complaint_about_key_and_url(const ProviderConfig& config) {
    if (config.dedupe) return "dedupe is for type sandbox";
    if (!config.api.empty() || !config.client_id.empty() || !config.client_secret.empty())
        return "api, client_id and client_secret are not for type " + config.type;
    if (!config.base_url.empty() && !is_url(config.base_url))
        return "base_url must start with https:// or http://";
    if (config.webhook_secret.empty() && config.settings.has("webhook_secret_old"))
        return "webhook_secret_old needs webhook_secret beside it";
    return is_header_value(config.api_key.reveal()) ? "" : "api_key is required";
}

std::string complaint_about_webhook_user(const ProviderConfig& config) {
    const auto& user = config.settings.text("webhook_user");
    if (config.webhook_secret.empty())
        return user.empty() ? "" : "webhook_user needs webhook_secret, its password";
    return is_header_value(user) && user.find(':') == std::string::npos
               ? ""
               : "webhook_user is required for webhook_auth \"basic\", and holds no colon";
}

}   // namespace smsgw::providers
