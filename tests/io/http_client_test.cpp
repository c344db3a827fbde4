// Requests that are answered, and the connections that they share.
#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "support/client_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

TEST_F(HttpClientTest, SendsARequestAndReadsTheAnswer) {
    server.script().push_back(Script::answer(202, R"({"id":"p1"})", {{"X-Limit", "5"}}));
    const auto result = send(a_request("/send?x=1"));
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->status, 202);
    EXPECT_EQ(result->body, R"({"id":"p1"})");
    EXPECT_EQ(result->header("x-limit"), "5");
    ASSERT_EQ(server.seen().size(), 1U);
    const auto& seen = server.seen()[0];
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/send?x=1");
    EXPECT_EQ(seen.header("Authorization"), "Bearer key");
    EXPECT_EQ(seen.header("Host"), "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_EQ(seen.body, "a body");
}

TEST_F(HttpClientTest, ReadsChunkedAnswersAndAnswersThatEndWithTheConnection) {
    server.script().push_back(
        Script::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                    Script::Then::keep_open));
    server.script().push_back(Script::raw("HTTP/1.1 200 OK\r\n\r\nuntil the end", Script::Then::close));
    EXPECT_EQ(answer_to(a_request()).body, "abc");
    EXPECT_EQ(answer_to(a_request()).body, "until the end");
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, TakesRedirectsAndErrorsForAnswers) {
    server.script().push_back(Script::answer(302, "", {{"Location", server.url("/elsewhere")}}));
    server.script().push_back(Script::answer(500, "oops"));
    EXPECT_EQ(answer_to(a_request()).status, 302);
    EXPECT_EQ(answer_to(a_request()).status, 500);
    EXPECT_EQ(server.seen().size(), 2U);
}

TEST_F(HttpClientTest, ResolvesNames) {
    auto request = a_request();
    request.url = "http://localhost:" + std::to_string(server.port()) + "/";
    EXPECT_EQ(answer_to(request).status, 200);
    EXPECT_EQ(server.seen()[0].header("Host"), "localhost:" + std::to_string(server.port()));
}

TEST_F(HttpClientTest, UsesAConnectionAgain) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(answer_to(a_request()).status, 200);
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, DoesNotUseAConnectionAgainThatTheServerEnds) {
    server.otherwise() = Script::answer(200, "{}", {{"Connection", "close"}});
    send(a_request());
    EXPECT_EQ(answer_to(a_request()).status, 200);
    EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, DoesNotUseAConnectionAgainOnWhichMoreCameThanTheAnswer) {
    server.script().push_back(Script::raw(
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 500 Smuggled\r\nContent-Length: 0\r\n\r\n",
        Script::Then::keep_open));
    EXPECT_EQ(answer_to(a_request()).status, 200);
    EXPECT_EQ(answer_to(a_request()).status, 200);
    EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, NoticesThatAnIdleConnectionWasClosedBeforeItWritesToIt) {
    send(a_request());
    server.close_connections();
    EXPECT_EQ(answer_to(a_request()).status, 200);
    EXPECT_EQ(server.connections(), 2);
    EXPECT_EQ(server.seen().size(), 2U);
}

TEST_F(HttpClientTest, ClosesConnectionsThatHaveBeenIdleForTooLong) {
    send(a_request());
    pass(3900ms);
    send(a_request());
    EXPECT_EQ(server.connections(), 1);
    pass(4s);
    send(a_request());
    EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, LeavesNothingRunningWhenItHasBecomeIdle) {
    send(a_request());
    pass(4s);
    pass(50ms);
    EXPECT_EQ(clock.sleepers(), 0U);
    EXPECT_EQ(answer_to(a_request()).status, 200);
}

class OneConnection : public HttpClientTest {
protected:
    static http::ClientLimits one() {
        http::ClientLimits limits;
        limits.connections_per_origin_max = 1;
        return limits;
    }
    OneConnection() {
        client_ptr =
            std::make_unique<http::Client>(io.get_executor(), clock, one(), http::ClientReach{loopback_only});
    }
    void TearDown() override { client_ptr->close(); }

    Pending begin(std::string_view target) {
        auto result = std::make_shared<std::optional<http::ClientResult>>();
        asio::co_spawn(
            io, client_ptr->send(a_request(target)),
            [result](std::exception_ptr, http::ClientResult answer) { result->emplace(std::move(answer)); });
        drive(io);
        return result;
    }

    std::unique_ptr<http::Client> client_ptr;
};

TEST_F(OneConnection, LetsRequestsBeyondTheLimitWaitTheirTurn) {
    const auto first = begin("/1");
    const auto second = begin("/2");
    const auto third = begin("/3");
    EXPECT_EQ(answer_in(finish(third)).status, 200);
    EXPECT_EQ(answer_in(**first).status, 200);
    EXPECT_EQ(answer_in(**second).status, 200);
    EXPECT_EQ(server.connections(), 1);
    EXPECT_EQ(server.seen()[1].target, "/2");
    EXPECT_EQ(server.seen()[2].target, "/3");
}

TEST_F(OneConnection, LetsNobodyWaitLongerThanTheConnectTime) {
    server.script().push_back(Script::hang());
    const auto first = begin("/1");
    const auto second = begin("/2");
    pass(2900ms);
    EXPECT_FALSE(second->has_value());
    pass(100ms);
    expect_failure(finish(second), http::Sent::nothing_acted_on, Errc::connect_timeout);
    EXPECT_FALSE(first->has_value());
    // and the place goes to the next one when the first has failed
    const auto third = begin("/3");
    pass(27s);
    EXPECT_TRUE(first->has_value());
    expect_failure(finish(third), http::Sent::nothing_acted_on, Errc::connect_timeout);
    const auto fourth = begin("/4");
    EXPECT_EQ(answer_in(finish(fourth)).status, 200);
}

TEST_F(OneConnection, GivesThePlaceOfAFailedRequestToTheNext) {
    server.script().push_back(Script::reset());
    const auto first = begin("/1");
    const auto second = begin("/2");
    EXPECT_EQ(answer_in(finish(second)).status, 200);
    expect_failure(**first, http::Sent::maybe_acted_on, Errc::connection_lost);
}

TEST_F(OneConnection, FailsThoseThatWaitWhenItCloses) {
    server.script().push_back(Script::hang());
    const auto first = begin("/1");
    const auto second = begin("/2");
    client_ptr->close();
    expect_failure(finish(second), http::Sent::nothing_acted_on, Errc::stopping);
    expect_failure(finish(first), http::Sent::maybe_acted_on, Errc::stopping);
    expect_failure(finish(begin("/3")), http::Sent::nothing_acted_on, Errc::stopping);
}

}   // namespace
}   // namespace smsgw::test
