// Where a message waits until a provider may be given it: first for the throttle, then for a place among the submits at
// once. It waits here only briefly and in small numbers; the others are sent away, to come back when their turn is near.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string_view>

#include "dispatch/upstream.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/throttle.hpp"

namespace smsgw::dispatch {

struct Turn {
    enum class Kind : std::uint8_t {
        go,         // now; a place of the provider is taken
        later,      // come back after `come_back`
        too_late,   // not within the time that the message has left
    } kind = Kind::go;
    Millis come_back{};
    std::string_view reason = {};
};

class Turnstile {
public:
    // `waiting_max`: messages that wait here at once, so that one slow provider does not use up the workers' slots.
    Turnstile(asio::any_io_executor executor, Throttle& throttle, Clock& clock, int waiting_max);

    struct Wish {
        int segments = 1;
        Lane lane = Lane::normal;
        Millis left{};   // of its validity
    };
    // Waits two or three seconds at most.
    Task<Turn> pass(UpstreamState* up, Wish wish);

    // A place was freed: who waits for one looks again.
    void place_freed() { changed_.cancel(); }

    // All who wait are sent away.
    void stop();

    int waiting() const { return waiting_; }

private:
    class Waiting;

    Task<Turn> pass_throttle(UpstreamState* up, Wish wish);
    Task<Turn> take_place(UpstreamState* up);
    Task<> wait_for_change();
    Task<> wait_for_stop();

    Throttle& throttle_;
    Clock& clock_;
    int waiting_max_;
    int waiting_ = 0;
    bool stopping_ = false;
    asio::steady_timer changed_;   // never expires; cancelled when a place is freed
    asio::steady_timer stopped_;   // never expires; cancelled by stop()
};

}   // namespace smsgw::dispatch
