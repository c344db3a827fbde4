// Is what should move moving? Every long-running loop, and every piece of work in hand, has a pulse that it moves; one that
// has not been moved for longer than it can take hangs.
#pragma once

#include <list>
#include <set>
#include <string>

#include "smsgw/time.hpp"

namespace smsgw {

// What waits for storage may take, many times over: storage answers within seconds or counts as away.
inline constexpr Millis storage_patience = std::chrono::minutes{2};

// The pulses of one room. Knows no clock: the time that passes is what age() is told, so that time which does not count (the
// process stood still, storage is away) is simply not told. Not thread-safe.
class Heartbeat {
public:
    class Pulse {
    public:
        // `span`: far more than it takes from one moved() to the next. Begins at rest.
        Pulse(Heartbeat& owner, std::string name, Millis span);
        ~Pulse();
        Pulse(const Pulse&) = delete;
        Pulse& operator=(const Pulse&) = delete;

        // It got on, and will again within its span.
        void moved() {
            age_ = Millis{0};
            resting_ = false;
        }
        // Nothing is expected of it until it moves again. A loop that ends otherwise than by its own end (an exception) has
        // not said so, and hangs.
        void rest() { resting_ = true; }

    private:
        friend class Heartbeat;
        Heartbeat& owner_;
        std::string name_;
        Millis span_;
        Millis age_{0};
        bool resting_ = true;
        std::list<Pulse*>::iterator self_;
    };

    // All pulses are that much older.
    void age(Millis passed);

    // The names of those that hang, each once.
    std::set<std::string> overdue() const;

private:
    std::list<Pulse*> pulses_;
};

}   // namespace smsgw
