// A provider as this engine's workers use it.
#pragma once

#include <string>

#include "base/breaker.hpp"
#include "dispatch/line.hpp"
#include "dispatch/places.hpp"
#include "dispatch/retry_budget.hpp"
#include "smsgw/ports/provider_states.hpp"
#include "smsgw/ports/sms_provider.hpp"
#include "smsgw/ports/throttle.hpp"

namespace smsgw::dispatch {

struct Upstream {
    SmsProvider* provider = nullptr;
    Millis submit_time_max = std::chrono::seconds{38};   // connect + write + read
    Millis report_window = std::chrono::hours{72};
    std::string report_url;   // public webhook URL of this provider, without the ref; empty: not reachable
    Pace pace = {};
    int in_flight_max = 64;   // submits at once, per engine
};

// With what is learned of it while it is used.
struct UpstreamState {
    Upstream upstream;
    Breaker breaker;
    bool counted_open = false;   // in the metric of open breakers
    RetryBudget budget;
    Places places;
    Line line;                                     // of messages that nothing but this provider could take
    ProviderState state = ProviderState::active;   // as people want it
    MonoTime not_before{};                         // as it asked for itself
};

}   // namespace smsgw::dispatch
