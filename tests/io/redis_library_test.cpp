// Loading the function library and checking the server, against a real one.
#include "redis/library.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "redis/server_check.hpp"
#include "support/redis_fixture.hpp"

namespace smsgw::redis {
namespace {

struct Library {
    std::string code;
    int minor;
};

// A library that says `word` when it is asked.
Library library(int minor, const std::string& word) {
    return {"#!lua name=smsgw1\nredis.register_function('which', function(keys, args) return '" + word +
                "' end)\nredis.register_function{function_name = 'smsgw1_version', callback = function(keys, "
                "args) "
                "return " +
                std::to_string(minor) + " end, flags = {'no-writes'}}\n",
            minor};
}

const Library version_one = library(1, "one");
const Library version_two = library(2, "two");
const Library unversioned = {
    "#!lua name=smsgw1\nredis.register_function('which', function(keys, args) return 'none' end)\n", 0};
const Library next_major = {
    "#!lua name=smsgw2\nredis.register_function('which2', function(keys, args) return 'next' end)\n", 1};

class RedisLibrary : public test::RedisFixture {
protected:
    void SetUp() override { ASSERT_TRUE(ready(connection)); }

    Result<void> ensure(const Library& library) {
        return test::run_task(io, ensure_library(connection, library.code, library.minor));
    }
    std::string which(const std::string& name = "which") { return server.command({"FCALL", name, "0"}).text; }
    std::int64_t loads() {
        const auto stats = server.command({"INFO", "commandstats"}).text;
        const auto at = stats.find("cmdstat_function|load:calls=");
        return at == std::string::npos
                   ? 0
                   : std::stoll(stats.substr(at + sizeof("cmdstat_function|load:calls=") - 1));
    }

