// The status table against the table of the design (docs/adr/0005-status-model.md), word for word.
#include "smsgw/msg_status.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <string>

namespace smsgw {
namespace {

// No default: a new enumerator does not compile (-Wswitch) until it is added here, and then has_row() asks for its row.
constexpr bool is_enumerator(MsgStatus status) {
    switch (status) {
        case MsgStatus::scheduled:
        case MsgStatus::queued:
        case MsgStatus::submitting:
        case MsgStatus::unknown:
        case MsgStatus::submitted:
        case MsgStatus::sent:
        case MsgStatus::buffered:
        case MsgStatus::dlr_timeout:
        case MsgStatus::unconfirmed:
        case MsgStatus::expired:
        case MsgStatus::canceled:
        case MsgStatus::failed:
        case MsgStatus::rejected:
        case MsgStatus::undelivered:
        case MsgStatus::delivered:
            return true;
    }
    return false;
}

constexpr int rows_of(int value) {
    int found = 0;
    for (const auto& row : status_rows)
        if (rank(row.status) == value) ++found;
    return found;
}

constexpr bool every_enumerator_has_one_row() {
    for (int value = 0; value < 256; ++value)
        if (rows_of(value) != (is_enumerator(static_cast<MsgStatus>(value)) ? 1 : 0)) return false;
    return true;
}
static_assert(every_enumerator_has_one_row());

constexpr bool ranks_rise() {
    for (std::size_t i = 1; i < std::size(status_rows); ++i)
        if (rank(status_rows[i - 1].status) >= rank(status_rows[i].status)) return false;
    return true;
}
static_assert(ranks_rise());

struct Expected {
    int rank;
    std::string name;
    Finality finality;
    ResendSafe resend_safe;
};

const Expected design[] = {
    {8, "scheduled", Finality::live, ResendSafe::unsettled},
    {10, "queued", Finality::live, ResendSafe::unsettled},
    {20, "submitting", Finality::live, ResendSafe::unsettled},
    {25, "unknown", Finality::live, ResendSafe::no},
    {30, "submitted", Finality::live, ResendSafe::unsettled},
    {40, "sent", Finality::live, ResendSafe::unsettled},
    {45, "buffered", Finality::live, ResendSafe::unsettled},
    {60, "dlr_timeout", Finality::soft_final, ResendSafe::no},
    {62, "unconfirmed", Finality::soft_final, ResendSafe::no},
    {100, "expired", Finality::final, ResendSafe::yes},
    {101, "canceled", Finality::final, ResendSafe::yes},
    {102, "failed", Finality::final, ResendSafe::yes},
    {104, "rejected", Finality::final, ResendSafe::yes},
    {106, "undelivered", Finality::final, ResendSafe::unsettled},
    {120, "delivered", Finality::final, ResendSafe::unsettled},
};

class StatusTable : public testing::TestWithParam<Expected> {};

TEST_P(StatusTable, IsThatOfTheDesign) {
    const auto& expected = GetParam();
    const auto status = status_from_rank(expected.rank);
    ASSERT_TRUE(status.has_value());
    EXPECT_EQ(to_text(*status), expected.name);
    EXPECT_EQ(row_of(*status).finality, expected.finality);
    EXPECT_EQ(row_of(*status).resend_safe, expected.resend_safe);
}

INSTANTIATE_TEST_SUITE_P(Rows, StatusTable, testing::ValuesIn(design),
                         [](const auto& row) { return row.param.name; });

TEST(MsgStatus, HasNoRowsBeyondTheDesign) {
    EXPECT_EQ(std::size(status_rows), std::size(design));
}

TEST(MsgStatus, HasADifferentWordForEach) {
    std::set<std::string_view> words;
    for (const auto& row : status_rows) words.insert(row.name);
    EXPECT_EQ(words.size(), std::size(status_rows));
}

TEST(MsgStatus, IsNotReadFromARankBetween) {
    EXPECT_FALSE(status_from_rank(0).has_value());
    EXPECT_FALSE(status_from_rank(9).has_value());
    EXPECT_FALSE(status_from_rank(121).has_value());
    EXPECT_FALSE(status_from_rank(-1).has_value());
}

TEST(MsgStatus, BecomesOnlyALargerRank) {
    for (const auto& now : status_rows)
        for (const auto& next : status_rows)
            EXPECT_EQ(may_become(now.status, next.status), rank(next.status) > rank(now.status))
                << now.name << " to " << next.name;
    EXPECT_TRUE(may_become(MsgStatus::undelivered, MsgStatus::delivered));   // a correction
    EXPECT_FALSE(may_become(MsgStatus::delivered, MsgStatus::undelivered));
    EXPECT_FALSE(may_become(MsgStatus::sent, MsgStatus::sent));
}

}   // namespace
}   // namespace smsgw
