// Time is an argument: the one source of it for everything that waits or compares.
#pragma once

#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

class Clock {
public:
    virtual ~Clock() = default;
    virtual WallTime wall_now() const = 0;
    virtual MonoTime mono_now() const = 0;
    // Returns at `when` or as soon as the waiting coroutine is cancelled.
    virtual Task<> sleep_until(MonoTime when) = 0;
};

}  // namespace smsgw
