// Hostile and broken requests, byte for byte: each gets its status, the connection closes, and nothing that follows in
// the same bytes is ever taken for a request.
#include <gtest/gtest.h>

#include "support/http_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::string_literals;

struct Hostile {
    const char* label;
    int status;
    std::string request;
};

std::string get(const std::string& fields) {
    return "GET /hello/a HTTP/1.1\r\n" + fields + "\r\n";
}
std::string post(const std::string& fields, const std::string& body = "") {
    return "POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}
std::string repeat(std::size_t times, const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}
std::string field_of(std::size_t bytes) {
    return "A: " + std::string(bytes, 'x') + "\r\n";
}

const Hostile cases[] = {
    {"Chunked", 501, post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {"ChunkedWithLength", 501, post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")},
    {"LengthThenChunked", 501, post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {"UnknownCoding", 501, post("Transfer-Encoding: xchunked\r\n", "5\r\nhello\r\n0\r\n\r\n")},
    {"UnknownCodingWithLength", 501, post("Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n")},
    {"ChunkedIdentity", 501, post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")},
    {"Gzip", 501, post("transfer-encoding: gzip\r\n")},
    {"Identity", 501, post("Transfer-Encoding: identity\r\nContent-Length: 0\r\n")},
    {"EmptyCoding", 501, post("Transfer-Encoding:\r\nContent-Length: 0\r\n")},
    {"ChunkedTwice", 501, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")},
    {"CodingOnGet", 501, get("Host: a\r\nTransfer-Encoding: chunked\r\n")},
    {"CodingInHttp10", 501, "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"CodingWithBlankBeforeColon", 501, post("Transfer-Encoding : chunked\r\nContent-Length: 0\r\n")},
    {"CodingOnAFoldedLine", 400, post("A: b\r\n Transfer-Encoding: chunked\r\n")},
    {"NoHost", 400, get("")},
    {"TwoHosts", 400, get("Host: a\r\nHost: b\r\n")},
    {"TheSameHostTwice", 400, get("Host: a\r\nhost: a\r\n")},
    {"EmptyHost", 400, get("Host:\r\n")},
    {"HostList", 400, get("Host: a, b\r\n")},
    {"NoHostInHttp10", 400, "GET /hello/a HTTP/1.0\r\n\r\n"},
    {"LengthList", 400, post("Content-Length: 2, 2\r\n", "ab")},
    {"LengthPlus", 400, post("Content-Length: +2\r\n", "ab")},
    {"LengthMinus", 400, post("Content-Length: -2\r\n", "ab")},
    {"LengthHex", 400, post("Content-Length: 0x2\r\n", "ab")},
    {"LengthEmpty", 400, post("Content-Length:\r\n")},
    {"LengthWithBlankInside", 400, post("Content-Length: 1 2\r\n", "ab")},
    {"LengthTwice", 400, post("Content-Length: 2\r\nContent-Length: 2\r\n", "ab")},
    {"LengthsThatDiffer", 400, post("Content-Length: 2\r\nContent-Length: 3\r\n", "abc")},
    {"LengthBeyond64Bits", 400, post("Content-Length: 18446744073709551616\r\n")},
    {"NoLength", 411, post("")},
    {"NoLengthInHttp10", 411, "POST /echo HTTP/1.0\r\nHost: a\r\n\r\nabc"},
    {"BodyTooLarge", 413, post("Content-Length: 65537\r\n", "abc")},
    {"FoldedField", 400, get("Host: a\r\nA: b\r\n c\r\n")},
    {"FoldedByTab", 400, get("Host: a\r\nA: b\r\n\tc\r\n")},
    {"BlankBeforeFirstField", 400, get(" Host: a\r\n")},
    {"BlankBeforeColon", 400, get("Host : a\r\n")},
    {"NoColon", 400, get("Host: a\r\nnonsense\r\n")},
    {"EmptyFieldName", 400, get("Host: a\r\n: b\r\n")},
    {"BadFieldName", 400, get("Host: a\r\nA(b): c\r\n")},
    {"BareLf", 400, "GET /hello/a HTTP/1.1\nHost: a\n\n"},
    {"BareLfInFields", 400, get("Host: a\nA: b\r\n")},
    {"BareLfAtTheEnd", 400, "GET /hello/a HTTP/1.1\r\nHost: a\r\n\n"},
    {"BareCr", 400, get("Host: a\r\nA: b\rc\r\n")},
    {"NulInField", 400, get("Host: a\r\nA: b\0c\r\n"s)},
    {"EscapeInField", 400, get("Host: a\r\nA: \x1b[2J\r\n")},
    {"DelInField", 400, get("Host: a\r\nA: \x7f\r\n")},
    {"SixtyFiveFields", 431, get("Host: a\r\n" + repeat(64, "A: b\r\n"))},
    {"HeadTooLarge", 431, get("Host: a\r\n" + field_of(8 * 1024))},
    {"HeadOneByteTooLarge", 431, get("Host: a\r\n" + field_of(8 * 1024 + 1 - 23 - 9 - 5 - 2))},
    {"TargetTooLong", 414, "GET /" + std::string(1024, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TargetFillsTheHead", 414, "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AbsoluteForm", 400, "GET http://a/hello/a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AsteriskForm", 400, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AuthorityForm", 400, "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"},
    {"NonAsciiTarget", 400, "GET /hello/\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"ControlInTarget", 400, "GET /hello/\x01 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TabInRequestLine", 400, "GET\t/hello/a\tHTTP/1.1\r\nHost: a\r\n\r\n"},
    {"BlankInTarget", 400, "GET /hello/a b HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TwoBlanks", 400, "GET  /hello/a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"NoVersion", 400, "GET /hello/a\r\nHost: a\r\n\r\n"},
    {"BlankAfterVersion", 400, "GET /hello/a HTTP/1.1 \r\nHost: a\r\n\r\n"},
    {"Http20", 505, "GET /hello/a HTTP/2.0\r\nHost: a\r\n\r\n"},
    {"Http12", 505, "GET /hello/a HTTP/1.2\r\nHost: a\r\n\r\n"},
    {"Http09", 505, "GET /hello/a HTTP/0.9\r\nHost: a\r\n\r\n"},
    {"Http2Preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {"OtherProtocol", 400, "GET /hello/a ICAP/1.0\r\nHost: a\r\n\r\n"},
    {"LowerCaseVersion", 400, "GET /hello/a http/1.1\r\nHost: a\r\n\r\n"},
    {"LowerCaseMethod", 400, "get /hello/a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"MixedCaseMethod", 400, "gEt /hello/a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"UnknownMethod", 400, "BREW /hello/a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"MethodIsNoToken", 400, "G(T /hello/a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TwoEmptyLinesFirst", 400, "\r\n\r\nGET /hello/a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TlsClientHello", 400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s},
    {"BodyLongerThanItsLength", 400, post("Content-Length: 0\r\n", "5\r\nhello\r\n")},
};

class HttpRefusalTest : public HttpServerTest, public ::testing::WithParamInterface<Hostile> {};

TEST_P(HttpRefusalTest, IsAnsweredAndTheConnectionCloses) {
    // given a hostile request with a request smuggled behind it
    start();
    auto client = a_client();
    client.send(GetParam().request + "GET /hello/smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    // when it is answered (a good request in front of the bad bytes is answered first)
    auto answer = client.answer();
    if (answer.status == 200) answer = client.answer();
    // then by a problem with that status, and by nothing else
    EXPECT_EQ(answer.status, GetParam().status) << answer.body;
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(client.rest(), "");
    for (const auto& request : handled) EXPECT_NE(request.path, "/hello/smuggled");
}

INSTANTIATE_TEST_SUITE_P(Requests, HttpRefusalTest, ::testing::ValuesIn(cases),
                         [](const auto& hostile) { return std::string(hostile.param.label); });

struct Odd {
    const char* label;
    std::string request;
};

// Unusual, but RFC 9112 leaves no doubt what they mean.
const Odd odd_cases[] = {
    {"BlanksAroundLength", post("Content-Length: \t 2 \r\n", "ab")},
    {"LeadingZeros", post("Content-Length: 0002\r\n", "ab")},
    {"SixtyFourFields", get("Host: a\r\n" + repeat(63, "A: b\r\n"))},
    {"HeadOfExactlyTheLimit", get("Host: a\r\n" + field_of(8 * 1024 - 23 - 9 - 5 - 2))},
    {"ObsTextInField", get("Host: a\r\nA: \xe9\r\n")},
    {"EmptyField", get("Host: a\r\nA:\r\n")},
    {"EmptyLineFirst", "\r\n" + get("Host: a\r\n")},
    {"UnknownExpectation", post("Content-Length: 2\r\nExpect: tea\r\n", "ab")},
    {"BodyOnGet", "GET /hello/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"},
};

class HttpOddTest : public HttpServerTest, public ::testing::WithParamInterface<Odd> {};

TEST_P(HttpOddTest, IsServedAndSoIsTheNext) {
    start();
    auto client = a_client();
    client.send(GetParam().request + "GET /hello/next HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.answer().status, 200);
    EXPECT_EQ(client.answer().body, "hello next");
}

INSTANTIATE_TEST_SUITE_P(Requests, HttpOddTest, ::testing::ValuesIn(odd_cases),
                         [](const auto& hostile) { return std::string(hostile.param.label); });

TEST_F(HttpServerTest, LetsTheAnswerToAnOversizedBodyArriveThoughTheBodyIsStillComing) {
    start();
    auto client = a_client();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" +
                std::string(200'000, 'x'));
    EXPECT_EQ(client.answer().status, 413);
    EXPECT_EQ(client.rest(), "");
    EXPECT_TRUE(handled.empty());
}

}   // namespace
}   // namespace smsgw::test
