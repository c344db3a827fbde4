// Stops calling a peer that fails (a provider, a client's service), and tries it again with a few probes: closed, open,
// half-open.
#pragma once

#include <array>
#include <cstdint>

#include "smsgw/time.hpp"

namespace smsgw {

struct BreakerConfig {
    Millis window = std::chrono::seconds{10};   // opens when within it ...
    int outcomes_min = 20;                      // ... there were as many outcomes as this
    int failures_percent = 50;                  // ... and this share of them were failures
    Millis open_min = std::chrono::seconds{5};
    Millis open_max = std::chrono::seconds{60};       // it doubles up to this, each time that a probe fails
    Millis open_refused = std::chrono::seconds{30};   // after it refused us as a whole
    int probes_max = 3;                               // half-open: in flight at once
    int successes_to_close = 3;                       // half-open: in a row
    Millis probe_wait = std::chrono::seconds{1};      // half-open: when to ask again while all probes are out
};

// One per peer and engine; share-nothing, each engine learns for itself. Reads no clock. What waits for a peer stays
// queued: an open breaker costs time, never an attempt.
class Breaker {
public:
    enum class State : std::uint8_t { closed, open, half_open };
    enum class Outcome : std::uint8_t {
        success,     // the peer answered as it should, if only to say no to this one thing
        failure,     // no answer, a broken one, or one that may mean anything
        throttled,   // it asked for a slower pace: neither
        refused,     // it refused us as a whole: credentials, credit
        none,        // nothing was sent after all
    };
    enum class Change : std::uint8_t { none, opened, closed };

    // The answer to one ask(). Each `go` and `probe` is brought back with note() exactly once.
    struct Permit {
        enum class Kind : std::uint8_t { go, probe, wait } kind = Kind::go;
        MonoTime until{};   // wait: ask again then
        int round = 0;      // the breaker's own: tells what was begun before it changed
    };

    explicit Breaker(BreakerConfig config = {}) : config_(config) {}

    // May one thing be sent now?
    Permit ask(MonoTime now);

    // What became of it. Outcomes of what was begun before the last change are no news, but for `refused`.
    // `opened` and `closed` are for the log; `opened` is not repeated while it is open.
    Change note(Permit permit, Outcome outcome, MonoTime now);

    // An open one counts as half-open from the moment on when ask() would let a probe through.
    State state(MonoTime now) const;

private:
    static constexpr int slots = 10;
    struct Slot {
        std::int64_t tick = -1;   // which tenth of a window, counted from the clock's zero
        int outcomes = 0;
        int failures = 0;
    };

    void count(Outcome outcome, MonoTime now);
    bool failing(MonoTime now) const;
    Change note_probe(Outcome outcome, MonoTime now);
    Change trip(MonoTime now, Millis span);
    void enter(State state);
    std::int64_t tick_of(MonoTime now) const;

    BreakerConfig config_;
    State state_ = State::closed;
    int round_ = 0;
    std::array<Slot, slots> window_{};   // of this round
    MonoTime open_until_{};
    Millis open_span_{};
    int probes_out_ = 0;
    int successes_ = 0;
};

}   // namespace smsgw
