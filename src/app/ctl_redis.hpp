// How smsgwctl finds and opens the gateway's Redis, for commands that look into storage.
#pragma once

#include <variant>

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"
#include "base/task_group.hpp"
#include "redis/installation.hpp"

namespace smsgw::app {

// Where Redis is: --redis, else redis.url of the configuration, else the socket of the private server in data.dir. Or what
// is wrong with these, as a sentence.
std::variant<redis::RedisAddress, std::string> find_redis(const RedisOptions& options,
                                                          const LoadInput& input);

// One connection for one command. close() it before it goes.
class RedisDoor {
public:
    RedisDoor(asio::any_io_executor executor, Clock& clock, redis::RedisAddress address);

    // Returns when the connection is there, or with the reason why the first try failed.
    Task<Result<void>> open();
    Task<> close();
    redis::Connection& connection() { return connection_; }
    const std::string& address() const { return address_; }   // without its password

private:
    Clock& clock_;
    std::string address_;
    TaskGroup group_;
    redis::Connection connection_;
};

// Finds and opens Redis, runs `work` there and closes it. Misuse when it is not known where Redis is, failed when it is
// not reached; both are said on `context.err`.
template <class Options>
Task<int> at_redis(Options options, CtlContext context,
                   Task<int> (*work)(redis::Connection&, Options, CtlContext)) {
    const auto executor = co_await asio::this_coro::executor;
    auto found = find_redis(options.redis, context.input);
    if (const auto* problem = std::get_if<std::string>(&found)) {
        context.err << "smsgwctl: " << *problem << "\n";
        co_return exit_misuse;
    }
    RedisDoor door(executor, context.clock, std::move(std::get<redis::RedisAddress>(found)));
    int code = exit_failed;
    const auto opened = co_await door.open();
    if (opened.has_error())
        context.err << "smsgwctl: " << door.address() << " is not reached: " << error_name(opened.error())
                    << "\n";
    else
        code = co_await work(door.connection(), std::move(options), context);
    co_await door.close();
    co_return code;
}

// Says on `context.err` why a gateway's partitions are not known; the exit code.
int refuse_partitions(const boost::system::error_code& error, CtlContext context);

// Work for at_redis(): a command that is an object, made of the connection, the number of partitions, its options and the
// context, and then run().
template <class Desk, class Options>
Task<int> run_desk(redis::Connection& connection, Options options, CtlContext context) {
    const auto partitions = co_await redis::stored_partitions(connection);
    if (partitions.has_error()) co_return refuse_partitions(partitions.error(), context);
    Desk desk(connection, *partitions, std::move(options), context);
    co_return co_await desk.run();
}

}   // namespace smsgw::app
