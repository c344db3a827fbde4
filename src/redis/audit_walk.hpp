// The walk of an audit through one Redis, place by place.
#pragma once

#include "redis/audit.hpp"
#include "redis/audit_reader.hpp"

namespace smsgw::redis {

class AuditWalk {
public:
    AuditWalk(Connection& connection, int partitions, AuditLimits limits);

    // Counters first and last: what was counted between them must lie between them.
    Task<Result<void>> run();
    AuditReport& report() { return report_; }

private:
    // What the counters of a partition were before, and which messages were seen in it.
    struct Partition {
        std::int64_t admitted = 0;
        std::int64_t ended = 0;
        std::vector<std::uint64_t> seen;   // short msgid, its lowest bit told whether it was live
    };

    Task<Result<void>> read_counters();
    Task<Result<void>> walk_queues();
    Task<Result<void>> walk_dead_letters();
    Task<Result<void>> walk_due();
    Task<Result<void>> walk_keys();
    Task<Result<void>> compare_counters();

    Task<Result<void>> judge_entries(int partition, std::vector<StreamEntry> entries);
    Task<Result<void>> judge_due(int partition, std::vector<std::string> members);
    Task<Result<void>> judge_messages(std::vector<MessageName> names);
    Task<Result<void>> judge_idempotency(std::vector<std::string> keys);
    Task<Result<void>> judge_index(std::vector<std::string> keys);
    Task<Result<void>> judge_parked(std::vector<std::string> keys);
    Task<Result<MessageFacts>> judge_closely(MessageName name);

    void count(const MessageName& name, const MessageFacts& facts);
    void tell(Breach breach, std::string subject);

    Connection& connection_;
    AuditLimits limits_;
    AuditReader reader_;
    std::vector<Partition> partitions_;
    AuditReport report_;
};

}   // namespace smsgw::redis
