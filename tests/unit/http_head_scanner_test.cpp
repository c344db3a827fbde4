#include "http/head_scanner.hpp"

#include <gtest/gtest.h>

namespace smsgw::http {
namespace {

constexpr HeadLimits head_limits{200, 3};

Result<std::size_t> scan(std::string_view bytes) {
    return HeadScanner(head_limits).scan(bytes);
}

void expect_refused(std::string_view bytes, Errc code) {
    const auto end = scan(bytes);
    ASSERT_TRUE(end.has_error()) << bytes;
    EXPECT_EQ(end.error(), code) << bytes;
}

TEST(HeadScanner, FindsTheEndOfAHeadThatArrivesByteByByte) {
    const std::string_view head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    HeadScanner scanner(head_limits);
    for (std::size_t n = 0; n < head.size(); ++n) EXPECT_EQ(scanner.scan(head.substr(0, n)).value(), 0U) << n;
    EXPECT_EQ(scanner.scan(head).value(), head.size());
}

TEST(HeadScanner, LeavesWhatFollowsTheHeadAlone) {
    const std::string_view head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    EXPECT_EQ(scan(std::string(head) + "\0\n\r body").value(), head.size());
}

TEST(HeadScanner, ForgivesOneEmptyLineBeforeTheRequest) {
    HeadScanner scanner(head_limits);
    const std::string_view bytes = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
    EXPECT_EQ(scanner.scan(bytes).value(), bytes.size());
    EXPECT_EQ(scanner.start(), 2U);
    expect_refused("\r\n\r\nGET / HTTP/1.1\r\n", Errc::request_malformed);
}

TEST(HeadScanner, StartsAnewAfterReset) {
    HeadScanner scanner(head_limits);
    EXPECT_TRUE(scanner.scan("GET /\r\nA: b\n").has_error());
    scanner.reset();
    EXPECT_EQ(scanner.scan("GET / HTTP/1.1\r\n\r\n").value(), 18U);
}

TEST(HeadScanner, RefusesLineEndsThatAreNotCrLf) {
    expect_refused("GET / HTTP/1.1\nHost: a\n\n", Errc::request_malformed);
    expect_refused("GET / HTTP/1.1\r\nHost: a\n\r\n", Errc::request_malformed);
    expect_refused("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", Errc::request_malformed);
    expect_refused("GET / HTTP/1.1\r\r\n", Errc::request_malformed);
    expect_refused("\nGET / HTTP/1.1\r\n", Errc::request_malformed);
}

TEST(HeadScanner, RefusesControlCharacters) {
    expect_refused(std::string_view("GET / HTTP/1.1\r\nA: b\0c\r\n", 25), Errc::request_malformed);
    expect_refused("GET / HTTP/1.1\r\nA: \x1b[2J\r\n", Errc::request_malformed);
    expect_refused("GET / HTTP/1.1\r\nA: \x7f\r\n", Errc::request_malformed);
    EXPECT_GT(scan("GET / HTTP/1.1\r\nA: b\tc\r\n\r\n").value(), 0U);
}

TEST(HeadScanner, RefusesFoldedLinesAndLinesThatStartBlank) {
    expect_refused("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", Errc::request_malformed);
    expect_refused("GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n", Errc::request_malformed);
    expect_refused("GET / HTTP/1.1\r\n Host: a\r\n\r\n", Errc::request_malformed);
    expect_refused(" GET / HTTP/1.1\r\n", Errc::request_malformed);
}

TEST(HeadScanner, CountsFields) {
    EXPECT_GT(scan("GET / HTTP/1.1\r\nA: 1\r\nA: 2\r\nA: 3\r\n\r\n").value(), 0U);
    expect_refused("GET / HTTP/1.1\r\nA: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\n", Errc::header_too_large);
}

TEST(HeadScanner, BoundsTheHeadAndSaysWhetherTheTargetIsToBlame) {
    const std::string exact = "GET / HTTP/1.1\r\nA: " + std::string(200 - 23, 'x') + "\r\n\r\n";
    ASSERT_EQ(exact.size(), 200U);
    EXPECT_EQ(scan(exact).value(), 200U);
    expect_refused("GET / HTTP/1.1\r\nA: " + std::string(200 - 22, 'x') + "\r\n\r\n", Errc::header_too_large);
    expect_refused("GET / HTTP/1.1\r\nA: " + std::string(300, 'x'), Errc::header_too_large);
    expect_refused("GET /" + std::string(195, 'x'), Errc::target_too_long);
}

}   // namespace
}   // namespace smsgw::http
