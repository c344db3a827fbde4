// Networks that callbacks may be let into, and those that nobody opens by mistake.
#include "http/network.hpp"

#include <gtest/gtest.h>

namespace smsgw::http {
namespace {

bool holds(const char* network, const char* address) {
    return Network::parse(network).value().contains(asio::ip::make_address(address));
}

TEST(HttpNetwork, ContainsItsAddressesToTheLastBit) {
    EXPECT_TRUE(holds("10.20.0.0/16", "10.20.0.0"));
    EXPECT_TRUE(holds("10.20.0.0/16", "10.20.255.255"));
    EXPECT_FALSE(holds("10.20.0.0/16", "10.21.0.0"));
    EXPECT_TRUE(holds("10.0.0.0/9", "10.127.255.255"));
    EXPECT_FALSE(holds("10.0.0.0/9", "10.128.0.0"));
    EXPECT_TRUE(holds("192.168.7.9/32", "192.168.7.9"));
    EXPECT_FALSE(holds("192.168.7.9/32", "192.168.7.8"));
    EXPECT_TRUE(holds("fd12:3456:789a::/48", "fd12:3456:789a:ffff::1"));
    EXPECT_FALSE(holds("fd12:3456:789a::/48", "fd12:3456:789b::1"));
    EXPECT_TRUE(holds("fd12::7/128", "fd12::7"));
    EXPECT_FALSE(holds("fd12::7/128", "fd12::6"));
}

TEST(HttpNetwork, ContainsNoAddressOfTheOtherKind) {
    for (const auto* text : {"::ffff:10.20.0.1", "::10.20.0.1", "64:ff9b::10.20.0.1", "2002:a14:1::1"})
        EXPECT_FALSE(holds("10.20.0.0/16", text)) << text;
    EXPECT_FALSE(holds("fd12:3456:789a::/48", "10.20.0.1"));
}

TEST(HttpNetwork, ContainsNoAddressOfAParticularLink) {
    EXPECT_FALSE(holds("fd12:3456:789a::/48", "fd12:3456:789a::1%1"));
}

TEST(HttpNetwork, MayBePrivateSharedOrPublic) {
    for (const auto* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                             "203.0.113.0/24", "fd12:3456::/32", "fdff::/16", "2a00:1450::/32"})
        EXPECT_FALSE(complaint_about_network(text)) << text;
}

TEST(HttpNetwork, HasOneSpelling) {
    for (const auto* text :
         {"", "10.0.0.0", "10.0.0.0/", "/8", "10.0.0/8", "10/8", "10.0.0.0/33", "10.0.0.0/-8", "10.0.0.0/8/8",
          "10.0.0.0/a", "0x0a000000/8", "shop.internal/8", "fd00::/129", "fd00::"})
        EXPECT_EQ(complaint_about_network(text),
                  "must be a network, like 10.20.0.0/16 or fd12:3456:789a::/48")
            << text;
    EXPECT_EQ(complaint_about_network("10.1.2.3/8"), "must be written as 10.0.0.0/8");
    EXPECT_EQ(complaint_about_network("10.0.0.0/08"), "must be written as 10.0.0.0/8");
    EXPECT_EQ(complaint_about_network("FD12:0::/32"), "must be written as fd12::/32");
}

TEST(HttpNetwork, IsNotTooLarge) {
    for (const auto* text : {"0.0.0.0/0", "10.0.0.0/7", "64.0.0.0/2"})
        EXPECT_EQ(complaint_about_network(text), "must not be larger than a /8") << text;
    for (const auto* text : {"::/0", "fc00::/7", "2000::/3"})
        EXPECT_EQ(complaint_about_network(text), "must not be larger than a /16") << text;
}

TEST(HttpNetwork, HasNoPartInWhatIsNeverOpened) {
    for (const auto* text : {"0.0.0.0/8",    "127.0.0.0/8",    "127.0.0.1/32",
                             "127.5.0.0/16", "169.254.0.0/16", "169.254.169.254/32",
                             "169.0.0.0/8",  "224.0.0.0/8",    "255.255.255.255/32",
                             "::1/128",      "::/16",          "::ffff:0.0.0.0/96",
                             "64:ff9b::/96", "2001::/16",      "2001::/32",
                             "2002::/16",    "fd00::/16",      "fd00:ec2::254/128",
                             "fe80::/16",    "fe80::1/128",    "ff02::/16"}) {
        const auto complaint = complaint_about_network(text);
        ASSERT_TRUE(complaint) << text;
        EXPECT_TRUE(complaint->starts_with("must have no part in ")) << text << " " << *complaint;
        EXPECT_EQ(Network::parse(text).error(), Errc::config_invalid) << text;
    }
}

}   // namespace
}   // namespace smsgw::http
