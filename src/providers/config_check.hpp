// What the checks of several types' [[providers]] tables have in common.
#pragma once

#include <string>

#include "providers/config.hpp"

namespace smsgw::providers {

// For types whose one credential is api_key: that it is there, that base_url is one if it is set, and that no key of another type
// is. Empty: nothing is wrong.
std::string complaint_about_key_and_url(const ProviderConfig& config);

// The webhook secret as password of Basic authentication and webhook_user as its user need each other; a colon would end the
// name (RFC 7617, 2). Empty: nothing is wrong.
std::string complaint_about_webhook_user(const ProviderConfig& config);

}   // namespace smsgw::providers
