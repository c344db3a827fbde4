#include "http/url.hpp"

#include <gtest/gtest.h>

#include "http/request_text.hpp"

namespace smsgw::http {
namespace {

Url a_url(const std::string& text) {
    return Url::parse(text).value();
}

TEST(Url, IsTakenApart) {
    const auto url = a_url("https://API.Example.com/v1/send?x=1&y=%20");
    EXPECT_EQ(url.scheme, Url::Scheme::https);
    EXPECT_EQ(url.host, "api.example.com");
    EXPECT_EQ(url.port, 443);
    EXPECT_EQ(url.target, "/v1/send?x=1&y=%20");
    EXPECT_EQ(url.authority(), "api.example.com");
}

TEST(Url, KnowsPortsAndDefaults) {
    EXPECT_EQ(a_url("http://a").port, 80);
    EXPECT_EQ(a_url("http://a").target, "/");
    EXPECT_EQ(a_url("http://a?b").target, "/?b");
    EXPECT_EQ(a_url("http://a:/").port, 80);
    EXPECT_EQ(a_url("http://a:8080/x").authority(), "a:8080");
    EXPECT_EQ(a_url("https://a:443").authority(), "a");
    EXPECT_EQ(a_url("http://a:443").authority(), "a:443");
    EXPECT_EQ(a_url("http://a/x#fragment").target, "/x");
}

TEST(Url, PutsIpv6IntoBracketsOnlyInTheAuthority) {
    EXPECT_EQ(a_url("http://[::1]:81/").host, "::1");
    EXPECT_EQ(a_url("http://[::1]:81/").authority(), "[::1]:81");
}

TEST(Url, SharesAnOriginOnlyForTheSameSchemeHostAndPort) {
    EXPECT_EQ(a_url("http://a/x").origin(), a_url("http://A:80/y").origin());
    EXPECT_NE(a_url("http://a:443/").origin(), a_url("https://a/").origin());
    EXPECT_NE(a_url("http://a/").origin(), a_url("http://b/").origin());
}

TEST(Url, RefusesWhatTheClientMustNotRequest) {
    for (const auto* text : {"",
                             "a",
                             "/x",
                             "//a/x",
                             "ftp://a/",
                             "file:///etc/passwd",
                             "http:///x",
                             "http://",
                             "http:a",
                             "http://user@a/",
                             "http://user:pw@a/",
                             "http://a:0/",
                             "http://a:65536/",
                             "http://a:x/",
                             "http://a:8x/y",
                             "http://[::1]x/",
                             "http://a:80:90/",
                             "http://a%2eb/",
                             "http://a b/",
                             "http://a/b c",
                             "http://a/\r\nX: y",
                             "http://[fe80::1%25eth0]/",
                             "http://[v1.a]/",
                             "http://\xc3\xa9/",
                             "http://a/\xc3\xa9"})
        EXPECT_TRUE(Url::parse(text).has_error()) << text;
    EXPECT_TRUE(Url::parse("http://a/" + std::string(2048, 'x')).has_error());
}

ClientRequest a_request() {
    return {"POST", "http://a:81/x?y", {{"Authorization", "Bearer k"}}, "body"};
}

TEST(RequestText, WritesARequestInOnePiece) {
    EXPECT_EQ(
        to_text(a_request(), a_url("http://a:81/x?y")).value(),
        "POST /x?y HTTP/1.1\r\nHost: a:81\r\nAuthorization: Bearer k\r\nUser-Agent: smsgw/" SMSGW_VERSION
        "\r\nContent-Length: 4\r\n\r\nbody");
}

TEST(RequestText, SaysThatAPostIsEmptyButNotThatAGetIs) {
    auto request = a_request();
    request.body.clear();
    EXPECT_NE(to_text(request, a_url("http://a")).value().find("Content-Length: 0\r\n"), std::string::npos);
    request.method = "GET";
    EXPECT_EQ(to_text(request, a_url("http://a")).value().find("Content-Length"), std::string::npos);
}

TEST(RequestText, RefusesWhatWouldSplitTheRequest) {
    using namespace std::string_literals;
    const std::vector<Header> bad = {{"A", "b\r\nC: d"},
                                     {"A", "b\nc"},
                                     {"A", "b\0c"s},
                                     {"A\r\nB", "c"},
                                     {"A B", "c"},
                                     {"", "c"},
                                     {"Host", "b"},
                                     {"Content-Length", "1"},
                                     {"content-length", "1"},
                                     {"Transfer-Encoding", "chunked"},
                                     {"Connection", "close"}};
    for (const auto& header : bad) {
        auto request = a_request();
        request.headers.push_back(header);
        EXPECT_EQ(to_text(request, a_url("http://a")).error(), Errc::request_malformed) << header.first;
    }
    for (const auto* method : {"", "get", "GET /x", "G\r\nT"}) {
        auto request = a_request();
        request.method = method;
        EXPECT_EQ(to_text(request, a_url("http://a")).error(), Errc::request_malformed) << method;
    }
}

}   // namespace
}   // namespace smsgw::http
