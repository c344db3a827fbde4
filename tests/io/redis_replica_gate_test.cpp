// The gate against a real primary and a real replica, which a test pauses as a broken network or machine would.
#include "redis/replica_gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "support/redis_daemon.hpp"

namespace smsgw::redis {
namespace {

using testing::HasSubstr;

constexpr Millis wait{1000};   // a busy machine, too, gives the replica its turn by then

class RedisReplicaGate : public test::RedisDaemonFixture {
protected:
    void TearDown() override {
        for (auto& gate : gates_) gate->stop();
        RedisDaemonFixture::TearDown();
    }

    // The replica has acknowledged something: one that is called online may take a second until it takes commands.
    bool replica_in_step() {
        return until([&] {
            primary.command({"SET", "probe", "1"});
            const auto info = primary.command({"INFO", "replication"}).text;
            return info.find("state=online,offset=") != std::string::npos &&
                   info.find("state=online,offset=0,") == std::string::npos;
        });
    }

    ReplicaGate& start_gate(Daemon& daemon, const RedisAddress& address) {
        auto& connection = connect(address);
        EXPECT_TRUE(ready(connection));
        return start_gate(daemon, connection);
    }
    ReplicaGate& start_gate(Daemon& daemon, Connection& connection) {
        gates_.push_back(std::make_unique<ReplicaGate>(io.get_executor(), clock, connection,
                                                       daemon.connection, daemon.installation, wait));
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
        const auto key = "{00}k" + std::to_string(i);
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
    ask(daemon->connection, Command("SET") << "{00}k"
                                           << "v");
    EXPECT_EQ(confirm(gate), Errc::storage_unavailable);
    EXPECT_FALSE(gate.open());
    EXPECT_THAT(gate.closed_because(), HasSubstr("within 1000 ms"));
    EXPECT_EQ(confirm(gate), Errc::storage_unavailable);
    EXPECT_THAT(lines, HasSubstr("replica.missing"));
    // when it goes on, the gate opens, and what was written before is confirmed, too
    replica.resume();
    EXPECT_TRUE(until([&] { return gate.open(); }));
    EXPECT_FALSE(confirm(gate));
    EXPECT_EQ(replica.command({"GET", "{00}k"}).text, "v");
    EXPECT_THAT(lines, HasSubstr("replica.confirms"));
}

TEST_F(RedisReplicaGate, CoversWhatWasWrittenBeforeItConnected) {
    ASSERT_TRUE(replica_in_step());
    const auto daemon = start_daemon(primary.address());
    replica.pause();
    ask(daemon->connection, Command("SET") << "{00}k"
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
        auto written = co_await daemon->connection.call(Command("HINCRBY") << "{00}n"
                                                                               << "x" << 1);
        auto done = co_await gate.confirm();
        if (written.has_value() && done.has_value()) ++confirmed;
    };
    for (int i = 0; i < 1000; ++i) group.spawn("writer", write_and_confirm());
    ASSERT_TRUE(until([&] { return confirmed == 1000; }));
    EXPECT_LT(rounds() - before, 100);
    EXPECT_EQ(replica.command({"HGET", "{00}n", "x"}).text, "1000");
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

// The stores of an engine whose durability is strict+replica.
class RedisStoreWithGate : public RedisReplicaGate {
protected:
    void SetUp() override {
        ASSERT_TRUE(replica_in_step());
        ASSERT_TRUE(until([&] { return gate.open(); }));
    }

    std::int64_t queued() const { return primary.command({"XLEN", Keys::ready(0, Lane::normal)}).integer; }
    Result<Admitted> admit() { return test::run_task(io, messages.admit(test::a_new_message())); }

    std::shared_ptr<Daemon> daemon = start_daemon(primary.address());
    ReplicaGate& gate = start_gate(*daemon, primary.address());
    RedisMessageStore messages{daemon->connection, clock, Keys(1), {}, &gate};
    RedisWorkQueue queue{
        daemon->connection, daemon->doorbell, clock, daemon->reports, Keys(1), {}, "g", &gate};
};

TEST_F(RedisStoreWithGate, PromisesNoMessageThatNoReplicaHas) {
    EXPECT_TRUE(admit().has_value());
    replica.pause();
    EXPECT_EQ(admit().error(), Errc::storage_unavailable);
    EXPECT_EQ(queued(), 2);   // it may exist
    // From now on nothing is stored that would be refused afterwards.
    EXPECT_EQ(admit().error(), Errc::storage_unavailable);
    EXPECT_EQ(queued(), 2);
    replica.resume();
    EXPECT_TRUE(until([&] { return gate.open(); }));
    EXPECT_TRUE(admit().has_value());
}

TEST_F(RedisStoreWithGate, LetsNoAttemptGoThatNoReplicaHas) {
    const auto msgid = test::value_of(admit()).message.msgid;
    const auto leases = test::value_of(test::run_task(io, queue.lease(1)));
    ASSERT_EQ(leases.size(), 1U);
    replica.pause();
    const auto begun = test::run_task(io, queue.begin(leases[0], {ProviderId("x"), Millis{1000}, {}}));
    ASSERT_TRUE(begun.has_error());
    EXPECT_EQ(begun.error(), Errc::storage_unavailable);
    // It is back in the queue, for it was not sent; and nothing is lent meanwhile.
    const auto view = test::value_of(test::run_task(io, messages.find(msgid)));
    EXPECT_EQ(view.status, MsgStatus::queued);
    ASSERT_EQ(view.events.size(), 3U);
    EXPECT_EQ(view.events[1].status, MsgStatus::submitting);
    EXPECT_EQ(view.events[2].error, "replica_missing");
    EXPECT_TRUE(test::run_task(io, queue.lease(1)).has_error());
    replica.resume();
    EXPECT_TRUE(until([&] { return gate.open(); }));
    EXPECT_TRUE(test::run_task(io, queue.lease(1)).has_value());
}

}   // namespace
}   // namespace smsgw::redis
