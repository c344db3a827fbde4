#include "base/standard_webhooks.hpp"

#include "base/crypto.hpp"

namespace smsgw {

Result<WebhookKey> WebhookKey::parse(std::string_view text) {
    constexpr std::string_view prefix = "whsec_";
    constexpr std::size_t bytes_min = 24;
    constexpr std::size_t bytes_max = 64;
    if (!text.starts_with(prefix)) return Errc::config_invalid;
    auto bytes = from_base64(text.substr(prefix.size()));
    if (!bytes || bytes->size() < bytes_min || bytes->size() > bytes_max) return Errc::config_invalid;
    return WebhookKey(std::move(*bytes));
}

std::string WebhookKey::sign(std::string_view id, std::int64_t timestamp_s, std::string_view body) const {
    std::string content(id);
    content += '.';
    content += std::to_string(timestamp_s);
    content += '.';
    content += body;
    return "v1," + base64(hmac_sha256(bytes_.reveal(), content));
}

std::string webhook_signatures(const std::vector<WebhookKey>& keys, std::string_view id,
                               std::int64_t timestamp_s, std::string_view body) {
    std::string all;
    for (const auto& key : keys) all += (all.empty() ? "" : " ") + key.sign(id, timestamp_s, body);
    return all;
}

}   // namespace smsgw
