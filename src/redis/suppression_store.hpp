// The port SuppressionStore on Redis: a hash of numbers for each account and one for all (lua/02_suppression.lua).
#pragma once

#include "redis/connection.hpp"
#include "smsgw/ports/suppression_store.hpp"

namespace smsgw::redis {

class RedisSuppressionStore : public SuppressionStore {
public:
    explicit RedisSuppressionStore(Connection& connection) : connection_(connection) {}

    Task<Result<Suppression>> add(Suppression entry) override;
    Task<Result<SuppressionsRemoved>> remove(SuppressionRemoval removal) override;
    Task<Result<std::optional<Suppression>>> find(AccountId account, E164Number number) override;
    Task<Result<SuppressionPage>> list(SuppressionScope scope, std::uint64_t cursor, int limit) override;
    Task<Result<Learned>> learn(RecipientNews news) override;

private:
    Task<Result<Learned>> count_invalid(RecipientNews news);

    Connection& connection_;
};

}   // namespace smsgw::redis
