// Times for messages that cannot go now: the more of them wait, the later the next one comes back.
#pragma once

#include <algorithm>
#include <chrono>

#include "smsgw/time.hpp"

namespace smsgw::dispatch {

class Line {
public:
    // How long the next one stays away: `least`, and `spacing` longer than the one before it. After a minute the times begin
    // anew between the old ones: whatever the provider does meanwhile, nobody learns of it later than that.
    Millis join(MonoTime now, Millis least, std::chrono::microseconds spacing) {
        last_ = std::max(now + least, last_ + spacing);
        if (last_ > now + std::max(most, least)) last_ = now + least;
        return std::chrono::ceil<Millis>(last_ - now);
    }

private:
    static constexpr Millis most = std::chrono::minutes{1};

    MonoTime last_{};
};

}   // namespace smsgw::dispatch
