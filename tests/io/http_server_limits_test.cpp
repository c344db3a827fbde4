// Deadlines, numbers of connections and requests.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/log.hpp"
#include "support/http_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

TEST_F(HttpServerTest, CutsAHeadThatDoesNotComeInTime) {
    start();
    auto client = a_client();
    client.send("GET /hello/a HT");
    pass(4900ms);
    client.send("TP/1.1\r\n");
    pass(200ms);   // the byte in between did not help
    EXPECT_EQ(client.answer().status, 408);
    EXPECT_EQ(client.rest(), "");
}

TEST_F(HttpServerTest, TakesLargerBodiesOnARouteThatSaysSo) {
    start({.body_bytes_max = 10});
    auto client = a_client();
    client.send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world");
    EXPECT_EQ(client.answer().body, "hello world");
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world");
    EXPECT_EQ(client.answer().status, 413);
    auto other = a_client();
    other.send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n");
    EXPECT_EQ(other.answer().status, 413);
}

TEST_F(HttpServerTest, DoesNotGiveADribbleMoreTime) {
    start();
    auto client = a_client();
    for (int i = 0; i < 51; ++i) {
        client.send("G");
        pass(100ms);
    }
    EXPECT_EQ(client.answer().status, 408);
}

TEST_F(HttpServerTest, CutsABodyThatDoesNotComeInTime) {
    start();
    auto client = a_client();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
    for (int i = 0; i < 99; ++i) {
        client.send("x");
        pass(100ms);
    }
    pass(200ms);
    EXPECT_EQ(client.answer().status, 408);
    EXPECT_TRUE(handled.empty());
}

TEST_F(HttpServerTest, ClosesASilentNewConnectionWithoutAWord) {
    start();
    auto client = a_client();
    pass(5s);
    EXPECT_EQ(client.rest(), "");
}

TEST_F(HttpServerTest, ClosesAnIdleConnectionAfterItsTimeAndNotBefore) {
    start();
    auto client = a_client();
    client.send(hello_request);
    client.answer();
    pass(29s);
    client.send(hello_request);
    EXPECT_EQ(client.answer().status, 200);
    pass(30s);
    EXPECT_EQ(client.rest(), "");
}

TEST_F(HttpServerTest, CountsTheHeaderTimeOfALaterRequestFromItsFirstByte) {
    start();
    auto client = a_client();
    client.send(hello_request);
    client.answer();
    pass(20s);
    client.send("GET /hello/a HTTP/1.1\r\n");
    pass(4900ms);
    client.send("Host: a\r\n\r\n");
    EXPECT_EQ(client.answer().status, 200);
    client.send("GET");
    pass(5s);
    EXPECT_EQ(client.answer().status, 408);
}

TEST_F(HttpServerTest, DoesNotLimitTheTimeOfAHandler) {
    start();
    auto client = a_client();
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    pass(10min);
    release();
    EXPECT_EQ(client.answer().status, 200);
}

TEST_F(HttpServerTest, GivesUpWritingToAClientThatDoesNotRead) {
    // given a client that sends more than it reads
    start();
    auto client = a_client();
    const std::string body(64 * 1024, 'x');
    const auto request = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n" + body;
    std::size_t before = 0;
    do {
        before = handled.size();
        client.send(request);
        settle();
    } while (handled.size() > before && handled.size() < 140);
    ASSERT_LT(handled.size(), 140U);
    // when the write time is over
    pass(10s);
    // then the connection is gone
    const auto before_end = handled.size();
    client.rest();
    EXPECT_EQ(handled.size(), before_end);
}

TEST_F(HttpServerTest, TurnsConnectionsBeyondTheLimitAwayAndTakesNewOnesAfterwards) {
    start();
    auto first = a_client();
    auto second = a_client();
    auto third = a_client();
    settle();
    auto fourth = a_client();
    const auto answer = fourth.answer();
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_EQ(fourth.rest(), "");
    third.send(hello_request);
    EXPECT_EQ(third.answer().status, 200);
    first.close();
    settle();
    auto fifth = a_client();
    fifth.send(hello_request);
    EXPECT_EQ(fifth.answer().status, 200);
}

TEST_F(HttpServerTest, ClosesAfterTheLastRequestOfAConnection) {
    auto limits = small_limits();
    limits.requests_per_connection_max = 2;
    start(limits);
    auto client = a_client();
    client.send(std::string(hello_request) + hello_request + hello_request);
    EXPECT_EQ(client.answer().header("Connection"), "");
    EXPECT_EQ(client.answer().header("Connection"), "close");
    EXPECT_EQ(client.rest(), "");
    EXPECT_EQ(handled.size(), 2U);
}

TEST_F(HttpServerTest, DoesNotWaitLongForAClientThatNeverCloses) {
    start();
    auto client = a_client();
    client.send("GET /hello/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    client.answer();
    pass(1s);
    // the server has closed: what is sent now is answered by a reset
    client.send("x");
    settle();
    EXPECT_THROW(client.send("y"), boost::system::system_error);
}

TEST_F(HttpServerTest, SurvivesRunningOutOfDescriptors) {
    start();
    std::string lines;
    const log::Capture capture(lines);
    auto client = a_client();
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 3;   // no new descriptor will be below
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    settle();
    pass(60ms);
    pass(60ms);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    pass(60ms);
    client.send(hello_request);
    EXPECT_EQ(client.answer().status, 200);
    const auto first = lines.find("http.accept_failed");
    EXPECT_NE(first, std::string::npos);
    EXPECT_EQ(lines.find("http.accept_failed", first + 1), std::string::npos);
}

TEST_F(HttpServerTest, LetsSeveralServersShareAPort) {
    start();
    http::Server other(io.get_executor(), clock, small_limits(), {}, &HttpServerTest::problem);
    EXPECT_TRUE(other.listen({"127.0.0.1", server->port()}).has_value());
    run_task(io, other.stop(Millis{0}));
}

TEST_F(HttpServerTest, SaysWhenItCannotListen) {
    start();
    http::Server other(io.get_executor(), clock, small_limits(), {}, &HttpServerTest::problem);
    EXPECT_TRUE(other.listen({"192.0.2.1", 0}).has_error());
    EXPECT_EQ(other.listen({"nonsense", 0}).error(), Errc::config_invalid);
}

}   // namespace
}   // namespace smsgw::test
