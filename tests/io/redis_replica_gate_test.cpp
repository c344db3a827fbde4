// The gate against a real primary and a real replica, which a test pauses as a broken network or machine would.
#include "redis/replica_gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "support/redis_daemon.hpp"

namespace smsgw::redis {
namespace {

using testing::HasSubstr;

class RedisReplicaGate : public test::RedisDaemonFixture {
protected:
    void TearDown() override {
        for (auto& gate : gates_) gate->stop();
        RedisDaemonFixture::TearDown();
    }

    // Whether the replica has everything and says so.
    bool replica_in_step() {
        return until([&] {
            return primary.command({"INFO", "replication"}).text.find("state=online") != std::string::npos &&
                   primary.command({"WAIT", "1", "10"}).integer == 1;
        });
    }

    ReplicaGate& start_gate(Daemon& daemon, const RedisAddress& address) {
        auto& connection = connect(address);
        EXPECT_TRUE(ready(connection));
        return start_gate(daemon, connection);
    }
    ReplicaGate& start_gate(Daemon& daemon, Connection& connection) {
        gates_.push_back(std::make_unique<ReplicaGate>(io.get_executor(), clock, connection,
                                                       daemon.connection, daemon.installation, Millis{100}));
        group.spawn("gate", gates_.back()->run());
        return *gates_.back();
    }

    boost::system::error_code confirm(ReplicaGate& gate) {
        const auto confirmed = test::run_task(io, gate.confirm());
        return confirmed.has_error() ? confirmed.error() : boost::system::error_code{};
    }

    std::int64_t rounds() {
        const auto stats = primary.command({"INFO", "commandstats"}).text;
        constexpr std::string_view name = "cmdstat_wait:calls=";
        const auto at = stats.find(name);
        return at == std::string::npos ? 0 : std::stoll(stats.substr(at + name.size()));
    }

