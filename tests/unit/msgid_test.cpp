// Ids: their shape, their order, their partition.
#include "domain/msgid.hpp"

#include <gtest/gtest.h>

#include <string>

namespace smsgw {
namespace {

constexpr WallTime some_time{Millis{1'767'323'045'000}};   // 2026-01-02T03:04:05Z

TEST(Msgid, HasPartitionTimeAndRandomPart) {
    // 1767323045000 is 1 19 13 30 10 19 3 4 8 in base 32.
    EXPECT_EQ(new_msgid(0xa7, some_time, 0).str(), "m_a71kdyak34800000000000");
}

TEST(Msgid, UsesTheLow55BitsOfTheRandomNumber) {
    EXPECT_EQ(new_msgid(0, WallTime{}, 1).str(), "m_0000000000000000000001");
    EXPECT_EQ(new_msgid(0, WallTime{}, ~std::uint64_t{0}).str(), "m_00000000000zzzzzzzzzzz");
    EXPECT_EQ(new_msgid(0, WallTime{}, std::uint64_t{1} << 55), new_msgid(0, WallTime{}, 0));
    EXPECT_NE(new_msgid(0, WallTime{}, std::uint64_t{1} << 54), new_msgid(0, WallTime{}, 0));
}

TEST(Msgid, SortsByTimeWithinAPartition) {
    const auto earlier = new_msgid(3, some_time, ~std::uint64_t{0});
    const auto later = new_msgid(3, some_time + Millis{1}, 0);
    EXPECT_LT(earlier, later);
    EXPECT_LT(new_msgid(3, WallTime{Millis{31}}, 0), new_msgid(3, WallTime{Millis{32}}, 0));
}

TEST(Msgid, IsReadBackWithItsPartition) {
    for (int partition = 0; partition < 256; ++partition) {
        const auto id = new_msgid(partition, some_time, 0x0123456789abcdef);
        const auto read = read_msgid(id.view());
        ASSERT_TRUE(read.has_value()) << id.str();
        EXPECT_EQ(*read, id);
        EXPECT_EQ(partition_of(*read), partition);
    }
}

TEST(Msgid, KeepsItsLengthUntilTheYear3084) {
    const WallTime last{Millis{(std::int64_t{1} << 45) - 1}};
    EXPECT_EQ(new_msgid(255, last, 0).str(), "m_ffzzzzzzzzz00000000000");
}

struct Bad {
    std::string name;
    std::string text;
};

class BadMsgid : public testing::TestWithParam<Bad> {};

TEST_P(BadMsgid, IsNotFound) {
    const auto read = read_msgid(GetParam().text);
    ASSERT_TRUE(read.has_error());
    EXPECT_EQ(read.error(), Errc::not_found);
    EXPECT_EQ(partition_of(MsgId(GetParam().text)), -1);
}

const Bad bad_ids[] = {
    {"Empty", ""},
    {"OnlyThePrefix", "m_"},
    {"TooShort", "m_a71kdyak3480000000000"},
    {"TooLong", "m_a71kdyak348000000000000"},
    {"OtherPrefix", "x_a71kdyak34800000000000"},
    {"NoUnderscore", "m-a71kdyak34800000000000"},
    {"UpperCasePrefix", "M_a71kdyak34800000000000"},
    {"UpperCaseHex", "m_A71kdyak34800000000000"},
    {"PartitionNotHex", "m_g71kdyak34800000000000"},
    {"UpperCaseBase32", "m_a71KDYAK34800000000000"},
    {"LetterI", "m_a71kdyak3480000000000i"},
    {"LetterL", "m_a71kdyak3480000000000l"},
    {"LetterO", "m_a71kdyak3480000000000o"},
    {"LetterU", "m_a71kdyak3480000000000u"},
    {"Space", "m_a71kdyak3480000000000 "},
    {"Newline", "m_a71kdyak3480000000000\n"},
    {"Nul", std::string("m_a71kdyak3480000000000\0", 24)},
    {"BraceThatWouldMoveARedisKey", "m_a7}{0yak34800000000000"},
    {"ByteAboveAscii", "m_a71kdyak3480000000000\xFF"},
};

INSTANTIATE_TEST_SUITE_P(Shapes, BadMsgid, testing::ValuesIn(bad_ids),
                         [](const auto& row) { return row.param.name; });

}   // namespace
}   // namespace smsgw
