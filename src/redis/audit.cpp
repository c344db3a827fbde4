#include "redis/audit.hpp"

#include "redis/audit_walk.hpp"
#include "redis/installation.hpp"

namespace smsgw::redis {

Task<Result<AuditReport>> audit(Connection& connection, AuditLimits limits) {
    const auto partitions = co_await stored_partitions(connection);
    if (partitions.has_error()) co_return partitions.error();
    AuditWalk walk(connection, *partitions, limits);
    auto done = co_await walk.run();
    if (done.has_error()) co_return done.error();
    co_return std::move(walk.report());
}

}   // namespace smsgw::redis
