#include "app/suggest.hpp"

#include <gtest/gtest.h>

namespace smsgw::app {
namespace {

TEST(Suggest, CountsTypingMistakes) {
    EXPECT_EQ(edit_distance("", ""), 0U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("level", "level"), 0U);
    EXPECT_EQ(edit_distance("durabilty", "durability"), 1U);   // left out
    EXPECT_EQ(edit_distance("levell", "level"), 1U);           // added
    EXPECT_EQ(edit_distance("lebel", "level"), 1U);            // changed
    EXPECT_EQ(edit_distance("redsi", "redis"), 1U);            // swapped
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Suggest, PicksTheNearest) {
    EXPECT_EQ(nearest("retry_mi_ms", {"retry_max_ms", "retry_min_ms"}), "retry_min_ms");
    EXPECT_EQ(nearest("apis", {"admin", "api"}), "api");
}

TEST(Suggest, IsSilentWhenNothingIsNear) {
    EXPECT_EQ(nearest("callback_url", {"id", "keys", "lanes"}), "");
    EXPECT_EQ(nearest("xy", {"id"}), "");
    EXPECT_EQ(nearest("x", {}), "");
}

}   // namespace
}   // namespace smsgw::app
