#include "base/vitals.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

namespace smsgw {

Millis WakingTime::passed() {
    const auto now = clock_.mono_now();
    const auto gap = std::chrono::duration_cast<Millis>(now - looked_at_);
    looked_at_ = now;
    return std::min(gap, 2 * tick_);
}

Vitals::Vitals(Clock& clock, Millis tick) : clock_(clock), tick_(tick), time_(clock, tick) {}

void Vitals::watch(Heartbeat& heartbeat, Counts counts) {
    watched_.push_back({&heartbeat, std::move(counts)});
}

void Vitals::look() {
    const auto passed = time_.passed();
    std::set<std::string> overdue;
    for (const auto& one : watched_) {
        if (one.counts()) one.heartbeat->age(passed);
        overdue.merge(one.heartbeat->overdue());
    }
    const std::lock_guard lock(mutex_);
    ++report_.looks;
    report_.overdue = std::move(overdue);
}

Task<> Vitals::run() {
    const auto state = co_await asio::this_coro::cancellation_state;
    while (state.cancelled() == asio::cancellation_type::none) {
        look();
        co_await clock_.sleep_until(clock_.mono_now() + tick_);
    }
}

Vitals::Report Vitals::report() const {
    const std::lock_guard lock(mutex_);
    return report_;
}

}   // namespace smsgw
