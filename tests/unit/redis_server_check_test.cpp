// The judgement of a server as a table: one row per fact that can be wrong.
#include "redis/server_check.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "redis/library.hpp"

namespace smsgw::redis {
namespace {

using namespace std::chrono_literals;

ServerFacts good_facts() {
    ServerFacts facts;
    facts.version = "7.0.15";
    facts.role = "master";
    facts.loading = false;
    facts.aof_enabled = true;
    facts.appendfsync = "always";
    facts.memory_bytes_max = 1'000'000;
    facts.maxmemory_policy = "noeviction";
    facts.replicas = 1;
    facts.clock_offset = 5ms;
    return facts;
}

std::string verdict(const std::vector<Finding>& findings) {
    std::string out;
    for (const auto& finding : findings) {
        if (!out.empty()) out += ' ';
        out += (finding.severity == Severity::refuse ? "refuse:" : "warn:") + finding.code;
    }
    return out;
}

struct Row {
    const char* name;
    std::function<void(ServerFacts&)> change;
    Durability durability;
    const char* expected;
};

class RedisServerJudgement : public testing::TestWithParam<Row> {};

TEST_P(RedisServerJudgement, FollowsTheTable) {
    auto facts = good_facts();
    GetParam().change(facts);
    const auto findings = judge_server(facts, GetParam().durability);
    EXPECT_EQ(verdict(findings), GetParam().expected);
    for (const auto& finding : findings) {
        EXPECT_TRUE(finding.sentence.ends_with('.')) << finding.sentence;
        EXPECT_GT(finding.sentence.size(), 20U);
    }
}

constexpr auto strict = Durability::strict;
constexpr auto replica = Durability::strict_replica;
constexpr auto relaxed = Durability::relaxed;

const Row rows[] = {
    {"Good", [](ServerFacts&) {}, strict, ""},
    {"GoodWithReplica", [](ServerFacts&) {}, replica, ""},
    {"Relaxed", [](ServerFacts& f) { f.appendfsync = "everysec"; }, relaxed, "warn:durability_relaxed"},
    {"Newer", [](ServerFacts& f) { f.version = "8.2.1"; }, strict, ""},
    {"Valkey", [](ServerFacts& f) { f.version = "7.2.4-rc1"; }, strict, ""},
    {"Version6", [](ServerFacts& f) { f.version = "6.2.14"; }, strict, "refuse:version_too_old"},
    {"Version70", [](ServerFacts& f) { f.version = "7.0.0"; }, strict, "warn:version_insecure"},
    {"Version7014", [](ServerFacts& f) { f.version = "7.0.14"; }, strict, "warn:version_insecure"},
    {"VersionGarbage", [](ServerFacts& f) { f.version = "x"; }, strict, "refuse:version_too_old"},
    {"Replica", [](ServerFacts& f) { f.role = "slave"; }, strict, "refuse:role_replica"},
    {"Loading", [](ServerFacts& f) { f.loading = true; }, strict, "refuse:loading"},
    {"NoReplica", [](ServerFacts& f) { f.replicas = 0; }, replica, "refuse:no_replica"},
    {"NoReplicaNeeded", [](ServerFacts& f) { f.replicas = 0; }, strict, ""},
    {"Evicts", [](ServerFacts& f) { f.maxmemory_policy = "allkeys-lru"; }, strict, "refuse:eviction"},
    {"NoMemoryLimit", [](ServerFacts& f) { f.memory_bytes_max = 0; }, strict, "warn:memory_unlimited"},
    {"NoAof", [](ServerFacts& f) { f.aof_enabled = false; }, strict, "refuse:aof_off"},
    {"NoAofRelaxed", [](ServerFacts& f) { f.aof_enabled = false; }, relaxed,
     "warn:durability_relaxed warn:aof_off"},
    {"EverySecond", [](ServerFacts& f) { f.appendfsync = "everysec"; }, strict, "refuse:fsync_late"},
    {"EverySecondReplica", [](ServerFacts& f) { f.appendfsync = "everysec"; }, replica, "refuse:fsync_late"},
    {"NeverFsynced", [](ServerFacts& f) { f.appendfsync = "no"; }, relaxed,
     "warn:durability_relaxed warn:fsync_never"},
    {"ConfigDenied", [](ServerFacts& f) { f.appendfsync.reset(); }, strict, "warn:config_denied"},
    {"OffsetNoticed", [](ServerFacts& f) { f.clock_offset = -2001ms; }, strict, "warn:clock_offset"},
    {"OffsetSmall", [](ServerFacts& f) { f.clock_offset = 2000ms; }, strict, ""},
    {"OffsetLarge", [](ServerFacts& f) { f.clock_offset = 30'001ms; }, strict, "refuse:clock_offset"},
    {"OffsetLargeBehind", [](ServerFacts& f) { f.clock_offset = -31s; }, strict, "refuse:clock_offset"},
    {"TimeDenied", [](ServerFacts& f) { f.clock_offset.reset(); }, strict, "warn:time_denied"},
    {"NothingSaid", [](ServerFacts& f) { f = ServerFacts{}; }, strict,
     "warn:info_denied warn:config_denied warn:time_denied"},
    {"NothingSaidOfReplicas", [](ServerFacts& f) { f = ServerFacts{}; }, replica,
     "refuse:info_denied warn:config_denied warn:time_denied"},
};

INSTANTIATE_TEST_SUITE_P(Table, RedisServerJudgement, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RedisServerReport, IsRefusedByOneRefusalAndSaysWhy) {
    ServerReport report;
    report.findings = {{Severity::warn, "a", "A warning."}};
    EXPECT_FALSE(report.refused());
    EXPECT_EQ(report.reasons(), "");
    report.findings.push_back({Severity::refuse, "b", "First."});
    report.findings.push_back({Severity::refuse, "c", "Second."});
    EXPECT_TRUE(report.refused());
    EXPECT_EQ(report.reasons(), "First. Second.");
}

TEST(RedisServerInfo, IsReadLineByLine) {
    ServerFacts facts;
    read_info(
        "# Server\r\nredis_version:7.2.4\r\n\r\nrole:master\r\nloading:0\r\naof_enabled:1\r\nmaxmemory:17\r\n"
        "maxmemory_policy:noeviction\r\nconnected_slaves:2\r\nmaster_replid:8371b4fb",
        facts);
    EXPECT_EQ(facts.version, "7.2.4");
    EXPECT_EQ(facts.role, "master");
    EXPECT_EQ(facts.loading, false);
    EXPECT_EQ(facts.aof_enabled, true);
    EXPECT_EQ(facts.memory_bytes_max, 17U);
    EXPECT_EQ(facts.maxmemory_policy, "noeviction");
    EXPECT_EQ(facts.replicas, 2);
    EXPECT_EQ(facts.history, "8371b4fb");
}

TEST(RedisServerInfo, LeavesAbsentWhatItDoesNotSay) {
    ServerFacts facts;
    read_info("\r\nnonsense\r\nmaxmemory:many\r\n", facts);
    EXPECT_FALSE(facts.version);
    EXPECT_FALSE(facts.memory_bytes_max);
}

TEST(RedisLibraryName, IsReadFromTheFirstLine) {
    EXPECT_EQ(library_name("#!lua name=smsgw1\nredis.register_function('a', a)"), "smsgw1");
    EXPECT_EQ(library_name("#!lua name=smsgw1 x=y\r\n"), "smsgw1");
    EXPECT_EQ(library_name("-- smsgw1\n"), "");
    EXPECT_EQ(library_name(""), "");
}

}   // namespace
}   // namespace smsgw::redis
