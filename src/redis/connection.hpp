// One Redis connection of one engine: commands of all coroutines share it, pipelined in order of their call().
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/heartbeat.hpp"
#include "redis/command.hpp"
#include "redis/reply.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"

namespace smsgw::redis {

struct RedisAddress {
    enum class Transport { tcp, tls, unix_socket };
    Transport transport = Transport::tcp;
    std::string host = "127.0.0.1";
    std::uint16_t port = 6379;
    std::string socket_path;   // unix_socket
    std::string user;          // may be empty
    Secret password;           // may be empty
    int database = 0;
    std::string ca_file;   // tls; empty: the system's

    // redis://[user:password@]host[:port][/db], rediss://…, unix:///path[?db=n]. Errc::config_invalid.
    static Result<RedisAddress> parse(const std::string& url);
    std::string text() const;   // for logs and people: without the password
};

struct ConnectionLimits {
    Millis connect_time_max = std::chrono::seconds{2};
    Millis call_time_max = std::chrono::seconds{5};   // a reply later than that breaks the connection
    Millis backoff_min = std::chrono::milliseconds{50};
    Millis backoff_max = std::chrono::seconds{2};
    std::size_t pending_max = 50'000;   // calls in flight; more are refused as disconnected
};

class Connection {
public:
    // `on_connect` runs on every (re)connect, after AUTH and SELECT and before any other call is let through: checks
    // and library loading. An error from it closes the connection and is retried with backoff.
    using OnConnect = std::function<Task<Result<void>>(Connection&)>;

    Connection(asio::any_io_executor executor, Clock& clock, RedisAddress address, ConnectionLimits limits,
               std::string name, OnConnect on_connect = {});
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Connects, serves and reconnects until stop(). Spawn it once.
    Task<> run();
    void stop();
    bool connected() const;                         // on_connect has succeeded and nothing has broken since
    boost::system::error_code last_error() const;   // why not, when not

    // The server has answered in a way that only a new greeting can explain: it was demoted, lost its data, is loading.
    // Ends this connection as if it had broken (calls on their way fail as redis_connection_lost), connects anew and runs
    // on_connect. `reason` is logged, the same one (as far as its first word) once a minute with a count. Does nothing
    // when not connected.
    void distrust(std::string_view reason);

    // Trying to connect is getting on, however often it fails; a call that gets no answer ends the connection.
    Heartbeat& heartbeat();

    // Errc::redis_disconnected: not sent. Errc::redis_connection_lost, redis_timeout: sent, outcome not known.
    // An error *reply* is a value here (Reply::is_error). Cancellation of the caller does not take a command back.
    Task<Result<Reply>> call(Command command);

    // Like call(), but also before on_connect has succeeded: for on_connect itself.
    Task<Result<Reply>> call_early(Command command);

    // Like call() with its own limit, for blocking commands on a connection of their own.
    Task<Result<Reply>> call_within(Command command, Millis time_max);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}   // namespace smsgw::redis
