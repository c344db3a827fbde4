// The ports ReportStore and DueWork on Redis: reports meet their messages, early ones wait, late things end.
#pragma once

#include <vector>

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "redis/store_config.hpp"
#include "redis/suppression_store.hpp"
#include "smsgw/ports/report_store.hpp"

namespace smsgw::redis {

// Reports that came before their provider msgid was known.
struct EarlyReports {
    ProviderMsgId id;
    std::vector<DeliveryReport> reports;
};

// As the functions take them: separated by spaces.
std::string joined(const std::vector<ProviderMsgId>& ids);

class RedisReportStore : public ReportStore, public DueWork {
public:
    RedisReportStore(Connection& connection, Clock& clock, Keys keys, StoreConfig config)
        : connection_(connection), clock_(clock), keys_(keys), config_(config), suppressions_(connection) {}

    Task<Result<Applied>> apply(MsgId msgid, int attempt, ProviderId provider,
                                DeliveryReport report) override;
    Task<Result<Applied>> apply(ProviderId provider, DeliveryReport report) override;
    Task<Result<Promoted>> promote(int max) override;
    Task<Result<void>> never_came(Held held, int attempts_max) override;
    Task<Result<void>> came(Held held, std::vector<ProviderMsgId> ids, DeliveryReport report) override;

    // Binds a provider's msgids to an attempt of a message; returns the reports that came before.
    Task<Result<std::vector<EarlyReports>>> bind_all(ProviderId provider, std::vector<ProviderMsgId> ids,
                                                     MsgId msgid, int attempt);

    // Applies reports that bind_all() returned, then forgets that they were parked.
    Task<Result<void>> apply_early(ProviderId provider, MsgId msgid, int attempt,
                                   std::vector<EarlyReports> early);

private:
    Task<Result<void>> learn(MsgId msgid, ProviderId provider, RecipientFault fault);
    Command on_held(std::string_view function, const Held& held) const;
    Task<Result<std::vector<DeliveryReport>>> bind(ProviderId provider, ProviderMsgId id, MsgId msgid,
                                                   int attempt);
    Task<Result<int>> promote_messages(int partition, int max, std::vector<Held>& held);
    Task<Result<int>> promote_parked(int partition, int max);
    Task<Result<void>> unpark(int partition, std::string member);

    Connection& connection_;
    Clock& clock_;
    Keys keys_;
    StoreConfig config_;
    RedisSuppressionStore suppressions_;
};

}   // namespace smsgw::redis
