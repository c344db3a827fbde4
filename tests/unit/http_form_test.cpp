#include "http/form.hpp"

#include <gtest/gtest.h>

namespace smsgw::http {
namespace {

using Pairs = std::vector<Header>;

TEST(Form, KeepsOrderRepeatsAndEmptyValues) {
    EXPECT_EQ(read_form(""), Pairs());
    EXPECT_EQ(read_form("b=2&a=1&b=1"), (Pairs{{"b", "2"}, {"a", "1"}, {"b", "1"}}));
    EXPECT_EQ(read_form("a&b=&=c&&d=e=f&"), (Pairs{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "e=f"}}));
}

TEST(Form, HoldsAnyBytes) {
    EXPECT_EQ(read_form("Body=a+b%2B%0D%0A%E2%82%AC%00"),
              (Pairs{{"Body", std::string("a b+\r\n\xE2\x82\xAC\0", 10)}}));
}

TEST(Form, IsRefusedWithAnInvalidEscape) {
    for (const auto* text : {"a=%", "a=%4", "a=%zz", "%=a", "a=b&c=%f"})
        EXPECT_FALSE(read_form(text)) << text;
}

TEST(Form, HasABoundedNumberOfPairs) {
    std::string text;
    for (std::size_t i = 0; i < form_pairs_max; ++i) text += "a=b&";
    EXPECT_EQ(read_form(text)->size(), form_pairs_max);
    EXPECT_FALSE(read_form(text + "a=b"));
}

TEST(Form, IsWrittenAsItIsRead) {
    const Pairs pairs = {{"a b", "1 & 2 = +"}, {"~-._", "%\xC3\xA9\n"}, {"", ""}, {"x", " "}};
    EXPECT_EQ(write_form(pairs), "a+b=1+%26+2+%3D+%2B&~-._=%25%C3%A9%0A&=&x=+");
    EXPECT_EQ(read_form("a+b=1+%26+2+%3D+%2B&~-._=%25%C3%A9%0A&x=+"),
              (Pairs{{"a b", "1 & 2 = +"}, {"~-._", "%\xC3\xA9\n"}, {"x", " "}}));
}

TEST(Form, IsKnownByItsContentType) {
    EXPECT_TRUE(is_form("application/x-www-form-urlencoded"));
    EXPECT_TRUE(is_form("Application/X-WWW-Form-Urlencoded; charset=UTF-8"));
    EXPECT_FALSE(is_form("application/x-www-form-urlencoded2"));
    EXPECT_FALSE(is_form("application/json"));
    EXPECT_FALSE(is_form(""));
}

}   // namespace
}   // namespace smsgw::http
