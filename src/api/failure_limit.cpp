#include "api/failure_limit.hpp"

#include <algorithm>

namespace smsgw::api {
namespace {

constexpr std::chrono::seconds window{60};

}   // namespace

bool FailureLimit::exceeded(const std::string& source, MonoTime now) const {
    if (per_minute_ == 0) return false;
    const auto found = paid_until_.find(source);
    if (found == paid_until_.end() && !full()) return false;
    const auto until = found == paid_until_.end() ? shared_ : found->second;
    return until > now + window - Millis{window} / per_minute_;
}

void FailureLimit::count(const std::string& source, MonoTime now) {
    if (per_minute_ == 0) return;
    auto& until = slot(source, now);
    until = std::max(until, now) + Millis{window} / per_minute_;
}

MonoTime& FailureLimit::slot(const std::string& source, MonoTime now) {
    const auto found = paid_until_.find(source);
    if (found != paid_until_.end()) return found->second;
    if (full() && now >= next_clearing_) {   // a walk through all of them: not for every failure of a flood
        std::erase_if(paid_until_, [now](const auto& one) { return one.second <= now; });
        next_clearing_ = now + std::chrono::seconds{1};
    }
    return full() ? shared_ : paid_until_[source];
}

}   // namespace smsgw::api
