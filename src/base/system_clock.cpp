#include "base/system_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace smsgw {

WallTime SystemClock::wall_now() const {
    return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

MonoTime SystemClock::mono_now() const {
    return std::chrono::steady_clock::now();
}

Task<> SystemClock::sleep_until(MonoTime when) {
    // A cancelled sleep returns like an ended one; the caller looks at its own cancellation state.
    co_await asio::this_coro::throw_if_cancelled(false);
    asio::steady_timer timer(co_await asio::this_coro::executor, when);
    co_await timer.async_wait(as_result);
}

}   // namespace smsgw
