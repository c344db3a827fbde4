// The port KeyRevocations on Redis: one hash.
#pragma once

#include "redis/connection.hpp"
#include "smsgw/ports/key_revocations.hpp"

namespace smsgw::redis {

class RedisKeyRevocations : public KeyRevocations {
public:
    explicit RedisKeyRevocations(Connection& connection) : connection_(connection) {}

    Task<Result<std::map<KeyId, WallTime>>> read() override;
    Task<Result<void>> revoke(KeyId key, WallTime at) override;
    Task<Result<Restored>> restore(KeyId key) override;

private:
    Connection& connection_;
};

}   // namespace smsgw::redis
