#include "base/watchdog.hpp"

#include <boost/asio/this_coro.hpp>
#include <utility>
#include <vector>

namespace smsgw {

Watchdog::Guard::Guard(Watchdog& owner, std::function<void()> expired)
    : owner_(owner), expired_(std::move(expired)), self_(owner.guards_.insert(owner.guards_.end(), this)) {}

Watchdog::Guard::~Guard() {
    owner_.guards_.erase(self_);
}

void Watchdog::Guard::expire_after(Millis span) {
    deadline_ = owner_.clock_.mono_now() + span;
}

void Watchdog::check() {
    const auto now = clock_.mono_now();
    // Collected first: a callback may destroy guards, its own included.
    std::vector<std::function<void()>> due;
    for (Guard* guard : guards_) {
        if (guard->deadline_ > now) continue;
        guard->clear();
        due.push_back(guard->expired_);
    }
    for (const auto& expired : due) expired();
}

Task<> Watchdog::run() {
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    while (cancelled.cancelled() == asio::cancellation_type::none) {
        co_await clock_.sleep_until(clock_.mono_now() + tick_);
        check();
    }
}

}   // namespace smsgw
