// What storage holds, read with plain commands that each take constant time, whatever is in the queues.
#pragma once

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/store_stats.hpp"

namespace smsgw::redis {

class RedisStoreReader : public StoreReader {
public:
    RedisStoreReader(Connection& connection, Keys keys) : connection_(connection), keys_(keys) {}

    Task<Result<StoreStats>> read(std::vector<AccountId> accounts) override;

private:
    Connection& connection_;
    Keys keys_;
};

}   // namespace smsgw::redis
