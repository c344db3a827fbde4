#include "redis/throttle.hpp"

#include <algorithm>

#include "redis/calls.hpp"
#include "redis/keys.hpp"

namespace smsgw::redis {
namespace {

using std::chrono::microseconds;

// Longer spans would leave the whole numbers that Lua can count.
constexpr Millis span_max = std::chrono::hours{24 * 365};

std::int64_t micros(Millis span) {
    return microseconds(std::clamp(span, Millis{0}, span_max)).count();
}

}   // namespace

Task<Result<ThrottleTurn>> RedisThrottle::reserve(ThrottleRequest request) {
    auto command = fcall("reserve", {Keys::throttle(request.provider)});
    command << (request.lane == Lane::otp ? "off_otp" : "off") << request.pace.cost(request.segments).count()
            << request.pace.slack().count() << micros(request.ahead_max) << micros(request.put_off_max);
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 2) co_return Errc::redis_reply_unexpected;
    const auto& word = reply->items[0].text;
    using Kind = ThrottleTurn::Kind;
    const auto kind = word == "granted" ? Kind::granted : word == "put_off" ? Kind::put_off : Kind::too_late;
    const auto wait = std::chrono::ceil<Millis>(microseconds(reply->items[1].integer));
    co_return ThrottleTurn{.kind = kind, .wait = wait};
}

}   // namespace smsgw::redis
