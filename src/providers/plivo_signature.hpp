// How Plivo signs its webhooks, in three versions. What each covers: V1 URL and parameters, V2 the URL without its query and
// a nonce, V3 URL, parameters and a nonce. None has a timestamp.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "providers/signature_check.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

enum class PlivoVersion { v1, v2, v3 };

// The parameters are those of a POST's form; those of a GET are in the URL.
struct PlivoParts {
    std::string_view method;
    std::string_view url;
    std::string_view nonce;
    std::span<const http::Header> params;
};
std::string plivo_signature(PlivoVersion version, const Secret& auth_token, const PlivoParts& parts);

// Judges the highest version that the request carries, by the token of the subaccount or of the main account (`-Ma-`).
// Versions below `weakest` are as good as none: V2 vouches for nothing that the report says, so take it only with an
// unguessable path. Errc::signature_missing, Errc::signature_bad.
Result<void> check_plivo(PlivoVersion weakest, SigningKeys auth_tokens, const WebhookRequest& request);

}   // namespace smsgw::providers