    test::RedisServer server{test::Fsync::always};
    Connection& connection = connect(server.address());
};

TEST_F(RedisLibrary, IsLoadedWhereItIsMissing) {
    EXPECT_TRUE(ensure(version_one).has_value());
    EXPECT_EQ(which(), "one");
}

TEST_F(RedisLibrary, IsNotLoadedAgainWhereItIsTheSame) {
    EXPECT_TRUE(ensure(version_one).has_value());
    EXPECT_TRUE(ensure(version_one).has_value());
    EXPECT_EQ(loads(), 1);
}

TEST_F(RedisLibrary, ReplacesAnOlderVersion) {
    EXPECT_TRUE(ensure(version_one).has_value());
    EXPECT_TRUE(ensure(version_two).has_value());
    EXPECT_EQ(which(), "two");
}

TEST_F(RedisLibrary, ReplacesOneFromBeforeThereWereVersions) {
    server.command({"FUNCTION", "LOAD", unversioned.code});
    EXPECT_TRUE(ensure(version_one).has_value());
    EXPECT_EQ(which(), "one");
}

TEST_F(RedisLibrary, KeepsANewerVersionSoThatOldAndNewDaemonsDoNotTakeTurns) {
    EXPECT_TRUE(ensure(version_two).has_value());
    for (int reconnect = 0; reconnect < 3; ++reconnect) {
        EXPECT_TRUE(ensure(version_one).has_value());
        EXPECT_TRUE(ensure(version_two).has_value());
    }
    EXPECT_EQ(which(), "two");
    EXPECT_EQ(loads(), 1);
}

TEST_F(RedisLibrary, KeepsAnotherTextOfTheSameVersionAndSaysSo) {
    EXPECT_TRUE(ensure(version_one).has_value());
    std::string lines;
    const log::Capture capture(lines);
    EXPECT_TRUE(ensure(library(1, "another")).has_value());
    EXPECT_EQ(which(), "one");
    EXPECT_NE(lines.find("redis.library_differs"), std::string::npos) << lines;
}

TEST_F(RedisLibrary, LeavesAnotherMajorVersionLoaded) {
    EXPECT_TRUE(ensure(version_one).has_value());
    EXPECT_TRUE(ensure(next_major).has_value());
    EXPECT_EQ(which(), "one");
    EXPECT_EQ(which("which2"), "next");
}

TEST_F(RedisLibrary, KeepsTheOldOneWhenTheNewOneIsBroken) {
    EXPECT_TRUE(ensure(version_one).has_value());
    const auto broken = ensure({"#!lua name=smsgw1\nthis is not lua\n", 2});
    ASSERT_TRUE(broken.has_error());
    EXPECT_EQ(broken.error(), Errc::redis_no_library);
    EXPECT_EQ(which(), "one");
}

TEST_F(RedisLibrary, MustHaveAName) {
    const auto nameless = ensure({"return 1", 1});
    ASSERT_TRUE(nameless.has_error());
    EXPECT_EQ(nameless.error(), Errc::config_invalid);
}

TEST_F(RedisLibrary, IsLoadedByReplicasThatStartTogether) {
    auto& other = connect(server.address());
    ASSERT_TRUE(ready(other));
    int loaded = 0;
    const auto load = [&loaded](Connection& c) -> Task<> {
        const auto done = co_await ensure_library(c, version_one.code, version_one.minor);
        if (done.has_value()) ++loaded;
    };
    for (int i = 0; i < 5; ++i) {
        group.spawn("load", load(connection));
        group.spawn("load", load(other));
    }
    EXPECT_TRUE(test::wait_until(io, [&] { return loaded == 10; }));
    EXPECT_EQ(which(), "one");
}

TEST_F(RedisLibrary, SurvivesAKilledServer) {
    EXPECT_TRUE(ensure(version_one).has_value());
    server.kill9();
    server.restart();
    EXPECT_EQ(which(), "one");
}

class RedisServerCheck : public test::RedisFixture {
protected:
    ServerReport check(Connection& connection, Durability durability, Clock& time) {
        EXPECT_TRUE(ready(connection));
        return test::value_of(test::run_task(io, check_server(connection, durability, time)));
    }
};

TEST_F(RedisServerCheck, FindsTheFactsOfARealServer) {
    test::RedisServer server(test::Fsync::always, {"--maxmemory", "100000000"});
    const auto report = check(connect(server.address()), Durability::strict, clock);
    EXPECT_EQ(report.facts.role, "master");
    EXPECT_EQ(report.facts.loading, false);
    EXPECT_EQ(report.facts.aof_enabled, true);
    EXPECT_EQ(report.facts.appendfsync, "always");
    EXPECT_EQ(report.facts.memory_bytes_max, 100'000'000U);
    EXPECT_EQ(report.facts.maxmemory_policy, "noeviction");
    ASSERT_TRUE(report.facts.clock_offset);
    EXPECT_FALSE(report.refused()) << report.reasons();
}

TEST_F(RedisServerCheck, RefusesAServerThatForgets) {
    test::RedisServer server(test::Fsync::off, {"--maxmemory-policy", "allkeys-lru"});
    const auto report = check(connect(server.address()), Durability::strict, clock);
    EXPECT_TRUE(report.refused());
    EXPECT_NE(report.reasons().find("noeviction"), std::string::npos);
    EXPECT_NE(report.reasons().find("appendonly"), std::string::npos);
}

TEST_F(RedisServerCheck, IsContentWithoutTheQuestionsThatAnAclForbids) {
    test::RedisServer server(test::Fsync::always, {"--maxmemory", "100000000", "--user", "gw", "on", ">pass",
                                                   "~*", "+@all", "-config", "-info", "-time"});
    auto address = server.address();
    address.user = "gw";
    address.password = Secret("pass");
    const auto report = check(connect(address), Durability::strict, clock);
    EXPECT_FALSE(report.refused());
    std::string codes;
    for (const auto& finding : report.findings) codes += finding.code + " ";
    EXPECT_EQ(codes, "info_denied config_denied time_denied ");
}

}   // namespace
}   // namespace smsgw::redis
