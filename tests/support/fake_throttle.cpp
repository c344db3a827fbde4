#include "support/fake_throttle.hpp"

#include <algorithm>

namespace smsgw::test {

Task<Result<ThrottleTurn>> FakeThrottle::reserve(ThrottleRequest request) {
    using Kind = ThrottleTurn::Kind;
    requests.push_back(request);
    if (failure != Errc{}) co_return failure;
    auto& next = next_[request.provider.str()];
    auto& off = off_[{request.provider.str(), request.lane == Lane::otp}];
    const auto now = clock.mono;
    const auto steady = std::max(next, now);
    const auto start = std::max(steady - request.pace.slack(), now);
    if (start - now <= request.ahead_max) {
        next = steady + request.pace.cost(request.segments);
        co_return ThrottleTurn{Kind::granted, std::chrono::ceil<Millis>(start - now)};
    }
    const auto turn = std::max(off, start);
    if (turn - now > request.put_off_max)
        co_return ThrottleTurn{Kind::too_late, std::chrono::ceil<Millis>(turn - now)};
    off = turn + request.pace.cost(request.segments);
    co_return ThrottleTurn{Kind::put_off, std::chrono::ceil<Millis>(turn - now - request.ahead_max / 2)};
}

}   // namespace smsgw::test
