// How callbacks are told.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/breaker.hpp"
#include "base/standard_webhooks.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/time.hpp"

namespace smsgw::callback {

struct CallbackConfig {
    Millis timeout = std::chrono::seconds{15};      // of one POST, as a whole
    int in_flight_max = 8;                          // per endpoint and engine
    Millis retry_first = std::chrono::seconds{5};   // the first pause; the schedule grows with it
    bool allow_loopback = false;                    // development: http, any port, this machine
    std::vector<std::string> allow_networks;        // that are not global, like 10.20.0.0/16
    Millis look_every = std::chrono::milliseconds{100};
    BreakerConfig breaker;   // of each endpoint

    // Far beyond the end of a POST: then its process is dead and another one tells the event.
    Millis lend_for() const { return 4 * timeout; }
};

// Where an account's events go.
struct Endpoint {
    AccountId account;
    std::string url;                // empty: only messages that bring their own URL
    std::vector<WebhookKey> keys;   // the current one first; two while it is replaced
};

// A number in [0, 1): randomness is passed in, so that tests know it.
using Jitter = std::function<double()>;

}   // namespace smsgw::callback
