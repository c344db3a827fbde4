#include "redis/calls.hpp"

#include "base/log.hpp"

namespace smsgw::redis {

Task<Result<Reply>> call_function(Connection& connection, Command command) {
    auto reply = co_await connection.call(std::move(command));
    if (reply.has_error()) {
        if (reply.error() == Errc::stopping) co_return Errc::stopping;
        co_return Errc::storage_unavailable;
    }
    if (!reply->is_error()) co_return std::move(*reply);
    if (reply->is_error("OOM")) co_return Errc::storage_full;
    // LOADING, READONLY, MISCONF, NOGROUP, "Function not found": not able to serve, never to be papered over.
    log::error("redis.refused", {log::f("reason", reply->text)});
    co_return Errc::storage_unavailable;
}

Task<Result<Reply>> call_repeatable(Connection& connection, Clock& clock, Command command, Millis budget) {
    constexpr auto pause = Millis{50};
    const auto began = clock.mono_now();
    for (;;) {
        auto reply = co_await call_function(connection, command);
        const bool over = clock.mono_now() + pause - began >= budget;
        if (over || reply.has_value() || reply.error() != Errc::storage_unavailable) co_return reply;
        co_await clock.sleep_until(clock.mono_now() + pause);
    }
}

}   // namespace smsgw::redis
