// The port SubmitLedger on Redis: hashes that the functions of an attempt write (lua/01_attempts.lua).
#pragma once

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/submit_ledger.hpp"

namespace smsgw::redis {

class RedisSubmitLedger : public SubmitLedger {
public:
    RedisSubmitLedger(Connection& connection, Clock& clock, Keys keys)
        : connection_(connection), clock_(clock), keys_(keys) {}

    Task<Result<std::vector<SpendRow>>> spend(std::string month) override;
    Task<Result<std::vector<QualityRow>>> quality(int minutes) override;

private:
    Connection& connection_;
    Clock& clock_;
    Keys keys_;
};

}   // namespace smsgw::redis
