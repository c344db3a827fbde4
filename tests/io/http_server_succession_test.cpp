// A listener changes hands: no client notices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/http_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

Task<http::Response> say_new(http::Request) {
    co_return http::Response{.status = 200, .headers = {}, .body = "new"};
}

http::Response no_problem(Errc, const std::string&) {
    return http::Response{.status = 500};
}

class HttpServerSuccession : public HttpServerTest {
protected:
    void TearDown() override {
        run_task(io, successor.stop(Millis{0}));
        HttpServerTest::TearDown();
    }

    http::Server successor{
        io.get_executor(), clock, small_limits(), {{"GET", "/hello/{name}", say_new}}, no_problem};
};

TEST_F(HttpServerSuccession, LosesNoConnectionThatIsBeingMade) {
    start();
    const auto port = server->port();
    auto listener = server->give_listener();
    // when a client comes while nobody accepts
    RawClient between(io, port);
    between.send(hello_request);
    settle();
    ASSERT_FALSE(successor.take_listener(std::move(listener)).has_error());
    // then the successor answers it, at the same port
    EXPECT_EQ(successor.port(), port);
    EXPECT_EQ(between.answer().body, "new");
    RawClient later(io, port);
    later.send(hello_request);
    EXPECT_EQ(later.answer().body, "new");
}

TEST_F(HttpServerSuccession, LetsTheFormerServerFinishWhatItWasAsked) {
    start();
    auto busy = a_client();
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    auto idle = a_client();
    idle.send(hello_request);
    idle.answer();
    settle();
    const auto port = server->port();
    ASSERT_FALSE(successor.take_listener(server->give_listener()).has_error());
    begin_stop(10s);
    // an idle connection has its second, for a request that is on its way
    idle.send(hello_request);
    const auto last = idle.answer();
    EXPECT_NE(last.body, "new");
    EXPECT_EQ(last.header("Connection"), "close");
    release();
    EXPECT_EQ(busy.answer().status, 200);
    // and its end takes nothing from the successor
    busy.close();
    idle.close();
    pass(2s);
    EXPECT_TRUE(stopped);
    RawClient later(io, port);
    later.send(hello_request);
    EXPECT_EQ(later.answer().body, "new");
}

TEST_F(HttpServerSuccession, OfAServerWithoutAListenerIsNothing) {
    http::Server silent(io.get_executor(), clock, small_limits(), {}, no_problem);
    EXPECT_EQ(silent.give_listener().take(), -1);
    EXPECT_FALSE(successor.take_listener(silent.give_listener()).has_error());
    EXPECT_EQ(successor.port(), 0);
}

TEST_F(HttpServerSuccession, OfNobodyClosesTheListener) {
    start();
    const auto port = server->port();
    { const auto dropped = server->give_listener(); }
    EXPECT_THAT([&] { RawClient(io, port); }, testing::Throws<boost::system::system_error>());
}

}   // namespace
}   // namespace smsgw::test
