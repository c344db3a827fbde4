// The inside of a Connection: it makes one session after the other and lets calls through to the current one.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "redis/connection.hpp"
#include "redis/outage_log.hpp"
#include "redis/session.hpp"

namespace smsgw::redis {

class Connection::Impl {
public:
    Impl(Connection& owner, asio::any_io_executor executor, Clock& clock, RedisAddress address,
         ConnectionLimits limits, std::string name, OnConnect on_connect);

    // A value holds the Impl while it runs: the Connection may go first.
    static Task<> run(std::shared_ptr<Impl> self);
    void stop();
    void distrust(std::string_view reason);

    bool connected() const { return phase_ == Phase::ready && !session_->broken(); }
    boost::system::error_code last_error() const { return last_error_; }

    // How far a session must have come for a call to be let through.
    enum class Phase { down, greeting, checking, ready };
    Task<Result<Reply>> call(Command command, Millis time_max, Phase from);

    Millis call_time_max() const { return limits_.call_time_max; }
    Heartbeat& heartbeat() { return heartbeat_; }

private:
    Task<boost::system::error_code> live_once();
    Task<Result<void>> open(Wire& wire);
    Task<> greet();
    Task<Result<void>> introduce();
    Task<Result<void>> expect_ok(Command command);
    Task<Result<void>> check();
    Task<> pause();
    Task<> stopped();

    Connection& owner_;
    asio::any_io_executor executor_;
    Clock& clock_;
    RedisAddress address_;
    ConnectionLimits limits_;
    std::string name_;
    OnConnect on_connect_;
    OutageLog outage_;
    Heartbeat heartbeat_;
    Heartbeat::Pulse pulse_;

    Phase phase_ = Phase::down;
    std::unique_ptr<Session> session_;   // null only when down
    boost::system::error_code last_error_ = Errc::redis_disconnected;
    int failures_in_row_ = 0;   // connections that did not get ready, or not for long
    MonoTime ready_since_{};
    bool stopping_ = false;
    asio::steady_timer stop_event_;
};

}   // namespace smsgw::redis
