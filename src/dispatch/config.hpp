// How the workers behave.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/breaker.hpp"
#include "dispatch/quality.hpp"
#include "dispatch/retry_budget.hpp"
#include "smsgw/message.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/time.hpp"

namespace smsgw::dispatch {

struct DispatchConfig {
    int in_flight_max = 64;   // submits at once, per engine
    int attempts_max = 5;     // then `failed`
    Millis retry_min = std::chrono::seconds{1};
    Millis retry_max = std::chrono::minutes{5};
    Millis lease = std::chrono::seconds{60};      // a message that nobody settled by then is taken over
    Millis hold_otp = std::chrono::minutes{10};   // how long `unknown` waits for news, lane otp
    Millis hold = std::chrono::hours{24};         // and the other lanes
    Millis hedge_otp{0};                          // without a delivery by then: a second submit; 0: none
    QualityConfig quality;
    Millis begin_slack = std::chrono::seconds{7};   // from recording an attempt to its first byte, at most
    BreakerConfig breaker;                          // of each provider
    RetryBudgetConfig retry_budget;                 // likewise
    Millis sweep_every = std::chrono::milliseconds{200};
    Millis reclaim_every = std::chrono::seconds{10};
};

using RouteId = StrongString<struct RouteIdTag>;

// One [[routes]] table: messages that meet all its conditions may go to these providers. An empty condition is met by all.
struct Route {
    RouteId id = {};   // empty: it is called by its place in the file
    AccountId account = {};
    std::optional<Lane> lane = {};
    Sender sender = {};
    std::string prefix = "+";                  // of the recipient's number
    std::vector<std::string> countries = {};   // one of these is the recipient's
    std::vector<ProviderId> providers = {};    // tried in this order
    std::vector<int> weights = {};             // empty, or one each: how often which is the first
};

// One [[prices]] table: what a segment costs through a provider to the numbers that meet its conditions.
struct Price {
    ProviderId provider = {};
    std::string prefix = "+";
    std::vector<std::string> countries = {};
    std::optional<std::int64_t> micros =
        {};   // of `currency`; always there in a configuration that was checked
    std::string currency = "EUR";
};

// A number in [0, 1): randomness is passed in, so that tests know it.
using Jitter = std::function<double()>;

}   // namespace smsgw::dispatch
