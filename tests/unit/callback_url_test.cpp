// URLs as people register them, and as attackers would.
#include "base/callback_url.hpp"

#include <gtest/gtest.h>

namespace smsgw {
namespace {

bool fine(const std::string& url, Loopback loopback = Loopback::refused) {
    return !complaint_about_callback_url(url, loopback);
}

TEST(CallbackUrl, IsHttpsByName) {
    for (const auto* url : {"https://shop.example.com", "https://shop.example.com/sms-events",
                            "https://shop.example.com:8443/a?b=c", "https://SHOP.example.com:443/",
                            "https://xn--bcher-kva.example/", "https://a.b-1.example./x"})
        EXPECT_TRUE(fine(url)) << url;
}

TEST(CallbackUrl, IsNothingElse) {
    for (const auto* url : {"",
                            "shop",
                            "/events",
                            "//shop.example.com/",
                            "http://shop.example.com/",
                            "ftp://shop.example.com/",
                            "file:///etc/passwd",
                            "gopher://shop.example.com/",
                            "javascript:alert(1)",
                            "https://",
                            "https:///x",
                            "https://user@shop.example.com/",
                            "https://user:pass@shop.example.com/",
                            "https://shop.example.com@127.0.0.1/",
                            "https://127.0.0.1#@shop.example.com/",
                            "https://shop.example.com/#x",
                            "https://shop.example.com:80/",
                            "https://shop.example.com:22/",
                            "https://shop.example.com:6379/",
                            "https://shop.example.com:0/",
                            "https://shop.example.com:99999/",
                            "https://shop%2eexample.com/",
                            "https://shop.example.com\\@127.0.0.1/",
                            "https://shop.example.com/a b",
                            "https://shop.example.com/\r\nX: y",
                            "https://b\xC3\xBC"
                            "cher.example/"})
        EXPECT_FALSE(fine(url)) << url;
    EXPECT_TRUE(fine("https://shop.example.com/" + std::string(487, 'a')));
    EXPECT_FALSE(fine("https://shop.example.com/" + std::string(488, 'a')));
}

TEST(CallbackUrl, NamesNoAddressInAnyNotation) {
    for (const auto* url : {"https://8.8.8.8/",
                            "https://127.0.0.1/",
                            "https://[::1]/",
                            "https://[::ffff:127.0.0.1]/",
                            "https://[64:ff9b::7f00:1]/",
                            "https://[2002:7f00:1::]/",
                            "https://[fe80::1%25eth0]/",
                            "https://[::ffff:a9fe:a9fe]/",
                            "https://2130706433/",
                            "https://0x7f000001/",
                            "https://0x7f.0.0.1/",
                            "https://017700000001/",
                            "https://0177.0.0.1/",
                            "https://0177.0.0.0x1/",
                            "https://127.1/",
                            "https://127.0.1/",
                            "https://0/",
                            "https://0.0.0.0/",
                            "https://10.1/",
                            "https://192.168.257/",
                            "https://169.254.169.254/latest/meta-data/",
                            "https://2852039166/",
                            "https://0xA9FEA9FE/",
                            "https://127.0.0.1./",
                            "https://[v1.fe80]/"})
        EXPECT_FALSE(fine(url)) << url;
}

TEST(CallbackUrl, NamesThisMachineInDevelopmentOnly) {
    for (const auto* url : {"http://127.0.0.1:9000/", "http://localhost:9000/events", "https://[::1]:9000/",
                            "http://shop.localhost/", "http://localhost./", "http://127.8.8.8/"}) {
        EXPECT_FALSE(fine(url)) << url;
        EXPECT_TRUE(fine(url, Loopback::allowed)) << url;
    }
    for (const auto* url : {"http://shop.example.com/", "https://10.0.0.1/", "http://localhost.example.com/",
                            "http://127.0.0.1.example/"})
        EXPECT_FALSE(fine(url, Loopback::allowed)) << url;
}

TEST(CallbackUrl, HasAPathThatEverybodyReadsAlike) {
    for (const auto* path : {"/a/../b", "/./a", "/a/..", "/.", "/%2e%2e/a", "/a%2Fb", "/a%5cb"})
        EXPECT_FALSE(fine("https://shop.example.com" + std::string(path))) << path;
    EXPECT_TRUE(fine("https://shop.example.com/..a/b...c/.d"));
}

TEST(CallbackPrefix, EndsAtASlash) {
    const std::vector<std::string> prefixes = {"https://shop.example.com/sms", "https://other.example.com/"};
    for (const auto* url : {"https://shop.example.com/sms", "https://shop.example.com/sms/",
                            "https://shop.example.com/sms/7?x=1", "https://SHOP.EXAMPLE.COM:443/sms",
                            "https://shop.example.com./sms", "https://other.example.com"})
        EXPECT_TRUE(is_below_any(url, prefixes)) << url;
    for (const auto* url :
         {"https://shop.example.com/", "https://shop.example.com/smsx", "https://shop.example.com/SMS",
          "http://shop.example.com/sms", "https://shop.example.com:8443/sms",
          "https://shop.example.com.evil.example/sms", "https://evil.example/sms",
          "https://shop.example.com/sms/../admin", "https://shop.example.com/sms/%2e%2e/admin",
          "https://shop.example.com@evil.example/sms", "https://evilshop.example.com/sms", "nonsense"})
        EXPECT_FALSE(is_below_any(url, prefixes)) << url;
    EXPECT_FALSE(is_below_any("https://shop.example.com/sms", {}));
}

}   // namespace
}   // namespace smsgw
