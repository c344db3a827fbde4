// The ports ReportStore and DueWork on Redis: reports meet their messages, early ones wait, late things end.
#pragma once

#include <vector>

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "redis/store_config.hpp"
#include "smsgw/ports/report_store.hpp"

namespace smsgw::redis {

class RedisReportStore : public ReportStore, public DueWork {
public:
    RedisReportStore(Connection& connection, Clock& clock, Keys keys, StoreConfig config)
        : connection_(connection), clock_(clock), keys_(keys), config_(config) {}

    Task<Result<Applied>> apply(MsgId msgid, int attempt, ProviderId provider,
                                DeliveryReport report) override;
    Task<Result<Applied>> apply(ProviderId provider, DeliveryReport report) override;
    Task<Result<int>> promote(int max) override;

    // Binds a provider's msgid to an attempt of a message; returns the reports that came before.
    Task<Result<std::vector<DeliveryReport>>> bind(ProviderId provider, ProviderMsgId id, MsgId msgid,
                                                   int attempt);

    // Applies reports that bind() returned, then forgets that they were parked.
    Task<Result<void>> apply_parked(ProviderId provider, ProviderMsgId id, MsgId msgid, int attempt,
                                    std::vector<DeliveryReport> reports);

private:
    Task<Result<int>> promote_messages(int partition, int max);
    Task<Result<int>> promote_parked(int partition, int max);
    Task<Result<void>> unpark(int partition, std::string member);

    Connection& connection_;
    Clock& clock_;
    Keys keys_;
    StoreConfig config_;
};

}   // namespace smsgw::redis
