#include "http/percent.hpp"

#include <gtest/gtest.h>

namespace smsgw::http {
namespace {

using Pairs = std::vector<Header>;

TEST(Query, IsReadAsFormsWriteIt) {
    EXPECT_EQ(read_query(""), Pairs());
    EXPECT_EQ(read_query("reference=order-1&limit=5"), (Pairs{{"reference", "order-1"}, {"limit", "5"}}));
    EXPECT_EQ(read_query("a=b+c%2B%20d%C3%A9"), (Pairs{{"a", "b c+ d\xc3\xa9"}}));
    EXPECT_EQ(read_query("a&b=&=c&&d=e=f&"), (Pairs{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "e=f"}}));
    EXPECT_EQ(read_query("a=1&a=2"), (Pairs{{"a", "1"}, {"a", "2"}}));
}

TEST(Query, IsRefusedWhenItCannotBeDecoded) {
    for (const auto* query : {"a=%", "a=%4", "a=%zz", "a=%00", "%0a=b", "a=b&c=%7f"})
        EXPECT_FALSE(read_query(query)) << query;
}

}   // namespace
}   // namespace smsgw::http