    std::uint16_t port = test::free_port();
    test::RedisServer primary{
        test::Fsync::off,
        {"--port", std::to_string(port), "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"}};
    test::RedisServer replica{test::Fsync::off, {"--replicaof", "127.0.0.1", std::to_string(port)}};

private:
    std::vector<std::unique_ptr<ReplicaGate>> gates_;
};

TEST_F(RedisReplicaGate, ConfirmsWhatAReplicaHasReceived) {
    ASSERT_TRUE(replica_in_step());
    const auto daemon = start_daemon(primary.address());
    auto& gate = start_gate(*daemon, primary.address());
    for (int i = 0; i < 100; ++i) {
        const auto key = "k" + std::to_string(i);
        ask(daemon->connection, Command("SET") << key << "v");
        ASSERT_FALSE(confirm(gate)) << gate.closed_because();
        ASSERT_EQ(replica.command({"GET", key}).text, "v");
    }
    EXPECT_TRUE(gate.open());
}

TEST_F(RedisReplicaGate, OpensByItselfOnceAReplicaHasConfirmed) {
    ASSERT_TRUE(replica_in_step());
    const auto daemon = start_daemon(primary.address());
    auto& gate = start_gate(*daemon, primary.address());
    EXPECT_FALSE(gate.open());
    EXPECT_TRUE(until([&] { return gate.open(); }));
}

TEST_F(RedisReplicaGate, ConfirmsNothingThatAReplicaHasNotReceived) {
    ASSERT_TRUE(replica_in_step());
    const auto daemon = start_daemon(primary.address());
    auto& gate = start_gate(*daemon, primary.address());
    ASSERT_TRUE(until([&] { return gate.open(); }));
    std::string lines;
    const log::Capture capture(lines);
    // given a replica that is connected and does not move
    replica.pause();
    ask(daemon->connection, Command("SET") << "k"
                                           << "v");
    EXPECT_EQ(confirm(gate), Errc::storage_unavailable);
    EXPECT_FALSE(gate.open());
    EXPECT_THAT(gate.closed_because(), HasSubstr("within 100 ms"));
    EXPECT_EQ(confirm(gate), Errc::storage_unavailable);
    EXPECT_THAT(lines, HasSubstr("replica.missing"));
    // when it goes on, the gate opens, and what was written before is confirmed, too
    replica.resume();
    EXPECT_TRUE(until([&] { return gate.open(); }));
    EXPECT_FALSE(confirm(gate));
    EXPECT_EQ(replica.command({"GET", "k"}).text, "v");
    EXPECT_THAT(lines, HasSubstr("replica.confirms"));
}

TEST_F(RedisReplicaGate, CoversWhatWasWrittenBeforeItConnected) {
    ASSERT_TRUE(replica_in_step());
    const auto daemon = start_daemon(primary.address());
    replica.pause();
    ask(daemon->connection, Command("SET") << "k"
                                           << "v");
    // WAIT as the first command of a connection would wait for nothing.
    auto& gate = start_gate(*daemon, primary.address());
    EXPECT_EQ(confirm(gate), Errc::storage_unavailable);
    replica.resume();
    EXPECT_TRUE(until([&] { return gate.open(); }));
}

TEST_F(RedisReplicaGate, AnswersManyCallersWithFewRounds) {
    ASSERT_TRUE(replica_in_step());
    const auto daemon = start_daemon(primary.address());
    auto& gate = start_gate(*daemon, primary.address());
    ASSERT_TRUE(until([&] { return gate.open(); }));
    const auto before = rounds();
    int confirmed = 0;
    const auto write_and_confirm = [&]() -> Task<> {
        auto written = co_await daemon->connection.call(Command("INCR") << "n");
        auto done = co_await gate.confirm();
        if (written.has_value() && done.has_value()) ++confirmed;
    };
    for (int i = 0; i < 1000; ++i) group.spawn("writer", write_and_confirm());
    ASSERT_TRUE(until([&] { return confirmed == 1000; }));
    EXPECT_LT(rounds() - before, 100);
    EXPECT_EQ(replica.command({"GET", "n"}).text, "1000");
}

TEST_F(RedisReplicaGate, DoesNotTakeAnotherServersWordForTheOneThatIsWritten) {
    ASSERT_TRUE(replica_in_step());
    test::RedisServer other;
    const auto daemon = start_daemon(other.address());
    auto& gate = start_gate(*daemon, primary.address());   // which has a replica in step
    EXPECT_EQ(confirm(gate), Errc::storage_unavailable);
    EXPECT_THAT(gate.closed_because(), HasSubstr("not the one that is written to"));
}

TEST_F(RedisReplicaGate, DoesNotConfirmForAServerThatWasDemotedMeanwhile) {
    ASSERT_TRUE(replica_in_step());
    const auto daemon = start_daemon(primary.address());
    auto& gate = start_gate(*daemon, primary.address());
    ASSERT_TRUE(until([&] { return gate.open(); }));
    // when it is demoted and promoted again, unseen: in between it may have dropped writes
    primary.command({"REPLICAOF", "127.0.0.1", "1"});
    primary.command({"REPLICAOF", "NO", "ONE"});
    EXPECT_EQ(confirm(gate), Errc::storage_unavailable);
    // then both connections greet it anew and go on
    EXPECT_TRUE(until([&] { return gate.open(); })) << gate.closed_because();
    EXPECT_TRUE(daemon->connection.connected());
    EXPECT_FALSE(confirm(gate));
}

TEST_F(RedisReplicaGate, AnswersAtOnceWhenItsConnectionIsDown) {
    const auto daemon = start_daemon(primary.address());
    RedisAddress nobody;
    nobody.transport = RedisAddress::Transport::unix_socket;
    nobody.socket_path = "/tmp/smsgw-no-such-socket";
    auto& gate = start_gate(*daemon, connect(nobody));
    EXPECT_EQ(confirm(gate), Errc::storage_unavailable);
    EXPECT_THAT(gate.closed_because(), HasSubstr("redis_disconnected"));
}

TEST_F(RedisReplicaGate, LetsNobodyWaitWhenItStops) {
    ASSERT_TRUE(replica_in_step());
    const auto daemon = start_daemon(primary.address());
    auto& gate = start_gate(*daemon, primary.address());
    ASSERT_TRUE(until([&] { return gate.open(); }));
    std::vector<boost::system::error_code> answers;
    const auto ask_gate = [&]() -> Task<> {
        auto confirmed = co_await gate.confirm();
        answers.push_back(confirmed.has_error() ? confirmed.error() : boost::system::error_code{});
    };
    replica.pause();
    for (int i = 0; i < 2; ++i) {   // one in a round, one for the next
        group.spawn("caller", ask_gate());
        test::drive(io);
    }
    gate.stop();
    EXPECT_TRUE(until([&] { return answers.size() == 2; }));
    EXPECT_EQ(confirm(gate), Errc::stopping);
}

}   // namespace
}   // namespace smsgw::redis
