// Keeps retries a share of the traffic: a provider that is down must not get a multiple of the load that felled it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "smsgw/time.hpp"

namespace smsgw::dispatch {

struct RetryBudgetConfig {
    double per_first_try = 0.2;   // retries that each first try pays for
    double per_second = 10;       // and those that time pays for, so that little traffic is not starved
    double saved_max = 100;       // what can be saved up, and so the largest burst
};

enum class Taken : std::uint8_t { yes, no };

// One per provider and engine: attempts <= (1 + per_first_try) x first tries + per_second x (seconds + 1). Reads no
// clock. A retry that gets nothing waits and asks again; it costs the message time, never an attempt.
class RetryBudget {
public:
    // Begins with what one second gives.
    explicit RetryBudget(MonoTime now, RetryBudgetConfig config = {})
        : config_(config), saved_(std::min(config.per_second, config.saved_max)), refilled_(now) {}

    void first_try() { save(config_.per_first_try); }

    // One retry, if there is one left. `now` never goes back.
    Taken take(MonoTime now) {
        save(config_.per_second * std::chrono::duration<double>(now - refilled_).count());
        refilled_ = now;
        if (saved_ < 1) return Taken::no;
        saved_ -= 1;
        return Taken::yes;
    }

    // A retry that was taken and not made after all.
    void give_back() { save(1); }

private:
    void save(double retries) { saved_ = std::min(saved_ + retries, config_.saved_max); }

    RetryBudgetConfig config_;
    double saved_;
    MonoTime refilled_;
};

}   // namespace smsgw::dispatch
