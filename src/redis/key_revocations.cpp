#include "redis/key_revocations.hpp"

#include "redis/calls.hpp"
#include "redis/keys.hpp"
#include "redis/number.hpp"

namespace smsgw::redis {

Task<Result<std::map<KeyId, WallTime>>> RedisKeyRevocations::read() {
    const auto reply = co_await call_function(connection_, Command("HGETALL") << Keys::revoked_keys());
    if (reply.has_error()) co_return reply.error();
    std::map<KeyId, WallTime> revoked;
    for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2)
        revoked.emplace(reply->items[i].text, WallTime(Millis(number(reply->items[i + 1].text))));
    co_return revoked;
}

Task<Result<void>> RedisKeyRevocations::revoke(KeyId key, WallTime at) {
    Command command("HSETNX");
    command << Keys::revoked_keys() << key.str() << at.time_since_epoch().count();
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return Result<void>();
}

Task<Result<Restored>> RedisKeyRevocations::restore(KeyId key) {
    Command command("HDEL");
    command << Keys::revoked_keys() << key.str();
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return reply->integer > 0 ? Restored::yes : Restored::not_revoked;
}

}   // namespace smsgw::redis
