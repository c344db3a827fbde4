#include "providers/webhook_proof.hpp"

#include <vector>

#include "providers/basic_auth.hpp"

namespace smsgw::providers {

Result<void> check_basic_webhook(const ProviderConfig& config, const WebhookRequest& request) {
    Result<void> checked = Errc::signature_missing;
    for (const auto& key : signing_keys(config)) {
        checked = check_basic(config.settings.text("webhook_user"), key, request);
        if (checked.has_value()) return checked;
    }
    return checked;
}

void name_by_path(WebhookNews& news, const std::string& path_ref) {
    if (news.reports.size() == 1 && news.reports.front().ref.empty()) news.reports.front().ref = path_ref;
}

void keep_what_path_vouches_for(WebhookNews& news, const std::string& path_ref) {
    std::erase_if(news.reports, [&](const DeliveryReport& report) {
        return !report.ref.empty() && report.ref != path_ref;
    });
    for (auto& report : news.reports) report.ref = path_ref;
    news.inbound.clear();
}

}   // namespace smsgw::providers
