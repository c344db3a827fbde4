#include "http/response_reader.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace smsgw::http {
namespace {

using Progress = ResponseReader::Progress;
using Reuse = ResponseReader::Reuse;

const ClientLimits client_limits;

// Feeds everything; `piece` bytes at a time.
Result<Progress> feed(ResponseReader& reader, std::string_view bytes, std::size_t piece = 4096) {
    Result<Progress> progress = Progress::more;
    while (!bytes.empty() && progress.has_value()) {
        const auto room = reader.room();
        const auto count = std::min({room.size(), bytes.size(), piece});
        std::memcpy(room.data(), bytes.data(), count);
        bytes.remove_prefix(count);
        progress = reader.received(count);
    }
    return progress;
}

void expect_failure(std::string_view bytes, Errc code) {
    ResponseReader reader("POST", client_limits);
    const auto progress = feed(reader, bytes);
    ASSERT_TRUE(progress.has_error()) << bytes.substr(0, 80);
    EXPECT_EQ(progress.error(), code) << bytes.substr(0, 80);
}

TEST(ResponseReader, ReadsAnAnswerHoweverItIsCut) {
    const std::string_view text = "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\nA: b\r\n\r\nhello";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        ResponseReader reader("POST", client_limits);
        EXPECT_EQ(feed(reader, text, piece).value(), Progress::complete);
        EXPECT_EQ(reader.reuse(), Reuse::yes);
        const auto response = reader.take();
        EXPECT_EQ(response.status, 202);
        EXPECT_EQ(response.header("a"), "b");
        EXPECT_EQ(response.body, "hello");
    }
}

TEST(ResponseReader, ReadsChunksAndKeepsTrailersOutOfTheHeader) {
    const std::string_view text =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n"
        "0\r\nRetry-After: 9\r\n\r\n";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        ResponseReader reader("POST", client_limits);
        EXPECT_EQ(feed(reader, text, piece).value(), Progress::complete) << piece;
        EXPECT_EQ(reader.reuse(), Reuse::yes);
        const auto response = reader.take();
        EXPECT_EQ(response.body, "abcde");
        EXPECT_EQ(response.header("Retry-After"), "");
    }
}

TEST(ResponseReader, SkipsInterimAnswersButNotForEver) {
    const std::string interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    ResponseReader reader("POST", client_limits);
    EXPECT_EQ(feed(reader, interim + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").value(),
              Progress::complete);
    const auto response = reader.take();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("Link"), "");
    expect_failure(interim + interim + interim + interim + interim, Errc::response_malformed);
    expect_failure("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", Errc::response_malformed);
}

TEST(ResponseReader, ExpectsNoBodyWhereThereIsNone) {
    ResponseReader head("HEAD", client_limits);
    EXPECT_EQ(feed(head, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").value(), Progress::complete);
    EXPECT_EQ(head.reuse(), Reuse::yes);
    ResponseReader empty("POST", client_limits);
    EXPECT_EQ(feed(empty, "HTTP/1.1 204 No Content\r\n\r\n").value(), Progress::complete);
    EXPECT_EQ(empty.reuse(), Reuse::yes);
}

TEST(ResponseReader, TakesACloseAsTheEndOnlyWhereItIsOne) {
    ResponseReader until_close("POST", client_limits);
    EXPECT_EQ(feed(until_close, "HTTP/1.1 200 OK\r\n\r\nabc").value(), Progress::more);
    EXPECT_EQ(until_close.closed().value(), Progress::complete);
    EXPECT_EQ(until_close.reuse(), Reuse::no);
    EXPECT_EQ(until_close.take().body, "abc");
    for (const auto* text :
         {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"}) {
        ResponseReader cut("POST", client_limits);
        EXPECT_EQ(feed(cut, text).value(), Progress::more) << text;
        EXPECT_EQ(cut.closed().error(), Errc::connection_lost) << text;
    }
}

TEST(ResponseReader, DoesNotReuseAConnectionThatIsClosingOrHasBytesLeft) {
    for (const auto* text : {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                             "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n"}) {
        ResponseReader reader("POST", client_limits);
        EXPECT_EQ(feed(reader, text).value(), Progress::complete);
        EXPECT_EQ(reader.reuse(), Reuse::no) << text;
    }
}

TEST(ResponseReader, RefusesWhatIsNotAnAnswer) {
    for (const auto* text :
         {"garbage\r\n\r\n", "SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nA b\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"})
        expect_failure(text, Errc::response_malformed);
}

TEST(ResponseReader, BoundsHeadAndBody) {
    const std::string long_field =
        "HTTP/1.1 200 OK\r\nA: " + std::string(client_limits.response_header_bytes_max, 'x');
    expect_failure(long_field, Errc::response_too_large);
    const auto too_much = std::to_string(client_limits.response_body_bytes_max + 1);
    expect_failure("HTTP/1.1 200 OK\r\nContent-Length: " + too_much + "\r\n\r\n", Errc::response_too_large);
    const std::string body(client_limits.response_body_bytes_max + 1, 'x');
    expect_failure("HTTP/1.1 200 OK\r\n\r\n" + body, Errc::response_too_large);
    expect_failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n",
                   Errc::response_too_large);
    expect_failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + body,
                   Errc::response_too_large);
}

TEST(ResponseReader, AcceptsABodyOfExactlyTheLimit) {
    const std::string body(client_limits.response_body_bytes_max, 'x');
    ResponseReader reader("POST", client_limits);
    EXPECT_EQ(
        feed(reader, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body)
            .value(),
        Progress::complete);
    EXPECT_EQ(reader.take().body, body);
}

}   // namespace
}   // namespace smsgw::http
