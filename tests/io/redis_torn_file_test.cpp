// A Redis that was killed in the middle of writing a transaction, started again, and killed again: its own repair leaves the
// transaction open in the file, and its next start would lose what was acknowledged since.
#include <gtest/gtest.h>

#include <filesystem>

#include "support/redis_daemon.hpp"

namespace smsgw::redis {
namespace {

class RedisTornFile : public test::RedisDaemonFixture {
protected:
    static std::filesystem::path newest_file(const test::RedisServer& server) {
        std::filesystem::path newest;
        for (const auto& entry : std::filesystem::directory_iterator(server.folder() + "/appendonlydir"))
            if (entry.path().string().ends_with(".incr.aof") && entry.path() > newest) newest = entry.path();
        return newest;
    }
    static std::string info(const test::RedisServer& server, const std::string& name) {
        const auto text = server.command({"INFO", "persistence"}).text;
        const auto at = text.find(name + ":") + name.size() + 1;
        return text.substr(at, text.find_first_of("\r\n", at) - at);
    }
    // Leaves a transaction of three writes in the file whose last write and end are missing.
    static void tear(test::RedisServer& server) {
        const std::string script =
            "redis.call('SET', 'torn1', 'x') redis.call('SET', 'torn2', 'x') redis.call('SET', 'torn3', "
            "'xxxxxxxx')";
        server.command({"EVAL", script, "0"});
        server.kill9();
        const auto file = newest_file(server);
        std::filesystem::resize_file(file, std::filesystem::file_size(file) - 30);
    }
};

TEST_F(RedisTornFile, LosesNothingThatWasAcceptedAfterIt) {
    test::RedisServer server(test::Fsync::always);
    // given a tear, and a daemon that has joined the Redis that was started on it
    tear(server);
    server.restart();
    ASSERT_EQ(server.command({"EXISTS", "torn1", "torn2", "torn3"}).integer, 0);
    auto daemon = start_daemon(server.address());
    ASSERT_TRUE(until([&] {
        return info(server, "aof_rewrite_in_progress") == "0" && info(server, "aof_rewrite_scheduled") == "0";
    }));
    // when it accepts a message, and Redis dies and comes back
    const auto admitted = admit(*daemon);
    ASSERT_TRUE(admitted.has_value());
    server.kill9();
    server.restart();
    // then the message is there, and the half transaction is not
    EXPECT_EQ(server.command({"HGET", Keys::message(admitted->message.msgid), "s"}).text, "10");
    EXPECT_EQ(server.command({"EXISTS", "torn1", "torn2", "torn3"}).integer, 0);
}

TEST_F(RedisTornFile, KeepsNobodyFromAFullRedisThatHasToDrain) {
    test::RedisServer server(test::Fsync::always);
    start_daemon(server.address());
    server.command({"CONFIG", "SET", "maxmemory", "1"});
    const auto late = start_daemon(server.address());
    EXPECT_TRUE(late->connection.connected()) << late->reason();
}

TEST_F(RedisTornFile, IsLeftOnceForEveryStartOfRedis) {
    test::RedisServer server(test::Fsync::always);
    const auto first = start_daemon(server.address());
    const auto file = [&] {
        until([&] { return info(server, "aof_rewrite_in_progress") == "0"; });
        return newest_file(server).string();
    };
    const auto after_first = file();
    const auto second = start_daemon(server.address());
    EXPECT_EQ(file(), after_first);
    server.kill9();
    server.restart();
    ASSERT_TRUE(until([&] { return second->connection.connected(); }));
    EXPECT_TRUE(until([&] { return newest_file(server).string() != after_first; }));
}

}   // namespace
}   // namespace smsgw::redis
