// One [[providers]] table of the configuration.
#pragma once

#include <optional>
#include <string>

#include "http/client.hpp"
#include "providers/settings.hpp"
#include "smsgw/ports/throttle.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw::providers {

struct ProviderConfig {
    ProviderId id;
    std::string type;                                // one of providers/registry.cpp
    std::string api;                                 // smstools: "client" or "bearer"
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

}   // namespace smsgw::providers
