// A Redis that turns bad under a running daemon: it is noticed at the first call, said, and forgiven when it is good again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/log.hpp"
#include "redis/calls.hpp"
#include "support/redis_daemon.hpp"

namespace smsgw::redis {
namespace {

using testing::HasSubstr;

class RedisDistrust : public test::RedisDaemonFixture {
protected:
    // The daemon is refused service at its next call, and its next greetings say why.
    void expect_noticed(Daemon& daemon, const std::string& word) {
        EXPECT_EQ(lease_error(daemon), Errc::storage_unavailable);
        EXPECT_FALSE(daemon.connection.connected());
        expect_refused(daemon, word);
    }
    void expect_refused(Daemon& daemon, const std::string& word) {
        EXPECT_TRUE(until([&] { return daemon.reason().find(word) != std::string::npos; }))
            << daemon.reason();
        EXPECT_FALSE(daemon.connection.connected());
        EXPECT_EQ(lease_error(daemon), Errc::storage_unavailable);
    }
    void expect_good_again(Daemon& daemon) {
        ASSERT_TRUE(ready(daemon.connection)) << daemon.reason();
        EXPECT_EQ(daemon.reason(), "");
        EXPECT_TRUE(admit(daemon).has_value());
        EXPECT_FALSE(lease_error(daemon));
    }
};

// One row per way to turn bad on an open connection, and to turn good again.
struct Turn {
    std::string name;
    std::vector<std::string> arguments;   // of the server
    std::function<void(test::RedisServer&)> spoil;
    std::string reason;
    std::function<void(test::RedisServer&)> mend;
};

class RedisThatTurnsBad : public RedisDistrust, public testing::WithParamInterface<Turn> {};

TEST_P(RedisThatTurnsBad, IsNoticedAtTheNextCallAndUsedAgainAfterwards) {
    test::RedisServer server(test::Fsync::off, GetParam().arguments);
    const auto daemon = start_daemon(server.address());
    ASSERT_TRUE(admit(*daemon).has_value());
    GetParam().spoil(server);
    expect_noticed(*daemon, GetParam().reason);
    GetParam().mend(server);
    expect_good_again(*daemon);
}

void must(test::RedisServer& server, const std::vector<std::string>& words) {
    const auto reply = server.command(words);
    EXPECT_FALSE(reply.is_error()) << words[0] << ": " << reply.text;
}

void save_until(test::RedisServer& server, const std::string& outcome) {
    must(server, {"BGSAVE"});
    asio::io_context idle;
    EXPECT_TRUE(test::wait_until(idle, [&] {
        const auto info = server.command({"INFO", "persistence"}).text;
        return info.find("rdb_bgsave_in_progress:0") != std::string::npos &&
               info.find("rdb_last_bgsave_status:" + outcome) != std::string::npos;
    }));
}

const Turn turns[] = {
    {"Demoted",
     {},
     [](auto& server) {
         must(server, {"REPLICAOF", "127.0.0.1", "1"});
     },
     "is a replica",
     [](auto& server) {
         must(server, {"REPLICAOF", "NO", "ONE"});
     }},
    {"CutOffFromItsPrimary",
     {"--replica-serve-stale-data", "no"},
     [](auto& server) {
         must(server, {"REPLICAOF", "127.0.0.1", "1"});
     },
     "is a replica",
     [](auto& server) {
         must(server, {"REPLICAOF", "NO", "ONE"});
     }},
    {"WithoutEnoughReplicas",
     {},
     [](auto& server) {
         must(server, {"CONFIG", "SET", "min-replicas-to-write", "1"});
     },
     "NOREPLICAS",
     [](auto& server) {
         must(server, {"CONFIG", "SET", "min-replicas-to-write", "0"});
     }},
    {"WithADiskThatFails",
     {"--save", "3600 1", "--enable-protected-configs", "yes"},
     [](auto& server) {
         must(server, {"CONFIG", "SET", "dir", "/proc"});
         save_until(server, "err");
     },
     "MISCONF",
     [](auto& server) {
         must(server, {"CONFIG", "SET", "dir", server.folder()});
         save_until(server, "ok");
     }},
};

INSTANTIATE_TEST_SUITE_P(Turns, RedisThatTurnsBad, testing::ValuesIn(turns),
                         [](const auto& row) { return row.param.name; });

TEST_F(RedisDistrust, RefusesAMessageRatherThanPromiseIt) {
    test::RedisServer server;
    const auto daemon = start_daemon(server.address());
    must(server, {"REPLICAOF", "127.0.0.1", "1"});
    const auto admitted = admit(*daemon);
    ASSERT_TRUE(admitted.has_error());
    EXPECT_EQ(admitted.error(), Errc::storage_unavailable);
}

TEST_F(RedisDistrust, NoticesALossOfAllDataAndStaysAway) {
    test::RedisServer server;
    const auto daemon = start_daemon(server.address());
    must(server, {"FLUSHALL"});
    expect_noticed(*daemon, "lost its data");
    // Not even when somebody begins anew there: this process has promised what is gone.
    const auto next = start_daemon(server.address());
    expect_refused(*daemon, "another installation");
    EXPECT_FALSE(lease_error(*next));
}

TEST_F(RedisDistrust, PromisesNothingAfterALossOfAllData) {
    test::RedisServer server;
    const auto daemon = start_daemon(server.address());
    must(server, {"FLUSHALL"});
    EXPECT_EQ(admit(*daemon).error(), Errc::storage_unavailable);
    EXPECT_EQ(server.command({"DBSIZE"}).integer, 0);
    expect_refused(*daemon, "lost its data");
}

TEST_F(RedisDistrust, NoticesAServerThatCameBackEmpty) {
    test::RedisServer server;
    const auto daemon = start_daemon(server.address());
    server.kill9();
    server.restart();
    expect_refused(*daemon, "lost its data");
}

TEST_F(RedisDistrust, WaitsForAServerThatLoadsItsData) {
    // given a server that takes seconds to load, and answers meanwhile
    test::RedisServer server(test::Fsync::off,
                             {"--enable-debug-command", "yes", "--rdbcompression", "no", "--key-load-delay",
                              "50000", "--loading-process-events-interval-bytes", "1024"});
    const auto daemon = start_daemon(server.address());
    for (int i = 0; i < 20; ++i) must(server, {"SET", "k" + std::to_string(i), std::string(2048, 'x')});
    auto& operator_ = connect(server.admin_address());
    ASSERT_TRUE(ready(operator_));
    const auto reload = start(operator_.call(Command("DEBUG") << "RELOAD"));
    ASSERT_TRUE(until([&] { return lease_error(*daemon) == Errc::storage_unavailable; }));
    expect_refused(*daemon, "loading");
    ASSERT_TRUE(all_done({reload}));
    expect_good_again(*daemon);
}

TEST_F(RedisDistrust, WaitsForAServerThatIsBusyWithAScript) {
    test::RedisServer server(test::Fsync::off, {"--busy-reply-threshold", "1"});
    const auto daemon = start_daemon(server.address());
    auto& stranger = connect(server.admin_address());
    ASSERT_TRUE(ready(stranger));
    const auto endless = start(stranger.call(Command("EVAL") << "while true do end" << 0));
    ASSERT_TRUE(until([&] { return lease_error(*daemon) == Errc::storage_unavailable; }));
    expect_refused(*daemon, "library could not be loaded");
    must(server, {"SCRIPT", "KILL"});
    ASSERT_TRUE(all_done({endless}));
    expect_good_again(*daemon);
}

TEST_F(RedisDistrust, LoadsALibraryThatWasFlushedAgain) {
    test::RedisServer server;
    const auto daemon = start_daemon(server.address());
    must(server, {"FUNCTION", "FLUSH"});
    // The client does not notice: the call is repeated on the next connection.
    EXPECT_TRUE(admit(*daemon).has_value());
    EXPECT_FALSE(lease_error(*daemon));
}

TEST_F(RedisDistrust, RepeatsACallWithoutEndWhenToldSo) {
    test::RedisServer server(test::Fsync::always);
    const auto daemon = start_daemon(server.address());
    server.kill9();
    ASSERT_TRUE(until([&] { return !daemon->connection.connected(); }));
    const auto call = start(call_repeatable(daemon->connection, clock, Command("TIME"), Millis::max()));
    ASSERT_TRUE(until([&] { return daemon->connection.last_error().value() == ECONNREFUSED; }));
    EXPECT_FALSE(call->has_value());
    server.restart();
    ASSERT_TRUE(all_done({call}));
    EXPECT_FALSE(error_of(call));
}

TEST_F(RedisDistrust, GivesUpAConnectionThatWaitsInsideADemotedServer) {
    test::RedisServer server;
    const auto daemon = start_daemon(server.address());
    bool waited = false;
    const auto wait = [&]() -> Task<> {
        co_await daemon->queue.wait();
        waited = true;
    };
    group.spawn("wait", wait());
    ASSERT_TRUE(until([&] {
        return server.command({"INFO", "clients"}).text.find("blocked_clients:1") != std::string::npos;
    }));
    must(server, {"REPLICAOF", "127.0.0.1", "1"});
    EXPECT_TRUE(until([&] { return daemon->doorbell.last_error() == Errc::not_ready; }));
    must(server, {"REPLICAOF", "NO", "ONE"});
    EXPECT_TRUE(ready(daemon->doorbell));
    EXPECT_TRUE(until([&] { return waited; }));
}

TEST_F(RedisDistrust, TakesTheWordOfAFunctionThatTheQueueIsGone) {
    test::RedisServer server;
    const auto daemon = start_daemon(server.address());
    Reply emptied;
    emptied.kind = Reply::Kind::array;
    emptied.items.resize(1);
    emptied.items[0].kind = Reply::Kind::text;
    emptied.items[0].text = "emptied";
    EXPECT_EQ(trusted(daemon->connection, emptied).error(), Errc::storage_unavailable);
    EXPECT_FALSE(daemon->connection.connected());
}

TEST_F(RedisDistrust, IsLoggedOnceForAllTheCallsThatMeetIt) {
    test::RedisServer server;
    const auto daemon = start_daemon(server.address());
    must(server, {"REPLICAOF", "127.0.0.1", "1"});
    std::string lines;
    const log::Capture capture(lines);
    int ended = 0;
    const auto lease = [&daemon, &ended]() -> Task<> {
        co_await daemon->queue.lease(1);
        ++ended;
    };
    for (int i = 0; i < 100; ++i) group.spawn("lease", lease());
    ASSERT_TRUE(until([&] { return ended == 100; }));
    const auto first = lines.find("redis.distrusted");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(lines.find("redis.distrusted", first + 1), std::string::npos) << lines;
    EXPECT_THAT(lines, HasSubstr("READONLY"));
}

}   // namespace
}   // namespace smsgw::redis
