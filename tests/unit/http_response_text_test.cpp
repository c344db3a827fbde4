#include "http/response_text.hpp"

#include <gtest/gtest.h>

namespace smsgw::http {
namespace {

const Envelope envelope{"GET", "r_1", "Fri, 02 Jan 2026 03:04:05 GMT", Persistence::keep_alive};

TEST(ResponseText, WritesAnAnswerInOnePiece) {
    EXPECT_EQ(
        to_text({202, "application/json", {{"Location", "/messages/m1"}}, "{}"}, envelope),
        "HTTP/1.1 202 Accepted\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\nX-Request-Id: r_1\r\nLocation: /messages/m1\r\n\r\n{}");
}

TEST(ResponseText, SaysWhenTheConnectionCloses) {
    auto closing = envelope;
    closing.persistence = Persistence::close;
    EXPECT_NE(to_text({200, "", {}, ""}, closing).find("\r\nConnection: close\r\n"), std::string::npos);
    EXPECT_EQ(to_text({200, "", {}, ""}, envelope).find("Connection"), std::string::npos);
}

TEST(ResponseText, AnswersHeadWithTheLengthButWithoutTheBody) {
    auto head = envelope;
    head.method = "HEAD";
    const auto text = to_text({200, "text/plain", {}, "hello"}, head);
    EXPECT_NE(text.find("Content-Length: 5\r\n"), std::string::npos);
    EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST(ResponseText, GivesStatusesWithoutBodyNone) {
    for (const int status : {204, 304}) {
        const auto text = to_text({status, "text/plain", {}, "x"}, envelope);
        EXPECT_EQ(text.find("Content-"), std::string::npos);
        EXPECT_TRUE(text.ends_with("\r\n\r\n"));
    }
}

TEST(ResponseText, DropsFieldsThatWouldSplitTheAnswer) {
    using namespace std::string_literals;
    const auto text = to_text({200,
                               "",
                               {{"A", "x\r\nSet-Cookie: y"},
                                {"B", "x\ny"},
                                {"C", "x\0y"s},
                                {"D\r\nE", "z"},
                                {"F G", "z"},
                                {"", "z"},
                                {"Kept", "tab\tis fine"}},
                               ""},
                              envelope);
    EXPECT_EQ(text,
              "HTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\nContent-Length: 0\r\n"
              "X-Request-Id: r_1\r\nKept: tab\tis fine\r\n\r\n");
    EXPECT_EQ(to_text({200, "a/b\r\nX: y", {}, "z"}, envelope).find("X: y"), std::string::npos);
}

TEST(ResponseText, KeepsFramingToItself) {
    const auto text = to_text({200,
                               "",
                               {{"content-length", "99"},
                                {"Transfer-Encoding", "chunked"},
                                {"Connection", "keep-alive"},
                                {"Date", "x"}},
                               "ab"},
                              envelope);
    EXPECT_EQ(text.find("99"), std::string::npos);
    EXPECT_EQ(text.find("chunked"), std::string::npos);
    EXPECT_EQ(text.find("keep-alive"), std::string::npos);
}

TEST(ResponseText, TurnsAStatusOutOfRangeInto500) {
    for (const int status : {0, 101, 199, 600, -1})
        EXPECT_TRUE(
            to_text({status, "", {}, ""}, envelope).starts_with("HTTP/1.1 500 Internal Server Error\r\n"));
    EXPECT_TRUE(to_text({299, "", {}, ""}, envelope).starts_with("HTTP/1.1 299 \r\n"));
}

TEST(DateText, IsInTheFixedFormatAndMovesWithTheSecond) {
    DateText date;
    const WallTime time{Millis{1'767'323'045'999}};
    EXPECT_EQ(date.at(time), "Fri, 02 Jan 2026 03:04:05 GMT");
    EXPECT_EQ(date.at(time + Millis{1}), "Fri, 02 Jan 2026 03:04:06 GMT");
    EXPECT_EQ(date.at(WallTime{Millis{784'111'777'000}}), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}   // namespace
}   // namespace smsgw::http
