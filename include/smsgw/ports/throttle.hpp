// We slow ourselves for a provider: all processes together keep its pace, in segments per second.
#pragma once

#include <chrono>
#include <cmath>

#include "smsgw/message.hpp"
#include "smsgw/result.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

// What a provider may be given.
struct Pace {
    double tps = 0;   // segments per second; 0: as much as there is
    int burst = 1;    // segments that may go at once after a pause

    // How long a message keeps the next one away. A provider that counts by the second must never count too much, wherever
    // its seconds begin: so many messages as fit into one are spread over 25 ms more, by which submits may differ in how
    // long they are on their way.
    std::chrono::microseconds cost(int segments) const {
        const double fit = std::floor(tps / segments);   // whole messages: none is cut to fill a second
        const double span = segments > 1 && fit >= 1 ? 1 / fit : segments / tps;
        return std::chrono::microseconds(std::llround(span * 1'025'000));
    }

    // How much earlier than at a steady pace a message may go.
    std::chrono::microseconds slack() const { return (burst - 1) * cost(1); }
};

// A wish to send one message.
struct ThrottleRequest {
    ProviderId provider;
    Pace pace;   // tps > 0
    int segments = 1;
    Lane lane = Lane::normal;
    Millis ahead_max{};     // how far ahead its turn may be, to be kept for it
    Millis put_off_max{};   // how much later it would be of no use
};

struct ThrottleTurn {
    enum class Kind : std::uint8_t {
        granted,    // it is to go after `wait`, which is ahead_max at most
        put_off,    // nothing is kept for it: come back after `wait`, about when its turn comes
        too_late,   // nothing is kept for it; its turn would come later than put_off_max
    } kind = Kind::granted;
    Millis wait{};
};

class Throttle {
public:
    virtual ~Throttle() = default;

    // Never waits. What is put off is given times one after another, so that a backlog comes back at the provider's pace
    // and each of its messages about once. Lane otp has such times of its own. Errc::storage_unavailable, storage_full.
    virtual Task<Result<ThrottleTurn>> reserve(ThrottleRequest request) = 0;
};

}   // namespace smsgw
