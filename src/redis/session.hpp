// One established stream to Redis: commands are gathered and written together, replies complete their waiters in order.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "base/watchdog.hpp"
#include "redis/reply_reader.hpp"
#include "redis/waiter.hpp"
#include "redis/wake_up.hpp"
#include "redis/wire.hpp"

namespace smsgw::redis {

// Used from one executor. When anything goes wrong the session is broken for good: there is no way to tell which of the
// outstanding commands Redis has executed, so none is repeated.
class Session {
public:
    Session(asio::any_io_executor executor, Clock& clock, std::unique_ptr<Wire> wire);

    // Reads and writes until the session is broken, then fails every waiter. Spawn it once.
    Task<> serve();

    // `waiter` gets the reply, or, when the session breaks first: redis_disconnected when not one byte of the command
    // was written, redis_timeout when it was the one too late, else redis_connection_lost; `stopping` for all when that
    // is the reason. Only while not broken().
    void submit(const Command& command, Millis time_max, std::unique_ptr<Waiter> waiter);

    // Breaks the session; the waiters hear of it in serve(). The first reason stays.
    void close(boost::system::error_code reason);

    bool broken() const { return broken_; }
    boost::system::error_code reason() const { return reason_; }
    std::size_t pending() const { return pending_.size(); }

private:
    Task<> read_loop();
    Task<> write_loop();
    Task<> write_gathered();
    void deliver(std::string_view bytes);
    void watch_head();
    void look_at_head();
    void fail_pending();
    boost::system::error_code failure_of(const Waiter& waiter, bool is_head) const;

    asio::any_io_executor executor_;
    Clock& clock_;
    std::unique_ptr<Wire> wire_;
    std::array<char, 16 * 1024> read_;   // hiredis moves the rest of its buffer per KiB: keep it short
    ReplyReader replies_;
    std::deque<std::unique_ptr<Waiter>> pending_;   // submitted, in order; the front's reply comes next

    std::string gathered_;   // encoded, not yet handed to the writer
    std::string writing_;
    std::uint64_t gathered_end_ = 0;   // bytes ever gathered
    std::uint64_t written_end_ = 0;    // bytes that may have left
    WakeUp writer_;

    Watchdog watchdog_;
    Watchdog::Guard guard_;   // set for the front of pending_ or earlier
    MonoTime guarded_until_ = MonoTime::max();
    bool head_late_ = false;

    bool broken_ = false;
    boost::system::error_code reason_;
};

}   // namespace smsgw::redis
