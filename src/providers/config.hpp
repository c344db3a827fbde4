// One [[providers]] table of the configuration.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/client.hpp"
#include "providers/settings.hpp"
#include "smsgw/ports/throttle.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw::providers {

struct ProviderConfig {
    ProviderId id;
    std::string type;                                // one of providers/registry.cpp
    std::string api;                                 // of types that have several: which of them
    std::string base_url;                            // default depends on type and api
    Secret api_key;                                  // smstools bearer
    std::string client_id;                           // smstools client
    Secret client_secret;                            // smstools client
    Secret webhook_secret;                           // verifies delivery reports
    bool dedupe = false;                             // sandbox: it drops repeats of a submit
    Settings settings;                               // what only its type has
    http::ClientLimits limits;                       // connect_ms, write_ms, read_ms, connections_max
    Pace pace;                                       // tps, burst
    int in_flight_max = 64;                          // submits at once, per engine
    Millis report_window = std::chrono::hours{72};   // without a final report by then: dlr_timeout
};

// The setting of types that can be told whether the codes of their messages are entered.
inline constexpr std::string_view conversion_feedback = "conversion_feedback";

// Does it start like one that we can request?
bool is_url(std::string_view text);

// Can it stand in a header field? Credentials travel there, and a line break in one would end the field (RFC 9110, 5.5).
bool is_header_value(std::string_view text);

// `path` below base_url, or below the default when none is configured. Whoever configures the complete URL means the same.
std::string url_of(const ProviderConfig& config, std::string_view default_base, std::string_view path);

// What webhooks may be signed with now: webhook_secret, and the setting webhook_secret_old of types that have it. Empty ones
// are left out: everybody can sign with those.
std::vector<Secret> signing_keys(const ProviderConfig& config);

}   // namespace smsgw::providers
