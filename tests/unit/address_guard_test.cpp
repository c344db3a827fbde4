// Addresses that callbacks must not reach, in every disguise.
#include "http/address_guard.hpp"

#include <gtest/gtest.h>

namespace smsgw::http {
namespace {

bool global(const char* text) {
    return is_global(asio::ip::make_address(text));
}

TEST(AddressGuard, LetsAddressesOfTheInternetPass) {
    for (const auto* text : {"1.1.1.1",
                             "8.8.8.8",
                             "9.255.255.255",
                             "11.0.0.1",
                             "100.63.255.255",
                             "100.128.0.0",
                             "126.255.255.255",
                             "128.0.0.1",
                             "169.253.255.255",
                             "172.15.255.255",
                             "172.32.0.0",
                             "192.167.255.255",
                             "192.169.0.0",
                             "198.17.255.255",
                             "198.20.0.0",
                             "223.255.255.255",
                             "2606:4700:4700::1111",
                             "2a00:1450:4001::1",
                             "2001:4860:4860::8888",
                             "2001:200::1",
                             "3ffd::1"})
        EXPECT_TRUE(global(text)) << text;
}

TEST(AddressGuard, RefusesAllOtherIpv4) {
    for (const auto* text :
         {"0.0.0.0",         "0.1.2.3",         "10.0.0.1",        "10.255.255.255",  "100.64.0.0",
          "100.127.255.255", "127.0.0.1",       "127.255.255.255", "169.254.169.254", "172.16.0.1",
          "172.31.255.255",  "192.0.0.8",       "192.0.2.1",       "192.88.99.1",     "192.168.0.1",
          "192.168.255.255", "198.18.0.1",      "198.19.255.255",  "198.51.100.7",    "203.0.113.9",
          "224.0.0.1",       "239.255.255.255", "240.0.0.1",       "255.255.255.255"})
        EXPECT_FALSE(global(text)) << text;
}

TEST(AddressGuard, RefusesAllOtherIpv6) {
    for (const auto* text : {"::",
                             "::1",
                             "::ffff:127.0.0.1",
                             "::ffff:8.8.8.8",
                             "::127.0.0.1",
                             "::8.8.8.8",
                             "64:ff9b::7f00:1",
                             "64:ff9b::808:808",
                             "64:ff9b:1::a00:1",
                             "100::1",
                             "2001::1",
                             "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                             "2001:2::1",
                             "2001:10::1",
                             "2001:20::1",
                             "2001:db8::1",
                             "2002:7f00:1::",
                             "2002:a9fe:a9fe::1",
                             "3ffe::1",
                             "3fff::1",
                             "3fff:fff::1",
                             "5f00::1",
                             "fc00::1",
                             "fd12:3456::1",
                             "fe80::1",
                             "fe80::1%1",
                             "fec0::1",
                             "ff02::1",
                             "4000::1",
                             "2a00:1450::5efe:7f00:1",
                             "2a00:1450::200:5efe:a00:1"})
        EXPECT_FALSE(global(text)) << text;
}

}   // namespace
}   // namespace smsgw::http
