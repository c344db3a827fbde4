// One coarse deadline per connection instead of a timer per wait: re-arming an Asio timer for each phase of each request
// costs a quarter of a small server's speed (docs/adr/0001-threads.md).
#pragma once

#include <functional>
#include <list>

#include "smsgw/ports/clock.hpp"

namespace smsgw {

// Calls back when a deadline has passed, at most `tick` late. One per engine; not thread-safe.
class Watchdog {
public:
    // A guarded thing: set a deadline, move it, clear it; each is a store, not a system call.
    class Guard {
    public:
        // `expired` is called from the watchdog's own coroutine, once per deadline set; it must not throw.
        Guard(Watchdog& owner, std::function<void()> expired);
        ~Guard();
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;

        void expire_after(Millis span);
        void clear() { deadline_ = MonoTime::max(); }

    private:
        friend class Watchdog;
        Watchdog& owner_;
        std::function<void()> expired_;
        MonoTime deadline_ = MonoTime::max();
        std::list<Guard*>::iterator self_;
    };

    explicit Watchdog(Clock& clock, Millis tick = std::chrono::milliseconds{50}) : clock_(clock), tick_(tick) {}

    // Runs until cancelled; spawn it once beside what it guards.
    Task<> run();

    // One look at all deadlines; run() does it every tick, tests call it by hand.
    void check();

private:
    Clock& clock_;
    Millis tick_;
    std::list<Guard*> guards_;
};

}  // namespace smsgw
