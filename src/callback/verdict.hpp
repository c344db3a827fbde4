// What follows from the answer to a callback; pure.
#pragma once

#include <variant>

#include "base/breaker.hpp"
#include "smsgw/ports/callback_sender.hpp"

namespace smsgw::callback {

struct Told {};
struct TellAgain {
    Millis delay{};
};
struct GiveUp {};         // the schedule is over: this event and those behind it
struct EndpointGone {};   // it said so (410): nothing more until a person enables it
using Verdict = std::variant<Told, TellAgain, GiveUp, EndpointGone>;

// How often an event is sent at most.
inline constexpr int tries_max = 10;

// From the first try to the last, at most, when the service does not ask for more.
Millis schedule_max(Millis first);

struct Attempt {
    int tries = 0;       // that failed before this one
    Millis first{};      // the pause after the first failure
    double jitter = 0;   // in [0, 1)
};

// Only 2xx is success. The pauses are `first` times 1, 6, 60, 360, 1440, 3600, 7200, 10080, 14400 (5 s, 30 s, 5 min, 30 min,
// 2 h, 5 h, 10 h, 14 h, 20 h), each 20 % shorter to longer; a service that asks for more is given up to an hour.
Verdict judge(const CallbackAnswer& answer, Attempt attempt);

// What it says about the health of the endpoint: one that answers, if only to say no, is well.
Breaker::Outcome breaker_outcome(const CallbackAnswer& answer);

}   // namespace smsgw::callback
