#include "base/log_limit.hpp"

namespace smsgw::log {

Limiter::Verdict Limiter::judge(std::string_view event, std::int64_t second) {
    if (per_second_max_ == 0) return Verdict::write;
    auto found = events_.find(event);
    if (found == events_.end()) found = events_.emplace(std::string(event), Count{}).first;
    auto& count = found->second;
    if (count.second != second) {
        count.second = second;
        count.written = 0;
    }
    if (count.written < per_second_max_) {
        ++count.written;
        return Verdict::write;
    }
    ++count.suppressed;
    return Verdict::suppress;
}

std::vector<Limiter::Suppressed> Limiter::take_suppressed() {
    std::vector<Suppressed> all;
    for (auto& [event, count] : events_) {
        if (count.suppressed == 0) continue;
        all.push_back({event, count.suppressed});
        count.suppressed = 0;
    }
    return all;
}

}   // namespace smsgw::log
