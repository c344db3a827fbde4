#include "dispatch/sweeper.hpp"

namespace smsgw::dispatch {

Task<> Sweeper::run() {
    constexpr int batch = 500;   // bounds how long one call keeps Redis from others
    while (!stopping_) {
        pulse_.moved();
        auto promoted = co_await due_.promote(batch);
        if (promoted.has_value()) {
            reconciler_.ask(std::move(promoted->held));
            if (promoted->moved >= batch) continue;   // there is more
        }
        co_await clock_.sleep_until(clock_.mono_now() + every_);
    }
    pulse_.rest();
}

}   // namespace smsgw::dispatch
