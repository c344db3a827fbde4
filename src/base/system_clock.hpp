// The real clock.
#pragma once

#include "smsgw/ports/clock.hpp"

namespace smsgw {

class SystemClock : public Clock {
public:
    WallTime wall_now() const override;
    MonoTime mono_now() const override;
    Task<> sleep_until(MonoTime when) override;
};

}  // namespace smsgw
