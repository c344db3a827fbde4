// Is this Redis one that may be trusted with messages? Asked at every connect, before anything else is let through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "redis/connection.hpp"
#include "redis/durability.hpp"

namespace smsgw::redis {

// What the server says about itself. Absent: it did not say, mostly because an ACL forbids the question.
struct ServerFacts {
    std::optional<std::string> version;   // "7.0.15"
    std::optional<std::string> role;      // "master" or "slave"
    std::optional<bool> loading;
    std::optional<bool> aof_enabled;
    std::optional<std::string> appendfsync;          // "always", "everysec", "no"
    std::optional<std::uint64_t> memory_bytes_max;   // 0: no limit
    std::optional<std::string> maxmemory_policy;
    std::optional<int> replicas;          // connected ones
    std::optional<std::string> history;   // its replication id: whose writes it continues
    std::optional<std::string> run;       // of this process: another one after every start
    std::optional<Millis> clock_offset;   // Redis' clock minus ours
};

enum class Severity { warn, refuse };

struct Finding {
    Severity severity = Severity::warn;
    std::string code;       // stable, for tests and dashboards: "version_too_old"
    std::string sentence;   // what is wrong, and the remedy
};

struct ServerReport {
    ServerFacts facts;
    std::vector<Finding> findings;

    bool refused() const;
    std::string reasons() const;   // the sentences that refuse, joined; empty when none does
};

// Reads the answer of INFO into `facts`; what is not in it stays absent.
void read_info(std::string_view info, ServerFacts& facts);

// The judgement, for the promise that `durability` makes. Asks nothing.
std::vector<Finding> judge_server(const ServerFacts& facts, Durability durability);

// Asks (INFO, CONFIG GET, TIME, by call_early) and judges. Errors are those of the calls; a server that refuses a question
// yields a warning. The caller logs the findings and, from on_connect, answers Errc::not_ready when refused().
Task<Result<ServerReport>> check_server(Connection& connection, Durability durability, Clock& clock);

// For the on_connect of a connection that only listens: Errc::not_ready on a replica, where news comes late or never. A
// server that refuses the question is believed.
Task<Result<void>> check_primary(Connection& connection);

}   // namespace smsgw::redis
