// A provider as this engine's workers use it.
#pragma once

#include <string>

#include "base/breaker.hpp"
#include "dispatch/retry_budget.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::dispatch {

struct Upstream {
    SmsProvider* provider = nullptr;
    Millis submit_time_max = std::chrono::seconds{38};   // connect + write + read
    Millis report_window = std::chrono::hours{72};
    std::string report_url;   // public webhook URL of this provider, without the ref; empty: not reachable
};

// With what is learned of it while it is used.
struct UpstreamState {
    Upstream upstream;
    Breaker breaker;
    RetryBudget budget;
};

}   // namespace smsgw::dispatch
