// The connection against a real server: calls, outages, greeting, the owner's check.
#include "redis/connection.hpp"

#include <boost/asio/steady_timer.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "support/redis_fixture.hpp"

namespace smsgw::redis {
namespace {

using namespace std::chrono_literals;
using test::RedisServer;
using testing::HasSubstr;
using testing::Not;

class RedisConnection : public test::RedisFixture {};

Command words(std::initializer_list<std::string_view> all) {
    Command command(*all.begin());
    for (auto word = all.begin() + 1; word != all.end(); ++word) command << *word;
    return command;
}

TEST_F(RedisConnection, AnswersTenThousandPipelinedCallsInOrder) {
    RedisServer server;
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    // when ten thousand coroutines call in one turn of the loop
    std::vector<Pending> calls;
    for (int i = 0; i < 10'000; ++i) calls.push_back(start(connection.call(words({"INCR", "n"}))));
    ASSERT_TRUE(all_done(calls));
    // then each has the answer to its own call
    for (int i = 0; i < 10'000; ++i) ASSERT_EQ((*calls[static_cast<std::size_t>(i)])->value().integer, i + 1);
}

TEST_F(RedisConnection, CarriesBinaryAndLargeValues) {
    RedisServer server;
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    std::string value(3'000'000, 'x');
    for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i % 251);
    EXPECT_EQ(ask(connection, words({"SET", "k", value})).text, "OK");
    EXPECT_TRUE(ask(connection, words({"GET", "k"})).text == value);
}

TEST_F(RedisConnection, GivesAnErrorReplyAsAValue) {
    RedisServer server;
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    server.command({"SET", "k", "v"});
    EXPECT_TRUE(ask(connection, words({"HGET", "k", "f"})).is_error("WRONGTYPE"));
    EXPECT_EQ(ask(connection, words({"GET", "k"})).text, "v");
}

TEST_F(RedisConnection, RefusesACallAtOnceWhileDisconnected) {
    RedisAddress nobody;
    nobody.transport = RedisAddress::Transport::unix_socket;
    nobody.socket_path = "/tmp/smsgw-no-such-socket";
    auto& connection = connect(nobody);
    const auto reply = test::run_task(io, connection.call(Command("PING")));
    ASSERT_TRUE(reply.has_error());
    EXPECT_EQ(reply.error(), Errc::redis_disconnected);
    EXPECT_FALSE(connection.connected());
    EXPECT_TRUE(test::wait_until(io, [&] { return connection.last_error().value() == ENOENT; }));
}

TEST_F(RedisConnection, GetsOnWhileNobodyAnswersAndRestsWhenItIsConnected) {
    RedisAddress nobody;
    nobody.transport = RedisAddress::Transport::unix_socket;
    nobody.socket_path = "/tmp/smsgw-no-such-socket";
    auto& trying = connect(nobody);
    EXPECT_TRUE(test::wait_until(io, [&] { return trying.last_error().value() == ENOENT; }));
    trying.heartbeat().age(1h);
    EXPECT_EQ(trying.heartbeat().overdue().size(), 1U);
    // the next attempt, however it ends
    EXPECT_TRUE(test::wait_until(io, [&] { return trying.heartbeat().overdue().empty(); }));
    RedisServer server;
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    connection.heartbeat().age(1h);
    EXPECT_TRUE(connection.heartbeat().overdue().empty());
}

TEST_F(RedisConnection, LosesWhatIsPendingWithAKilledServerAndReconnects) {
    RedisServer server(test::Fsync::always);
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    EXPECT_EQ(ask(connection, words({"SET", "k", "kept"})).text, "OK");
    // given a call that Redis does not answer yet, and others behind it
    std::vector<Pending> calls = {start(connection.call(words({"BLPOP", "nothing", "0"})))};
    for (int i = 0; i < 100; ++i) calls.push_back(start(connection.call(Command("PING"))));
    ASSERT_TRUE(test::wait_until(io, [&] {
        return server.command({"INFO", "clients"}).text.find("blocked_clients:1") != std::string::npos;
    }));
    // when the server is killed
    server.kill9();
    ASSERT_TRUE(all_done(calls));
    // then every outcome is unknown, and said to be so
    for (const auto& call : calls) ASSERT_EQ(error_of(call), Errc::redis_connection_lost);
    EXPECT_FALSE(connection.connected());
    // and when it is back, so is the connection
    server.restart();
    ASSERT_TRUE(ready(connection));
    EXPECT_EQ(ask(connection, words({"GET", "k"})).text, "kept");
}

TEST_F(RedisConnection, LogsAnOutageAndItsEnd) {
    RedisServer server;
    std::string lines;
    const log::Capture capture(lines);
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    EXPECT_THAT(lines, HasSubstr("redis.connected"));
    EXPECT_THAT(lines, Not(HasSubstr("redis.connection_lost")));
    lines.clear();
    server.kill9();
    ASSERT_TRUE(
        test::wait_until(io, [&] { return lines.find("redis.connection_lost") != std::string::npos; }));
    EXPECT_THAT(lines, Not(HasSubstr("redis.connected")));
    server.restart();
    ASSERT_TRUE(ready(connection));
    EXPECT_THAT(lines, HasSubstr("redis.connected"));
}

TEST_F(RedisConnection, StopFailsWhatIsPendingAndEndsTheRun) {
    RedisServer server;
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    std::vector<Pending> calls = {start(connection.call(words({"BLPOP", "nothing", "0"})))};
    calls.push_back(start(connection.call(Command("PING"))));
    test::drive(io);
    connection.stop();
    ASSERT_TRUE(all_done(calls));
    EXPECT_EQ(error_of(calls[0]), Errc::stopping);
    EXPECT_EQ(error_of(calls[1]), Errc::stopping);
    EXPECT_TRUE(test::wait_until(io, [&] { return group.size() == 0; }));
    EXPECT_EQ(test::run_task(io, connection.call(Command("PING"))).error(), Errc::stopping);
}

Task<> call_then_stop(Connection& connection) {
    co_await connection.call(Command("PING"));
    connection.stop();
}

TEST_F(RedisConnection, MayBeStoppedByACallerThatItResumes) {
    RedisServer server;
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    // given calls of which the first one's caller stops the connection when it has its answer
    group.spawn("stopper", call_then_stop(connection));
    std::vector<Pending> calls;
    for (int i = 0; i < 100; ++i) calls.push_back(start(connection.call(words({"BLPOP", "nothing", "0"}))));
    ASSERT_TRUE(all_done(calls));
    for (const auto& call : calls) EXPECT_EQ(error_of(call), Errc::stopping);
}

Task<> call_in_a_chain(Connection& connection, int calls, int& done) {
    for (int i = 0; i < calls; ++i) {
        const auto reply = co_await connection.call(Command("PING"));
        if (reply.has_value()) ++done;
    }
}

TEST_F(RedisConnection, TakesNewCallsFromCallersThatItResumes) {
    RedisServer server;
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    int done = 0;
    for (int i = 0; i < 50; ++i) group.spawn("chain", call_in_a_chain(connection, 100, done));
    EXPECT_TRUE(test::wait_until(io, [&] { return done == 5000; }));
}

TEST_F(RedisConnection, EndsWhenItsGroupIsCancelled) {
    RedisServer server;
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    const auto pending = start(connection.call(words({"BLPOP", "nothing", "0"})));
    test::drive(io);
    group.cancel_all();
    EXPECT_TRUE(test::wait_until(io, [&] { return group.size() == 0; }));
    EXPECT_EQ(connection.last_error(), Errc::stopping);
}

TEST_F(RedisConnection, RefusesMoreCallsThanItMayHavePending) {
    RedisServer server;
    limits.pending_max = 3;
    auto& connection = connect(server.admin_address());
    ASSERT_TRUE(ready(connection));
    std::vector<Pending> calls;
    for (int i = 0; i < 4; ++i) calls.push_back(start(connection.call(Command("PING"))));
    ASSERT_TRUE(all_done(calls));
    EXPECT_FALSE(error_of(calls[2]));
    EXPECT_EQ(error_of(calls[3]), Errc::redis_disconnected);
}

TEST_F(RedisConnection, AuthenticatesSelectsAndNamesItself) {
    RedisServer server(test::Fsync::off, {"--requirepass", "right"});
    auto address = server.admin_address();
    address.password = Secret("right");
    address.database = 5;
    auto& connection = connect(address);
    ASSERT_TRUE(ready(connection));
    const auto info = ask(connection, words({"CLIENT", "INFO"})).text;
    EXPECT_THAT(info, HasSubstr("db=5"));
    EXPECT_THAT(info, HasSubstr("name=test"));
}

TEST_F(RedisConnection, AuthenticatesAsAUser) {
    RedisServer server(test::Fsync::off, {"--user", "gw", "on", ">pass", "~*", "+@all"});
    auto address = server.admin_address();
    address.user = "gw";
    address.password = Secret("pass");
    auto& connection = connect(address);
    ASSERT_TRUE(ready(connection));
    EXPECT_EQ(ask(connection, words({"ACL", "WHOAMI"})).text, "gw");
}

TEST_F(RedisConnection, StaysDisconnectedWithAWrongPasswordAndDoesNotLogIt) {
    RedisServer server(test::Fsync::off, {"--requirepass", "right"});
    std::string lines;
    const log::Capture capture(lines);
    auto address = server.admin_address();
    address.password = Secret("wrong-secret");
    auto& connection = connect(address);
    ASSERT_TRUE(test::wait_until(io, [&] { return connection.last_error() == Errc::redis_error; }));
    EXPECT_FALSE(connection.connected());
    EXPECT_THAT(lines, HasSubstr("WRONGPASS"));
    EXPECT_THAT(lines, Not(HasSubstr("wrong-secret")));
}

// What the owner's check found, and when it may go on.
struct Gate {
    explicit Gate(asio::io_context& io) : opened(io, asio::steady_timer::time_point::max()) {}
    asio::steady_timer opened;
    int runs = 0;
    int refusals = 0;
    std::optional<Result<Reply>> early;
};

Task<Result<void>> pass_gate(Connection& connection, Gate& gate) {
    ++gate.runs;
    auto early = co_await connection.call_early(Command("PING"));
    gate.early = std::move(early);
    if (gate.runs <= gate.refusals) co_return Errc::not_ready;
    co_await gate.opened.async_wait(as_result);
    co_return Result<void>();
}

TEST_F(RedisConnection, LetsNoCallThroughBeforeTheOwnersCheckHasSucceeded) {
    RedisServer server;
    Gate gate(io);
    auto& connection = connect(server.admin_address(), [&gate](Connection& c) { return pass_gate(c, gate); });
    ASSERT_TRUE(test::wait_until(io, [&] { return gate.early.has_value(); }));
    EXPECT_EQ(gate.early->value().text, "PONG");
    EXPECT_FALSE(connection.connected());
    EXPECT_EQ(test::run_task(io, connection.call(Command("PING"))).error(), Errc::redis_disconnected);
    gate.opened.cancel();
    ASSERT_TRUE(ready(connection));
    EXPECT_EQ(ask(connection, Command("PING")).text, "PONG");
}

TEST_F(RedisConnection, RepeatsTheOwnersCheckUntilItSucceeds) {
    RedisServer server;
    Gate gate(io);
    gate.refusals = 2;
    gate.opened.expires_at(asio::steady_timer::time_point::min());
    auto& connection = connect(server.admin_address(), [&gate](Connection& c) { return pass_gate(c, gate); });
    ASSERT_TRUE(test::wait_until(io, [&] { return connection.last_error() == Errc::not_ready; }));
    ASSERT_TRUE(ready(connection));
    EXPECT_EQ(gate.runs, 3);
    EXPECT_FALSE(connection.last_error());
}

}   // namespace
}   // namespace smsgw::redis
