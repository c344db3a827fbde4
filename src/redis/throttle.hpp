// The port Throttle on Redis: one hash per provider, shared by all processes.
#pragma once

#include "redis/connection.hpp"
#include "smsgw/ports/throttle.hpp"

namespace smsgw::redis {

class RedisThrottle : public Throttle {
public:
    explicit RedisThrottle(Connection& connection) : connection_(connection) {}

    Task<Result<ThrottleTurn>> reserve(ThrottleRequest request) override;

private:
    Connection& connection_;
};

}   // namespace smsgw::redis
