// What a well-behaved client gets.
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "support/http_fixture.hpp"

namespace smsgw::test {
namespace {

TEST_F(HttpServerTest, AnswersARequest) {
    start();
    auto client = a_client();
    client.send("GET /hello/world?x=1 HTTP/1.1\r\nHost: a\r\nX-One: two\r\n\r\n");
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello world");
    EXPECT_EQ(answer.header("Content-Type"), "text/plain");
    EXPECT_EQ(answer.header("Date"), "Fri, 02 Jan 2026 03:04:05 GMT");
    EXPECT_EQ(answer.header("X-Greeting"), "yes");
    EXPECT_EQ(answer.header("Connection"), "");
    ASSERT_EQ(handled.size(), 1U);
    EXPECT_EQ(handled[0].method, "GET");
    EXPECT_EQ(handled[0].path, "/hello/world");
    EXPECT_EQ(handled[0].query, "x=1");
    EXPECT_EQ(handled[0].header("x-one"), "two");
    EXPECT_EQ(handled[0].peer, "127.0.0.1");
    EXPECT_EQ(handled[0].request_id, answer.header("X-Request-Id"));
    EXPECT_EQ(handled[0].request_id.size(), 18U);
}

TEST_F(HttpServerTest, KeepsTheConnectionAndGivesEachRequestItsOwnId) {
    start();
    auto client = a_client();
    std::string before;
    for (int i = 0; i < 3; ++i) {
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n" + std::to_string(i));
        const auto answer = client.answer();
        EXPECT_EQ(answer.body, std::to_string(i));
        EXPECT_NE(answer.header("X-Request-Id"), before);
        before = answer.header("X-Request-Id");
    }
}

TEST_F(HttpServerTest, AnswersAHundredPipelinedRequestsInOrder) {
    start();
    auto client = a_client();
    std::string all;
    for (int i = 0; i < 100; ++i) {
        const auto body = "number " + std::to_string(i);
        all += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
    }
    client.send(all);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(client.answer().body, "number " + std::to_string(i));
}

TEST_F(HttpServerTest, StartsAPipelinedRequestOnlyWhenTheOneBeforeIsAnswered) {
    start();
    auto client = a_client();
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /hello/second HTTP/1.1\r\nHost: a\r\n\r\n");
    settle();
    EXPECT_EQ(handled.size(), 1U);
    release();
    EXPECT_EQ(client.answer().body, "at last");
    EXPECT_EQ(client.answer().body, "hello second");
}

TEST_F(HttpServerTest, TakesARequestThatArrivesByteByByte) {
    start();
    auto client = a_client();
    for (const char c :
         std::string_view("\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody")) {
        client.send({&c, 1});
        settle();
    }
    EXPECT_EQ(client.answer().body, "body");
}

TEST_F(HttpServerTest, TakesABodyOfExactlyTheLimit) {
    start();
    auto client = a_client();
    const std::string body(64 * 1024, 'x');
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n" + body);
    EXPECT_EQ(client.answer().body, body);
}

TEST_F(HttpServerTest, AnswersHeadLikeGetWithoutTheBody) {
    start();
    auto client = a_client();
    client.send("HEAD /hello/you HTTP/1.1\r\nHost: a\r\n\r\nGET /hello/me HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto head = client.answer("HEAD");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), "9");
    EXPECT_EQ(client.answer().body, "hello me");
}

TEST_F(HttpServerTest, TellsAnUnknownPathFromAWrongMethodAndGoesOn) {
    start();
    auto client = a_client();
    client.send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.answer().status, 404);
    client.send("DELETE /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.header("Allow"), "POST");
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(answer.body, "method_not_allowed " + answer.header("X-Request-Id"));
    client.send("GET /hello/again HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.answer().status, 200);
}

TEST_F(HttpServerTest, InvitesABodyThatWaitsForAnInvitation) {
    start();
    auto client = a_client();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    const auto invitation = client.answer();
    EXPECT_EQ(invitation.status, 100);
    client.send("body");
    EXPECT_EQ(client.answer().body, "body");
}

TEST_F(HttpServerTest, DoesNotInviteABodyThatItWillRefuse) {
    start();
    auto client = a_client();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.answer().status, 413);
}

TEST_F(HttpServerTest, ClosesWhenTheClientAsksForItOrSpeaksHttp10) {
    start();
    for (const auto* request : {"GET /hello/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                                "GET /hello/a HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"}) {
        auto client = a_client();
        client.send(request);
        const auto answer = client.answer();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_EQ(client.rest(), "");
    }
}

TEST_F(HttpServerTest, TurnsAnExceptionOfAHandlerIntoA500AndGoesOn) {
    start();
    std::string lines;
    const log::Capture capture(lines);
    auto client = a_client();
    client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 500);
    EXPECT_NE(lines.find("request.failed"), std::string::npos);
    EXPECT_NE(lines.find(answer.header("X-Request-Id")), std::string::npos);
    EXPECT_NE(lines.find("a bug"), std::string::npos);
    EXPECT_EQ(answer.body.find("a bug"), std::string::npos);
    client.send("GET /hello/a HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.answer().status, 200);
}

TEST_F(HttpServerTest, LetsAHandlerFinishWhenItsClientHasGone) {
    start();
    auto client = a_client();
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    settle();
    client.reset();
    settle();
    EXPECT_EQ(slow_ended, 0);
    release();
    settle();
    EXPECT_EQ(slow_ended, 1);
}

TEST_F(HttpServerTest, LogsTheRoutesPatternAndNeverThePathItself) {
    start();
    std::string lines;
    const log::Capture capture(lines);
    log::set_level(log::Level::debug);
    auto client = a_client();
    client.send("GET /hello/+31612345678?key=secret HTTP/1.1\r\nHost: a\r\n\r\n");
    client.answer();
    client.send("GET /+31612345678 HTTP/1.1\r\nHost: a\r\n\r\n");
    client.answer();
    log::set_level(log::Level::info);
    EXPECT_NE(lines.find("http.answered"), std::string::npos);
    EXPECT_NE(lines.find("/hello/{name}"), std::string::npos);
    EXPECT_EQ(lines.find("31612345678"), std::string::npos);
    EXPECT_EQ(lines.find("secret"), std::string::npos);
}

TEST(ListenAddress, ReadsHostAndPort) {
    const auto v4 = value_of(http::ListenAddress::parse("127.0.0.1:8080"));
    EXPECT_EQ(v4.host, "127.0.0.1");
    EXPECT_EQ(v4.port, 8080);
    EXPECT_EQ(value_of(http::ListenAddress::parse("[::1]:0")).host, "::1");
    for (const auto* text :
         {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:+1",
          "127.0.0.1:80 ", "::1:80", "[127.0.0.1]:80", "localhost:80", "[::1]80"})
        EXPECT_TRUE(http::ListenAddress::parse(text).has_error()) << text;
}

}   // namespace
}   // namespace smsgw::test
