// Finding the entries of a message in a stream that was read once and has grown since.
#include "redis/stream_index.hpp"

#include <gtest/gtest.h>

#include "redis/dead_letters.hpp"

namespace smsgw::redis {
namespace {

TEST(EntryId, IsReadAndWrittenAsRedisDoes) {
    const auto id = EntryId::parse("1767225600000-12");
    EXPECT_EQ(id.ms, 1767225600000U);
    EXPECT_EQ(id.seq, 12U);
    EXPECT_EQ(id.text(), "1767225600000-12");
    for (const auto* text : {"", "1", "1-", "-1", "1-2x", "x-1"})
        EXPECT_EQ(EntryId::parse(text), EntryId{}) << text;
}

TEST(EntryId, SortsByTimeAndThenByNumber) {
    EXPECT_LT(EntryId::parse("1-9"), EntryId::parse("1-10"));
    EXPECT_LT(EntryId::parse("9-9"), EntryId::parse("10-0"));
}

TEST(StreamIndex, FindsAllEntriesOfAMessageAlsoThoseAddedLater) {
    StreamIndex index;
    index.add({{{1, 0}, "a", EntryState::lent}, {{2, 0}, "b", EntryState::waiting}});
    ASSERT_EQ(index.find("a").size(), 1U);
    EXPECT_EQ(index.find("a")[0].state, EntryState::lent);
    index.add({{{3, 0}, "a", EntryState::waiting}, {{3, 1}, "c", EntryState::waiting}});
    EXPECT_EQ(index.find("a").size(), 2U);
    EXPECT_EQ(index.find("c").size(), 1U);
    EXPECT_EQ(index.find("d").size(), 0U);
    EXPECT_EQ(index.last().text(), "3-1");
}

TEST(DeadLetterId, HasOneSpelling) {
    const auto id = DeadLetterId::parse("0a:1767225600000-1");
    ASSERT_TRUE(id.has_value());
    EXPECT_EQ(id->partition, 10);
    EXPECT_EQ(id->text(), "0a:1767225600000-1");
    for (const auto* text :
         {"", "0a", "0a:", "0a:1", "a:1-1", "00a:1-1", "0A:1-1", "100:1-1", "-1:1-1", "0a:01-1"})
        EXPECT_TRUE(DeadLetterId::parse(text).has_error()) << text;
}

}   // namespace
}   // namespace smsgw::redis
