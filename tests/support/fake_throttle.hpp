// A throttle in memory, under the same contract suite as that in Redis.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "smsgw/ports/throttle.hpp"
#include "support/fake_clock.hpp"

namespace smsgw::test {

class FakeThrottle : public Throttle {
public:
    explicit FakeThrottle(FakeClock& fake_clock) : clock(fake_clock) {}

    FakeClock& clock;
    Errc failure{};                          // when set, every call answers it
    std::vector<ThrottleRequest> requests;   // as they came

    Task<Result<ThrottleTurn>> reserve(ThrottleRequest request) override;

private:
    std::map<std::string, MonoTime> next_;
    std::map<std::pair<std::string, bool>, MonoTime> off_;
};

}   // namespace smsgw::test
