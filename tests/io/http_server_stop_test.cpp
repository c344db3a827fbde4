// Stopping: whoever can still ask is answered, nobody meets a reset.
#include <gtest/gtest.h>

#include "support/http_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

TEST_F(HttpServerTest, StopsAtOnceWhenNobodyIsConnected) {
    start();
    begin_stop(10s);
    EXPECT_TRUE(stopped);
    EXPECT_THROW(a_client(), boost::system::system_error);
}

TEST_F(HttpServerTest, StopsWithoutWaitingForIdleConnectionsAndFinishesRequests) {
    // given an idle connection, one that has sent nothing, and a request in progress
    start();
    auto idle = a_client();
    idle.send(hello_request);
    idle.answer();
    auto silent = a_client();
    auto busy = a_client();
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    settle();
    // when the server stops and a second has passed
    begin_stop(10s);
    pass(1s);
    // then the first two are closed and the third is answered
    EXPECT_EQ(idle.rest(), "");
    EXPECT_EQ(silent.rest(), "");
    EXPECT_FALSE(stopped);
    EXPECT_THROW(a_client(), boost::system::system_error);
    release();
    const auto answer = busy.answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Connection"), "close");
    busy.close();
    settle();
    EXPECT_TRUE(stopped);
}

TEST_F(HttpServerTest, AnswersOneMoreRequestOfAnIdleConnectionWhenItStops) {
    start();
    auto client = a_client();
    client.send(hello_request);
    EXPECT_EQ(client.answer().header("Connection"), "");
    begin_stop(10s);
    pass(900ms);
    client.send(hello_request);
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_EQ(client.rest(), "");
    client.close();
    settle();
    EXPECT_TRUE(stopped);
}

TEST_F(HttpServerTest, AnswersARequestThatArrivesAsTheTimeOfAnIdleConnectionEnds) {
    start();
    auto client = a_client();
    client.send(hello_request);
    client.answer();
    settle();
    clock.advance(30s);   // the server has not yet looked at the clock
    client.send(hello_request);
    EXPECT_EQ(client.answer().status, 200);
}

TEST_F(HttpServerTest, TakesNewConnectionsWhileRequestsOnTheirWayMayArrive) {
    start();
    auto idle = a_client();
    settle();
    begin_stop(10s);
    auto late = a_client();
    pass(900ms);
    late.send("GET /hello/a HTTP/1.1\r\n");
    pass(300ms);   // what has begun is not idle
    late.send("Host: a\r\n\r\n");
    EXPECT_EQ(late.answer().header("Connection"), "close");
}

TEST_F(HttpServerTest, AnswersEveryConnectionOfItsBacklogBeforeItStopsListening) {
    // given clients whose connections nobody has accepted, some from before the stop and some from its last moment
    auto limits = small_limits();
    limits.connections_max = 100;
    start(limits);
    std::vector<RawClient> clients;
    const auto connect = [&] {
        for (int i = 0; i < 20; ++i) {
            clients.push_back(a_client());
            clients.back().send(hello_request);
        }
    };
    auto idle = a_client();
    settle();
    connect();
    begin_stop(10s);
    connect();
    clock.advance(1s);
    settle();
    EXPECT_THROW(a_client(), boost::system::system_error);
    // then each is answered
    for (auto& client : clients) EXPECT_EQ(client.answer().header("Connection"), "close");
    clients.clear();
    settle();
    EXPECT_TRUE(stopped);
}

TEST_F(HttpServerTest, LetsAClientReadItsLastAnswerAlthoughItStops) {
    start();
    auto client = a_client();
    client.send("GET /hello/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    settle();
    begin_stop(10s);
    EXPECT_FALSE(stopped);
    client.send("what nobody asked for");   // unread at a close, it would have the answer thrown away
    settle();
    EXPECT_EQ(client.answer().status, 200);
    client.close();
    settle();
    EXPECT_TRUE(stopped);
}

TEST_F(HttpServerTest, AnswersARequestThatCameJustBeforeItStopped) {
    start();
    auto client = a_client();
    settle();
    client.send(hello_request);
    begin_stop(10s);
    EXPECT_EQ(client.answer().header("Connection"), "close");
}

TEST_F(HttpServerTest, ClosesWhatIsLeftWhenTheGraceIsOver) {
    start();
    auto busy = a_client();
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    auto half = a_client();
    half.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
    settle();
    begin_stop(3s);
    pass(2900ms);
    EXPECT_FALSE(stopped);
    pass(100ms);
    EXPECT_TRUE(stopped);
    EXPECT_EQ(busy.rest(), "");
    EXPECT_EQ(half.rest(), "");
    EXPECT_EQ(slow_ended, 1);
}

}   // namespace
}   // namespace smsgw::test
