// The table of provider types: one registration line each.
#include "providers/registry.hpp"

#include <string_view>

#include "base/log.hpp"
#include "providers/aws.hpp"
#include "providers/aws_settings.hpp"
#include "providers/generic_provider.hpp"
#include "providers/generic_settings.hpp"
#include "providers/infobip.hpp"
#include "providers/messagebird.hpp"
#include "providers/plivo.hpp"
#include "providers/sandbox.hpp"
#include "providers/sinch.hpp"
#include "providers/smstools.hpp"
#include "providers/telnyx.hpp"
#include "providers/twilio.hpp"
#include "providers/vonage.hpp"

namespace smsgw::providers {
namespace {

std::string check_smstools(const ProviderConfig& config) {
    if (config.dedupe)
        return "dedupe is for type sandbox: smstools does not promise to drop repeats of a submit";
    if (!config.base_url.empty() && !is_url(config.base_url))
        return "base_url must start with https:// or http://";
    if (config.api == "bearer")
        return is_header_value(config.api_key.reveal()) ? "" : "api_key is required for api \"bearer\"";
    if (config.api != "client") return "api must be \"client\" or \"bearer\"";
    if (!is_header_value(config.client_id)) return "client_id is required for api \"client\"";
    return is_header_value(config.client_secret.reveal()) ? ""
                                                          : "client_secret is required for api \"client\"";
}

std::string check_sandbox(const ProviderConfig& config) {
    if (!is_url(config.base_url)) return "base_url is required and must start with https:// or http://";
    if (!is_header_value(config.api_key.reveal())) return "api_key is required";
    return config.webhook_secret.empty() ? "webhook_secret is required: the sandbox signs its reports" : "";
}

template <class Provider>
std::unique_ptr<SmsProvider> make(const ProviderConfig& config, http::Client& client) {
    return std::make_unique<Provider>(config, client);
}

struct Registration {
    std::string_view type;
    std::string (*check)(const ProviderConfig&);   // the complaint, or nothing
    std::unique_ptr<SmsProvider> (*make)(const ProviderConfig&, http::Client&);
    std::span<const SettingRow> settings = {};
};

constexpr Registration registrations[] = {
    {"sandbox", check_sandbox, make<SandboxProvider>},
    {"smstools", check_smstools, make<Smstools>},
    {"twilio", twilio::complaint, make<Twilio>, twilio::setting_rows},
    {"plivo", plivo::complaint, make<Plivo>, plivo::setting_rows},
    {"infobip", infobip::check, make<Infobip>, infobip::settings},
    {"sinch", sinch::check, make<Sinch>, sinch::settings},
    {"telnyx", telnyx::check, make<Telnyx>, telnyx::settings},
    {"aws", aws::check, make<Aws>, aws::setting_rows},
    {"http", generic::check, make<GenericProvider>, generic::setting_rows},
    {"messagebird", messagebird::complaint, make<MessageBird>, messagebird::setting_rows},
    {"vonage", vonage::complaint, make<Vonage>, vonage::setting_rows},
};

const Registration* find_registration(std::string_view type) {
    for (const auto& row : registrations)
        if (row.type == type) return &row;
    return nullptr;
}

}   // namespace

std::string complaint_about(const ProviderConfig& config) {
    if (const auto* row = find_registration(config.type)) {
        const auto missing = complaint_about_missing(row->settings, config.settings);
        return missing.empty() ? row->check(config) : missing;
    }
    std::string known;
    for (const auto& type : provider_types()) known.append(known.empty() ? "" : ", ").append(type);
    return "unknown type \"" + config.type + "\"; known types: " + known;
}

std::span<const SettingRow> settings_of(std::string_view type) {
    const auto* row = find_registration(type);
    return row == nullptr ? std::span<const SettingRow>() : row->settings;
}

std::vector<std::string_view> provider_types() {
    std::vector<std::string_view> types;
    for (const auto& row : registrations) types.push_back(row.type);
    return types;
}

Result<std::unique_ptr<SmsProvider>> make_provider(const ProviderConfig& config, http::Client& client) {
    if (const auto complaint = complaint_about(config); !complaint.empty()) {
        log::error("provider.config_refused", {log::f(config.id), log::f("reason", complaint)});
        return Errc::config_invalid;
    }
    return find_registration(config.type)->make(config, client);
}

}   // namespace smsgw::providers
