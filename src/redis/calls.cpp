#include "redis/calls.hpp"

#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"

namespace smsgw::redis {
namespace {

// Is this not the server of the greeting any more? Then it stays unusable for everybody until it has been greeted anew.
bool ends_trust(const Reply& reply) {
    for (const char* code :
         {"READONLY", "LOADING", "BUSY", "MISCONF", "MASTERDOWN", "NOGROUP", "NOREPLICAS", "UNBLOCKED"})
        if (reply.is_error(code)) return true;
    return reply.is_error() && reply.text.starts_with("ERR Function not found");
}

// Our functions answer this word when a queue that join() has made is not there.
bool is_emptied(const Reply& reply) {
    return reply.kind == Reply::Kind::array && reply.items.size() == 1 && reply.items[0].text == "emptied";
}

}   // namespace

Result<Reply> trusted(Connection& connection, Result<Reply> reply) {
    if (reply.has_error()) {
        if (reply.error() == Errc::stopping) return Errc::stopping;
        return Errc::storage_unavailable;
    }
    if (is_emptied(*reply)) {
        connection.distrust("emptied: a queue is gone, so Redis has lost data");
        return Errc::storage_unavailable;
    }
    if (!reply->is_error()) return reply;
    if (reply->is_error("OOM")) return Errc::storage_full;
    if (ends_trust(*reply))
        connection.distrust(reply->text);
    else
        log::error("redis.refused", {log::f("reason", reply->text)});
    return ends_trust(*reply) ? Errc::storage_unavailable : Errc::internal_error;
}

Task<Result<Reply>> call_function(Connection& connection, Command command) {
    auto reply = co_await connection.call(std::move(command));
    co_return trusted(connection, std::move(reply));
}

Task<Result<Reply>> call_repeatable(Connection& connection, Clock& clock, Command command, Millis budget) {
    constexpr auto pause = Millis{50};
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto state = co_await asio::this_coro::cancellation_state;
    const auto until = budget == Millis::max() ? MonoTime::max() : clock.mono_now() + budget;
    for (;;) {
        auto reply = co_await call_function(connection, command);
        const bool over = clock.mono_now() + pause >= until;
        if (over || reply.has_value() || reply.error() != Errc::storage_unavailable) co_return reply;
        co_await clock.sleep_until(clock.mono_now() + pause);
        if (state.cancelled() != asio::cancellation_type::none) co_return Errc::stopping;
    }
}

}   // namespace smsgw::redis
