// How often somebody may try in vain: a generic cell rate algorithm for each source, in bounded memory.
#pragma once

#include <string>
#include <unordered_map>

#include "smsgw/time.hpp"

namespace smsgw::api {

class FailureLimit {
public:
    static constexpr std::size_t sources_max = 10'000;

    // So many failures at once, and then as many a minute. 0: no limit.
    explicit FailureLimit(int per_minute) : per_minute_(per_minute) {}

    // Has this source used up its failures? Time makes it good again.
    bool exceeded(const std::string& source, MonoTime now) const;

    // One more failure, of a source that has not exceeded the limit. When more sources have failures at the same time than
    // are remembered, those that find no room share the allowance of one.
    void count(const std::string& source, MonoTime now);

    std::size_t sources() const { return paid_until_.size(); }

private:
    MonoTime& slot(const std::string& source, MonoTime now);
    bool full() const { return paid_until_.size() >= sources_max; }

    int per_minute_;
    std::unordered_map<std::string, MonoTime> paid_until_;   // when all failures of a source are forgiven
    MonoTime shared_{};                                      // likewise of all that found no room
    MonoTime next_clearing_{};
};

}   // namespace smsgw::api
