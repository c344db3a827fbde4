// Addresses and ranges of them, in their one spelling.
#include "smsgw/ip_range.hpp"

#include <gtest/gtest.h>

namespace smsgw {
namespace {

bool holds(const char* range, const char* address) {
    return IpRange::parse(range)->contains(*read_ip(address));
}

TEST(IpRange, HoldsWhatBeginsLikeIt) {
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
    EXPECT_TRUE(holds("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(holds("192.0.2.7", "192.0.2.8"));
    EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.1"));
    EXPECT_TRUE(holds("2001:db8::/32", "2001:db8:ffff::1"));
    EXPECT_FALSE(holds("2001:db8::/32", "2001:db9::1"));
    EXPECT_FALSE(holds("::/0", "192.0.2.7"));
    EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
}

TEST(IpRange, KnowsAnIpv4AddressInIpv6Clothes) {
    EXPECT_TRUE(holds("192.0.2.0/24", "::ffff:192.0.2.7"));
    EXPECT_TRUE(holds("::ffff:192.0.2.7", "192.0.2.7"));
}

TEST(IpRange, HasOneSpelling) {
    EXPECT_EQ(IpRange::parse("10.1.2.3/8")->text(), "10.0.0.0/8");
    EXPECT_EQ(IpRange::parse("192.0.2.7/32")->text(), "192.0.2.7");
    EXPECT_EQ(IpRange::parse("2001:DB8:0::/32")->text(), "2001:db8::/32");
    EXPECT_EQ(IpRange::parse("2001:db8::1")->text(), "2001:db8::1");
}

TEST(IpRange, IsNothingElse) {
    for (const char* text : {"", "office", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "2001:db8::/129",
                             " 10.0.0.0/8", "+31612345678"})
        EXPECT_FALSE(IpRange::parse(text)) << text;
}

TEST(SourceOf, IsTheAddressOrTheHouseholdsNetwork) {
    EXPECT_EQ(source_of(*read_ip("192.0.2.7")), "192.0.2.7");
    EXPECT_EQ(source_of(*read_ip("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::/64");
}

}   // namespace
}   // namespace smsgw
