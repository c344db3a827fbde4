// A store to audit, and what an audit says as one line.
#pragma once

#include <string>

#include "redis/audit.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::test {

inline redis::AuditReport audit_of(RedisBench& s, redis::AuditLimits limits = {}) {
    return value_of(s.run(redis::audit(s.connection(), limits)));
}

// "unreachable m_00…; double {00}…"; empty when all promises are kept.
inline std::string breaches_in(const redis::AuditReport& report) {
    std::string text;
    for (const auto& [breach, found] : report.breaches)
        for (const auto& example : found.examples)
            text += (text.empty() ? "" : "; ") + std::string(redis::code_of(breach)) + " " + example;
    return text;
}

// A msgid that names no message.
inline constexpr const char* nobody = "m_000000000000000000000a";

// One message in each stage of its life; returns how many are live.
inline int fill(RedisBench& s) {
    s.submitted({"p1"});
    s.submitted({"p2"});
    s.report(MsgStatus::delivered, "p2");
    s.settle(s.begun(), SettleRetryAt{.delay = std::chrono::hours{1}, .error = "http_503"});
    s.settle(s.begun(), SettleUnknown{.hold = std::chrono::hours{1}, .error = "read_timeout"});
    s.settle(s.begun(), SettleRejected{"x_1"});
    s.settle(s.begun(), SettleFailed{"connect_failed"});
    s.begun();
    s.admit();
    s.lease_one();
    auto keyed = a_new_message(Lane::bulk);
    keyed.idempotency_key = "order 4711";
    s.admit(keyed);
    s.report(MsgStatus::sent, "early");
    return 6;
}

}   // namespace smsgw::test
