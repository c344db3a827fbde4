// Holds all that is stored in one Redis against the promises of docs/architecture.md. Changes nothing, and gives no false
// alarm when gateways are at work meanwhile.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "redis/audit_judge.hpp"
#include "redis/connection.hpp"

namespace smsgw::redis {

struct AuditLimits {
    std::size_t batch = 500;      // keys, entries or members that are asked for and held at once
    std::size_t named_max = 20;   // examples per kind of breach
};

struct Found {
    std::int64_t count = 0;
    std::vector<std::string>
        examples;   // msgids, or keys of what is not a message; AuditLimits::named_max at most
};

struct AuditReport {
    int partitions = 0;
    std::map<MsgStatus, std::int64_t> by_status;
    std::int64_t live = 0;
    std::int64_t at_rest = 0;
    std::int64_t ready = 0;    // entries that wait
    std::int64_t lent = 0;     // entries in work
    std::int64_t stale = 0;    // entries whose message went on without them; whoever reads one drops it
    std::int64_t due = 0;      // members of the due sets
    std::int64_t parked = 0;   // provider msgids with parked reports
    std::int64_t dead_letters = 0;
    std::int64_t idempotency_records = 0;
    std::int64_t index_records = 0;
    std::map<std::string, std::int64_t> counters;   // of all partitions together
    std::map<Breach, Found> breaches;               // empty: all promises are kept
};

// Looks at every message, queue entry, due member and record once. Needs 32 bytes of memory per queue entry and 8 per
// message; all else is held in batches. Errc::not_found: no gateway has ever used this Redis.
// Errc::storage_unavailable: it could not be read to the end, and what the server said is logged.
// The connection must be the audit's alone while it runs.
Task<Result<AuditReport>> audit(Connection& connection, AuditLimits limits = {});

}   // namespace smsgw::redis
