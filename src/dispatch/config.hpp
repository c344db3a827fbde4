// How the workers behave.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/breaker.hpp"
#include "dispatch/retry_budget.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/time.hpp"

namespace smsgw::dispatch {

struct DispatchConfig {
    int in_flight_max = 64;   // submits at once, per engine
    int attempts_max = 5;     // then `failed`
    Millis retry_min = std::chrono::seconds{1};
    Millis retry_max = std::chrono::minutes{5};
    Millis lease = std::chrono::seconds{60};        // a message that nobody settled by then is taken over
    Millis hold_otp = std::chrono::minutes{10};     // how long `unknown` waits for news, lane otp
    Millis hold = std::chrono::hours{24};           // and the other lanes
    Millis begin_slack = std::chrono::seconds{7};   // from recording an attempt to its first byte, at most
    BreakerConfig breaker;                          // of each provider
    RetryBudgetConfig retry_budget;                 // likewise
    Millis sweep_every = std::chrono::milliseconds{200};
    Millis reclaim_every = std::chrono::seconds{10};
};

// One [[routes]] table: recipients whose number starts with `prefix` go to these providers, in order.
struct Route {
    std::string prefix = "+";
    std::vector<ProviderId> providers;
};

// A number in [0, 1): randomness is passed in, so that tests know it.
using Jitter = std::function<double()>;

}   // namespace smsgw::dispatch
