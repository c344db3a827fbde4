// What becomes of a message after an attempt: decided here, carried out by the dispatcher.
#pragma once

#include <optional>

#include "dispatch/config.hpp"
#include "smsgw/ports/work_queue.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::dispatch {

struct AttemptFacts {
    int attempt = 1;               // the number of this one
    bool other_provider = false;   // is there a candidate that this round has not tried yet?
    Lane lane = Lane::normal;
    Millis report_window{};             // of the provider
    Millis last_delay{0};               // before this attempt
    std::optional<Millis> hedge = {};   // when it may be submitted once more for want of a report
    enum class Repeats : std::uint8_t {
        make_two,
        are_dropped
    } repeats = Repeats::make_two;   // at the provider
};

// Reads no clock, sends nothing, throws nothing. The validity of the message is not looked at: whatever is due after it
// expires in storage.
Settlement decide(const SubmitOutcome& outcome, const AttemptFacts& facts, const DispatchConfig& config,
                  const Jitter& jitter);

// Decorrelated jitter: anywhere between retry_min and three times the last delay, at most retry_max, so that many messages
// that failed together do not come back together.
Millis retry_delay(Millis last, const DispatchConfig& config, const Jitter& jitter);

}   // namespace smsgw::dispatch
