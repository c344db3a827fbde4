#include "http/request_check.hpp"

#include <gtest/gtest.h>

#include "http/request_head.hpp"

namespace smsgw::http {
namespace {

const ServerLimits server_limits;

RequestFacts good() {
    RequestFacts facts;
    facts.method = "POST";
    facts.target = "/send?x=1";
    facts.hosts = 1;
    facts.host = "gateway:8080";
    facts.content_lengths = 1;
    facts.content_length = "42";
    return facts;
}

void expect_refused(const RequestFacts& facts, Errc code) {
    const auto bytes = check_request(facts, server_limits);
    ASSERT_TRUE(bytes.has_error());
    EXPECT_EQ(bytes.error(), code);
}

TEST(RequestCheck, AcceptsAnOrdinaryRequestAndTellsItsBodysLength) {
    EXPECT_EQ(check_request(good(), server_limits).value(), 42U);
}

TEST(RequestCheck, NeedsNoLengthForMethodsWithoutBody) {
    auto facts = good();
    facts.content_lengths = 0;
    for (const auto* method : {"GET", "HEAD", "DELETE", "OPTIONS"}) {
        facts.method = method;
        EXPECT_EQ(check_request(facts, server_limits).value(), 0U) << method;
    }
    for (const auto* method : {"POST", "PUT", "PATCH"}) {
        facts.method = method;
        expect_refused(facts, Errc::length_required);
    }
}

TEST(RequestCheck, RefusesAnyTransferEncodingBeforeAnythingElse) {
    auto facts = good();
    facts.transfer_encodings = 1;
    facts.hosts = 0;
    expect_refused(facts, Errc::transfer_encoding_refused);
}

TEST(RequestCheck, RefusesMethodsThatItDoesNotKnow) {
    auto facts = good();
    for (const auto* method : {"post", "Post", "CONNECT", "TRACE", "FOO", "GETX", ""}) {
        facts.method = method;
        expect_refused(facts, Errc::request_malformed);
    }
}

TEST(RequestCheck, RefusesTargetsThatAreNotVisibleOriginForm) {
    auto facts = good();
    for (const auto* target :
         {"", "*", "send", "http://a/send", "a:80", "/a b", "/\x80", "/\xc3\xa9", "/a#b"}) {
        facts.target = target;
        expect_refused(facts, Errc::request_malformed);
    }
}

TEST(RequestCheck, RefusesLongTargets) {
    const std::string exact = "/" + std::string(server_limits.target_bytes_max - 1, 'a');
    const std::string longer = exact + "a";
    auto facts = good();
    facts.target = exact;
    EXPECT_TRUE(check_request(facts, server_limits).has_value());
    facts.target = longer;
    expect_refused(facts, Errc::target_too_long);
}

TEST(RequestCheck, WantsExactlyOnePlausibleHost) {
    auto facts = good();
    for (const std::size_t hosts : {0U, 2U, 3U}) {
        facts.hosts = hosts;
        expect_refused(facts, Errc::request_malformed);
    }
    facts.hosts = 1;
    for (const auto* host : {"", "a b", "a,b", "a/b", "user@a", "a?b"}) {
        facts.host = host;
        expect_refused(facts, Errc::request_malformed);
    }
    for (const auto* host : {"a", "a.b:1", "[::1]:8080", "127.0.0.1"}) {
        facts.host = host;
        EXPECT_TRUE(check_request(facts, server_limits).has_value()) << host;
    }
}

TEST(RequestCheck, WantsAContentLengthOfDigitsOnce) {
    auto facts = good();
    for (const auto* length : {"", "+2", "-2", "2, 2", "2,2", "0x10", "2 ", " 2", "1e3", "2;"}) {
        facts.content_length = length;
        expect_refused(facts, Errc::request_malformed);
    }
    facts.content_length = "2";
    facts.content_lengths = 2;
    expect_refused(facts, Errc::request_malformed);
}

TEST(RequestCheck, LeavesTheLengthToTheRouteUnlessItIsNoNumber) {
    auto facts = good();
    facts.content_length = "18446744073709551615";
    EXPECT_EQ(check_request(facts, server_limits).value(), 18446744073709551615U);
    for (const auto* length : {"18446744073709551616", "99999999999999999999999999"}) {
        facts.content_length = length;
        expect_refused(facts, Errc::body_too_large);
    }
}

TEST(RequestHead, TakesTheRequestApart) {
    const auto head = read_request_head(
        "POST /send?dry=1 HTTP/1.1\r\nHost: a\r\nX-One:  b c\t\r\nx-one: d\r\nContent-Length: 2\r\n\r\n",
        server_limits);
    ASSERT_TRUE(head.has_value());
    EXPECT_EQ(head->request.method, "POST");
    EXPECT_EQ(head->request.target, "/send?dry=1");
    EXPECT_EQ(head->request.path, "/send");
    EXPECT_EQ(head->request.query, "dry=1");
    EXPECT_EQ(head->request.header("X-ONE"), "b c");
    EXPECT_EQ(head->request.headers.size(), 4U);
    EXPECT_EQ(head->body_bytes, 2U);
    EXPECT_EQ(head->persistence, Persistence::keep_alive);
    EXPECT_EQ(head->expectation, Expectation::none);
}

TEST(RequestHead, ReadsWhatTheClientWantsOfTheConnection) {
    const auto read = [](const std::string& version, const std::string& field) {
        return read_request_head("GET / " + version + "\r\nHost: a\r\n" + field + "\r\n\r\n", server_limits)
            .value();
    };
    EXPECT_EQ(read("HTTP/1.1", "Connection: close").persistence, Persistence::close);
    EXPECT_EQ(read("HTTP/1.1", "Connection: x, Close").persistence, Persistence::close);
    EXPECT_EQ(read("HTTP/1.0", "Connection: keep-alive").persistence, Persistence::close);
    EXPECT_EQ(read("HTTP/1.1", "Expect: 100-Continue").expectation, Expectation::continue_100);
    EXPECT_EQ(read("HTTP/1.0", "Expect: 100-continue").expectation, Expectation::none);
}

}   // namespace
}   // namespace smsgw::http
