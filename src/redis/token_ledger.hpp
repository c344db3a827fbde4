// The port TokenLedger on Redis: one key per token, which ends by itself.
#pragma once

#include "redis/connection.hpp"
#include "smsgw/ports/token_ledger.hpp"

namespace smsgw::redis {

class RedisTokenLedger : public TokenLedger {
public:
    explicit RedisTokenLedger(Connection& connection) : connection_(connection) {}

    Task<Result<TokenUse>> claim(std::string digest, Millis keep) override;

private:
    Connection& connection_;
};

}   // namespace smsgw::redis
