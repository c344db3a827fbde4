#include "providers/basic_auth.hpp"

#include "base/crypto.hpp"
#include "http/ascii.hpp"

namespace smsgw::providers {
namespace {

constexpr std::string_view scheme = "Basic ";

std::string encoded(std::string_view user, const Secret& password) {
    return base64(std::string(user) + ":" + password.reveal());
}

}   // namespace

std::string basic_credentials(std::string_view user, const Secret& password) {
    return std::string(scheme) + encoded(user, password);
}

Result<void> check_basic(std::string_view user, const Secret& password, const WebhookRequest& request) {
    const auto given = request.header("Authorization");
    if (given.empty()) return Errc::signature_missing;
    // The scheme's name comes in any case (RFC 9110, 11.1). An empty password would be everybody's.
    const bool right = !password.empty() &&
                       http::equal_ignoring_case(given.substr(0, scheme.size()), scheme) &&
                       equal_constant_time(given.substr(scheme.size()), encoded(user, password));
    if (!right) return Errc::signature_bad;
    return {};
}

}   // namespace smsgw::providers
