// What a connection says of its calls when the other side stalls, closes or talks nonsense.
#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <functional>

#include "base/log.hpp"
#include "redis/connection.hpp"
#include "support/fake_clock.hpp"
#include "support/redis_fixture.hpp"
#include "support/scripted_peer.hpp"

namespace smsgw::redis {
namespace {

using namespace std::chrono_literals;

class RedisConnectionFaults : public test::RedisFixture {
protected:
    void TearDown() override {
        stop_all();   // before the clock and the peer go
        peer.close();
        EXPECT_TRUE(test::wait_until(io, [&] { return peer.tasks() == 0; }));
    }

    bool until(const std::function<bool()>& condition) { return test::wait_until(io, condition); }
    bool peer_has(std::string_view text) {
        return until([&] { return peer.received.find(text) != std::string::npos; });
    }

    // A connection that was given up sleeps before the next attempt, and nothing else does.
    bool pauses(const Connection& connection) {
        return until([&] { return connection.last_error() == Errc::redis_error && fake.sleepers() == 1; });
    }

    // The address of a TCP listener that never says a word.
    RedisAddress silent_tls() const {
        RedisAddress address;
        address.transport = RedisAddress::Transport::tls;
        address.port = silent.local_endpoint().port();
        return address;
    }

    test::FakeClock fake;
    test::ScriptedPeer peer{io};
    asio::ip::tcp::acceptor silent{io, {asio::ip::make_address("127.0.0.1"), 0}};
};

TEST_F(RedisConnectionFaults, BreaksAConnectionWhoseOldestReplyIsLate) {
    auto& connection = connect_with(fake, peer.address());
    ASSERT_TRUE(ready(connection));
    // given two calls that the peer has received and does not answer
    const auto first = start(connection.call(Command("FIRST")));
    const auto second = start(connection.call(Command("SECOND")));
    ASSERT_TRUE(peer_has("SECOND"));
    // when the limit has nearly passed, nothing happens
    fake.advance(limits.call_time_max - 1ms);
    test::drive(io);
    EXPECT_TRUE(connection.connected());
    // when it has, the late one is told apart from those behind it
    fake.advance(100ms);
    ASSERT_TRUE(all_done({first, second}));
    EXPECT_EQ(error_of(first), Errc::redis_timeout);
    EXPECT_EQ(error_of(second), Errc::redis_connection_lost);
    EXPECT_FALSE(connection.connected());
}

TEST_F(RedisConnectionFaults, LooksOnlyAtTheLimitOfTheOldestCall) {
    auto& connection = connect_with(fake, peer.address());
    ASSERT_TRUE(ready(connection));
    // given a call with a long limit, and one with the usual one behind it
    const auto patient = start(connection.call_within(Command("LONG"), 60s));
    const auto usual = start(connection.call(Command("USUAL")));
    ASSERT_TRUE(peer_has("USUAL"));
    // when more than the usual limit has passed, both still wait
    fake.advance(limits.call_time_max + 1s);
    test::drive(io);
    EXPECT_TRUE(connection.connected());
    // when the answer to the first makes the second the oldest, it is late
    peer.send("+DONE\r\n");
    ASSERT_TRUE(all_done({patient}));
    EXPECT_FALSE(error_of(patient));
    fake.advance(100ms);
    ASSERT_TRUE(all_done({usual}));
    EXPECT_EQ(error_of(usual), Errc::redis_timeout);
}

TEST_F(RedisConnectionFaults, KnowsWhichCallsWereNeverSent) {
    peer.reads = test::ScriptedPeer::Reads::nothing;
    auto& connection = connect_with(fake, peer.address());
    ASSERT_TRUE(ready(connection));
    // given a call larger than what fits between us and a peer that does not read, and one behind it
    const std::string large(8'000'000, 'x');
    const auto partly_sent = start(connection.call(Command(large)));
    test::drive(io);
    const auto unsent = start(connection.call(Command("PING")));
    test::drive(io);
    // when the peer closes
    peer.cut();
    ASSERT_TRUE(all_done({partly_sent, unsent}));
    // then only the one of which bytes have left may have been executed
    EXPECT_EQ(error_of(partly_sent), Errc::redis_connection_lost);
    EXPECT_EQ(error_of(unsent), Errc::redis_disconnected);
}

TEST_F(RedisConnectionFaults, TakesNonsenseForABrokenConnection) {
    auto& connection = connect_with(fake, peer.address());
    ASSERT_TRUE(ready(connection));
    const auto call = start(connection.call(Command("PING")));
    ASSERT_TRUE(peer_has("PING"));
    peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    ASSERT_TRUE(all_done({call}));
    EXPECT_EQ(error_of(call), Errc::redis_connection_lost);
    EXPECT_TRUE(until([&] { return connection.last_error() == Errc::redis_reply_unexpected; }));
}

TEST_F(RedisConnectionFaults, TakesAReplyThatNobodyAskedForForABrokenConnection) {
    auto& connection = connect_with(fake, peer.address());
    ASSERT_TRUE(ready(connection));
    peer.send("+SURPRISE\r\n");
    EXPECT_TRUE(until([&] { return connection.last_error() == Errc::redis_reply_unexpected; }));
    EXPECT_FALSE(connection.connected());
}

TEST_F(RedisConnectionFaults, ReconnectsAfterAPause) {
    limits.backoff_min = 1s;
    auto& connection = connect_with(fake, peer.address());
    ASSERT_TRUE(ready(connection));
    peer.cut();
    // Asleep: the pause, and nothing else.
    ASSERT_TRUE(until([&] { return !connection.connected() && fake.sleepers() == 1; }));
    fake.advance(499ms);   // jitter takes off up to a half
    test::drive(io);
    EXPECT_EQ(peer.accepted, 1);
    fake.advance(501ms);
    EXPECT_TRUE(ready(connection));
    EXPECT_EQ(peer.accepted, 2);
}

TEST_F(RedisConnectionFaults, GreetsAServerThatIsDistrustedAnew) {
    limits.backoff_min = 1s;
    int greetings = 0;
    const auto count = [&greetings](Connection&) -> Task<Result<void>> {
        ++greetings;
        co_return Result<void>();
    };
    auto& connection = connect_with(fake, peer.address(), count);
    ASSERT_TRUE(ready(connection));
    const auto pending = start(connection.call(Command("PENDING")));
    ASSERT_TRUE(peer_has("PENDING"));
    // when trust ends, nobody is served any more
    connection.distrust("READONLY replica");
    EXPECT_FALSE(connection.connected());
    ASSERT_TRUE(all_done({pending}));
    EXPECT_EQ(error_of(pending), Errc::redis_connection_lost);
    EXPECT_EQ(test::run_task(io, connection.call(Command("PING"))).error(), Errc::redis_disconnected);
    // until the server has been greeted again
    ASSERT_TRUE(pauses(connection));
    fake.advance(1s);
    ASSERT_TRUE(ready(connection));
    EXPECT_EQ(greetings, 2);
}

TEST_F(RedisConnectionFaults, DistrustsNobodyWhileItIsDisconnected) {
    peer.greeting.clear();
    std::string lines;
    const log::Capture capture(lines);
    auto& connection = connect_with(fake, peer.address());
    ASSERT_TRUE(peer_has("SETNAME"));
    connection.distrust("READONLY replica");
    test::drive(io);
    EXPECT_EQ(lines, "");
    EXPECT_EQ(peer.accepted, 1);
}

TEST_F(RedisConnectionFaults, AsksAServerThatIsDistrustedAgainAndAgainLessOften) {
    limits.backoff_min = 1s;
    limits.backoff_max = 60s;
    auto& connection = connect_with(fake, peer.address());
    ASSERT_TRUE(ready(connection));
    // Each pause is twice the last; jitter takes off up to a half.
    for (const auto pause : {1000ms, 2000ms, 4000ms}) {
        const int before = peer.accepted;
        connection.distrust("READONLY replica");
        ASSERT_TRUE(pauses(connection));
        fake.advance(pause / 2 - 1ms);
        test::drive(io);
        EXPECT_EQ(peer.accepted, before);
        fake.advance(pause / 2 + 1ms);
        ASSERT_TRUE(ready(connection));
    }
    // A server that was good for long is asked at once again.
    fake.advance(60s);
    connection.distrust("READONLY replica");
    ASSERT_TRUE(pauses(connection));
    fake.advance(1s);
    EXPECT_TRUE(ready(connection));
}

TEST_F(RedisConnectionFaults, GivesUpAGreetingThatIsNotAnswered) {
    peer.greeting.clear();
    auto& connection = connect_with(fake, peer.address());
    ASSERT_TRUE(peer_has("SETNAME"));
    fake.advance(limits.call_time_max + 100ms);
    EXPECT_TRUE(until([&] { return connection.last_error() == Errc::redis_timeout; }));
    EXPECT_FALSE(connection.connected());
}

TEST_F(RedisConnectionFaults, GivesUpATlsHandshakeThatIsNotAnswered) {
    auto& connection = connect_with(fake, silent_tls());
    ASSERT_TRUE(until([&] { return fake.sleepers() == 1; }));
    fake.advance(limits.connect_time_max);
    EXPECT_TRUE(until([&] { return connection.last_error() == Errc::connect_timeout; }));
}

TEST_F(RedisConnectionFaults, StopsInTheMiddleOfAnAttempt) {
    auto& connection = connect_with(fake, silent_tls());
    test::drive(io);
    connection.stop();
    EXPECT_TRUE(until([&] { return group.size() == 0; }));
}

}   // namespace
}   // namespace smsgw::redis
