// See config.hpp.
#include "providers/config.hpp"

#include <algorithm>

namespace smsgw::providers {

bool is_url(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

bool is_header_value(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string url_of(const ProviderConfig& config, std::string_view default_base, std::string_view path) {
    std::string url = config.base_url.empty() ? std::string(default_base) : config.base_url;
    while (url.ends_with('/')) url.pop_back();
    if (!url.ends_with(path)) url += path;
    return url;
}

std::vector<Secret> signing_keys(const ProviderConfig& config) {
    std::vector<Secret> keys;
    for (const auto& key : {config.webhook_secret, config.settings.secret("webhook_secret_old")})
        if (!key.empty()) keys.push_back(key);
    return keys;
}

}   // namespace smsgw::providers
