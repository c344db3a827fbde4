// Time stands still until the test moves it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <list>

#include "smsgw/ports/clock.hpp"

namespace smsgw::test {

class FakeClock : public Clock {
public:
    WallTime wall = WallTime(Millis(1'767'323'045'000));   // 2026-01-02T03:04:05Z
    MonoTime mono = MonoTime(std::chrono::hours{1});

    WallTime wall_now() const override { return wall; }
    MonoTime mono_now() const override { return mono; }

    Task<> sleep_until(MonoTime when) override;

    void advance(Millis span);

    std::size_t sleepers() const { return sleepers_.size(); }

private:
    struct Sleeper {
        Sleeper(MonoTime until, asio::any_io_executor executor)
            : when(until), timer(executor, asio::steady_timer::time_point::max()) {}
        MonoTime when;
        asio::steady_timer timer;
    };
    std::list<Sleeper> sleepers_;
};

}  // namespace smsgw::test
