// Watches the engines from the main thread and says so to whoever restarts the process: the service manager hears WATCHDOG=1
// only while nothing hangs, and /livez tells what does.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/vitals.hpp"
#include "smsgw/ports/clock.hpp"

namespace smsgw::app {

class Supervisor {
public:
    // `watchdog_time`: how often the service manager wants a sign of life; nothing when it wants none. `tell` gives it one.
    Supervisor(Clock& clock, std::optional<Millis> watchdog_time, std::function<void(std::string_view)> tell);

    // `vitals` of an engine that runs. Forgotten before it ends.
    void watch(std::string name, const Vitals& vitals);
    void forget(const Vitals& vitals);

    // Until cancelled; spawn it once.
    Task<> run();

    // One look at all engines; run() does it several times within the watchdog time, tests call it by hand.
    void look();

    // What hangs, as of the last look. From any thread.
    std::vector<std::string> hanging() const;

private:
    struct Watched {
        Watched(std::string called, const Vitals& of, Heartbeat& heartbeat, Millis span)
            : name(std::move(called)), vitals(of), turns(heartbeat, name + ": event loop", span) {}
        std::string name;
        const Vitals& vitals;
        std::uint64_t looks = 0;
        Heartbeat::Pulse turns;
    };

    void note(std::set<std::string> hanging);

    Clock& clock_;
    bool told_;     // the service manager wants signs of life
    Millis span_;   // without a turn an event loop hangs
    Millis tick_;
    WakingTime time_;
    std::function<void(std::string_view)> tell_;
    Heartbeat heartbeat_;
    std::list<Watched> engines_;
    mutable std::mutex mutex_;   // of hanging_
    std::set<std::string> hanging_;
};

}   // namespace smsgw::app
