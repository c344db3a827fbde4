// From a [[providers]] table to the object that speaks to that provider.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"
#include "smsgw/result.hpp"

namespace smsgw::providers {

// What is wrong with `config`, in a sentence for a person that names no secret; an unknown type is told the known ones.
// Empty: nothing.
std::string complaint_about(const ProviderConfig& config);

// The settings that tables of this type may hold beside the common keys; empty for an unknown type.
std::span<const SettingRow> settings_of(std::string_view type);

// All types that there are, in the order of the documentation.
std::vector<std::string_view> provider_types();

// `client` must outlive the provider; its limits are its owner's business. Errc::config_invalid: the complaint is
// logged as provider.config_refused.
Result<std::unique_ptr<SmsProvider>> make_provider(const ProviderConfig& config, http::Client& client);

}   // namespace smsgw::providers
