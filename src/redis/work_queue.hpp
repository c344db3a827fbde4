// The port WorkQueue on Redis: ready streams, leases, attempts.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "redis/replica_gate.hpp"
#include "redis/report_store.hpp"
#include "redis/store_config.hpp"
#include "redis/suppression_store.hpp"
#include "smsgw/ports/work_queue.hpp"

namespace smsgw::redis {

class RedisWorkQueue : public WorkQueue {
public:
    // `doorbell` is a connection of its own, because it waits inside Redis. `consumer` names this engine of this process
    // uniquely, also across restarts. `reports` gets what was parked for a message that was just submitted. `gate`: an
    // attempt must be confirmed by a replica, too, before it goes; null: not so.
    RedisWorkQueue(Connection& connection, Connection& doorbell, Clock& clock, RedisReportStore& reports,
                   Keys keys, StoreConfig config, std::string consumer, ReplicaGate* gate = nullptr);

    Task<Result<std::vector<Lease>>> lease(int max) override;
    Task<Result<std::optional<Lease>>> reclaim() override;
    Task<> wait() override;
    Task<Result<Begun>> begin(Lease lease, NewAttempt attempt) override;
    Task<Result<void>> settle(Lease lease, ProviderId provider, Settlement settlement) override;

private:
    Task<Result<std::vector<Lease>>> lease_from(int partition, int max);
    Task<Result<std::optional<Lease>>> reclaim_from(int partition, Lane lane);
    Task<> give_back(Lease lease, ProviderId provider);
    Task<Result<void>> settle_submitted(Lease lease, ProviderId provider, SettleSubmitted submitted);
    Task<Result<void>> settle_rejected(Lease lease, ProviderId provider, SettleRejected rejected);
    Task<Result<void>> settle_by(std::string function, Lease lease, ProviderId provider,
                                 std::vector<std::string> rest);

    Connection& connection_;
    Connection& doorbell_;
    Clock& clock_;
    RedisReportStore& reports_;
    Keys keys_;
    StoreConfig config_;
    std::string consumer_;
    RedisSuppressionStore suppressions_;
    ReplicaGate* gate_;
    int next_partition_ = 0;
    std::vector<std::array<std::string, 3>> seen_;   // per partition: ids to wait behind
};

}   // namespace smsgw::redis
