// Replies from bytes: every kind, cut anywhere, and what is taken for a broken peer.
#include "redis/reply_reader.hpp"

#include <gtest/gtest.h>

namespace smsgw::redis {
namespace {

using Next = ReplyReader::Next;

Reply read_one(std::string_view wire) {
    ReplyReader reader;
    reader.feed(wire);
    Reply reply;
    EXPECT_EQ(reader.next(reply), Next::reply) << wire;
    return reply;
}

TEST(RedisReplyReader, ReadsEveryKind) {
    EXPECT_EQ(read_one("+OK\r\n").kind, Reply::Kind::status);
    EXPECT_EQ(read_one("+OK\r\n").text, "OK");
    EXPECT_EQ(read_one(":-7\r\n").integer, -7);
    EXPECT_EQ(read_one("$5\r\nab\r\nc\r\n").text, "ab\r\nc");
    EXPECT_EQ(read_one("$-1\r\n").kind, Reply::Kind::nil);
    EXPECT_EQ(read_one("*-1\r\n").kind, Reply::Kind::nil);
    EXPECT_EQ(read_one("*0\r\n").kind, Reply::Kind::array);
    EXPECT_TRUE(read_one("-ERR no\r\n").is_error());
}

TEST(RedisReplyReader, TellsErrorsByTheirFirstWord) {
    const auto reply = read_one("-NOGROUP No such key\r\n");
    EXPECT_TRUE(reply.is_error("NOGROUP"));
    EXPECT_FALSE(reply.is_error("NOGR"));
    EXPECT_FALSE(read_one("+NOGROUP\r\n").is_error("NOGROUP"));
    EXPECT_TRUE(read_one("-OOM\r\n").is_error("OOM"));
}

TEST(RedisReplyReader, BuildsNestedArraysFromSingleBytes) {
    ReplyReader reader;
    Reply reply;
    const std::string_view wire = "*3\r\n*2\r\n$1\r\na\r\n:1\r\n$-1\r\n*2\r\n*1\r\n+x\r\n$1\r\nb\r\n";
    for (std::size_t i = 0; i + 1 < wire.size(); ++i) {
        reader.feed(wire.substr(i, 1));
        ASSERT_EQ(reader.next(reply), Next::need_more) << i;
    }
    reader.feed(wire.substr(wire.size() - 1));
    ASSERT_EQ(reader.next(reply), Next::reply);
    ASSERT_EQ(reply.items.size(), 3U);
    EXPECT_EQ(reply.items[0].items[0].text, "a");
    EXPECT_EQ(reply.items[0].items[1].integer, 1);
    EXPECT_EQ(reply.items[1].kind, Reply::Kind::nil);
    EXPECT_EQ(reply.items[2].items[0].items[0].text, "x");
    EXPECT_EQ(reply.items[2].items[1].text, "b");
}

TEST(RedisReplyReader, GivesSeveralRepliesOfOneReadInOrder) {
    ReplyReader reader;
    reader.feed(":1\r\n:2\r\n:3\r\n");
    Reply reply;
    for (int i = 1; i <= 3; ++i) {
        ASSERT_EQ(reader.next(reply), Next::reply);
        EXPECT_EQ(reply.integer, i);
        EXPECT_TRUE(reply.items.empty());
    }
    EXPECT_EQ(reader.next(reply), Next::need_more);
}

TEST(RedisReplyReader, StaysMalformedAfterWhatIsNotResp) {
    ReplyReader reader;
    reader.feed("HTTP/1.1 400 Bad Request\r\n");
    Reply reply;
    EXPECT_EQ(reader.next(reply), Next::malformed);
    reader.feed("+OK\r\n");
    EXPECT_EQ(reader.next(reply), Next::malformed);
}

TEST(RedisReplyReader, RefusesDeepNesting) {
    ReplyReader reader;
    for (int i = 0; i < 20; ++i) reader.feed("*1\r\n");
    Reply reply;
    EXPECT_EQ(reader.next(reply), Next::malformed);
}

TEST(RedisReplyReader, RefusesAReplyThatDoesNotEnd) {
    ReplyReader reader;
    const std::string mebibyte(1024 * 1024, 'a');
    Reply reply;
    reader.feed("$500000000\r\n");
    auto next = reader.next(reply);
    for (int fed = 0; fed < 65 && next == Next::need_more; ++fed) {
        reader.feed(mebibyte);
        next = reader.next(reply);
    }
    EXPECT_EQ(next, Next::malformed);
}

TEST(RedisReplyReader, DoesNotAllocateWhatAnArrayOnlyAnnounces) {
    ReplyReader reader;
    reader.feed("*2147483647\r\n:1\r\n");
    Reply reply;
    EXPECT_EQ(reader.next(reply), Next::need_more);
}

}   // namespace
}   // namespace smsgw::redis
