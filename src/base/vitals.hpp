// What one event loop shows to other threads of how it gets on: that it turns, and which of its pulses hang.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/heartbeat.hpp"
#include "smsgw/ports/clock.hpp"

namespace smsgw {

// The time in which its owner was awake. A process that was stopped (SIGSTOP, a debugger, a sleeping machine) has not hung
// meanwhile: of a gap between two looks no more than `tick` twice counts.
class WakingTime {
public:
    WakingTime(Clock& clock, Millis tick) : clock_(clock), tick_(tick), looked_at_(clock.mono_now()) {}

    // What has counted since the last call.
    Millis passed();

private:
    Clock& clock_;
    Millis tick_;
    MonoTime looked_at_;
};

class Vitals {
public:
    // Does time count for these pulses now?
    using Counts = std::function<bool()>;

    explicit Vitals(Clock& clock, Millis tick = std::chrono::seconds{1});

    // On the loop's thread, or before it runs. `heartbeat` must outlive the looks.
    void watch(Heartbeat& heartbeat, Counts counts);

    // Until cancelled; spawn it once.
    Task<> run();

    // One look at all pulses; run() does it every tick, tests call it by hand.
    void look();

    struct Report {
        std::uint64_t looks = 0;   // stands still when the loop does
        std::set<std::string> overdue;
    };
    Report report() const;   // from any thread

private:
    struct Watched {
        Heartbeat* heartbeat;
        Counts counts;
    };

    Clock& clock_;
    Millis tick_;
    WakingTime time_;
    std::vector<Watched> watched_;
    mutable std::mutex mutex_;   // of report_
    Report report_;
};

}   // namespace smsgw
