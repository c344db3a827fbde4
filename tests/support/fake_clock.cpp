#include "support/fake_clock.hpp"

#include <boost/asio/this_coro.hpp>

namespace smsgw::test {

Task<> FakeClock::sleep_until(MonoTime when) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (when <= mono) co_return;
    const auto sleeper = sleepers_.emplace(sleepers_.end(), when, co_await asio::this_coro::executor);
    co_await sleeper->timer.async_wait(as_result);   // ended by advance() or by cancellation
    sleepers_.erase(sleeper);
}

void FakeClock::advance(Millis span) {
    wall += span;
    mono += span;
    for (auto& sleeper : sleepers_)
        if (sleeper.when <= mono) sleeper.timer.cancel();
}

}   // namespace smsgw::test
