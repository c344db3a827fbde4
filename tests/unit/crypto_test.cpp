// The cryptographic tools against published vectors.
#include "base/crypto.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace smsgw {
namespace {

struct Vector {
    std::string name;
    std::string key;
    std::string data;
    std::string expected;
};

class HmacSha256 : public testing::TestWithParam<Vector> {};

TEST_P(HmacSha256, IsTheOneOfRfc4231) {
    const auto& v = GetParam();
    EXPECT_EQ(hex(hmac_sha256(v.key, v.data)).substr(0, v.expected.size()), v.expected);
}

// RFC 4231, section 4. The output of case 5 is cut to 128 bits there.
const Vector vectors[] = {
    {"Case1", std::string(20, '\x0b'), "Hi There",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"Case2", "Jefe", "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"Case3", std::string(20, '\xaa'), std::string(50, '\xdd'),
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {"Case4",
     "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19",
     std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {"Case5", std::string(20, '\x0c'), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"},
    {"Case6", std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {"Case7", std::string(131, '\xaa'),
     "This is a test using a larger than block-size key and a larger than block-size data. The key needs to "
     "be hashed "
     "before being used by the HMAC algorithm.",
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};
INSTANTIATE_TEST_SUITE_P(Rfc4231, HmacSha256, testing::ValuesIn(vectors),
                         [](const auto& row) { return row.param.name; });

TEST(Sha256, IsTheOneOfFips180) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hex, IsLowerCaseAndTakesEveryByte) {
    EXPECT_EQ(hex(""), "");
    EXPECT_EQ(hex(std::string_view("\x00\x0f\xf0\xff", 4)), "000ff0ff");
}

// RFC 4648, section 10, in the alphabet of its section 5 and without padding.
TEST(Base64url, IsTheOneOfRfc4648) {
    EXPECT_EQ(base64url(""), "");
    EXPECT_EQ(base64url("f"), "Zg");
    EXPECT_EQ(base64url("fo"), "Zm8");
    EXPECT_EQ(base64url("foo"), "Zm9v");
    EXPECT_EQ(base64url("foob"), "Zm9vYg");
    EXPECT_EQ(base64url("fooba"), "Zm9vYmE");
    EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
}

TEST(Base64url, IsReadInItsOneSpelling) {
    for (const auto* text : {"", "f", "fo", "foo", "foob", "\xfb\xff\xfe"})
        EXPECT_EQ(from_base64url(base64url(text)), text);
    for (const auto* text : {"Zg==", "Zg=", "Z", "Zh", "+__-", "-/_-", "Zm9v\n", "Zm 9v", "Zm9vYg.", "Zm9vY"})
        EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(Hex, IsReadInEitherCase) {
    EXPECT_EQ(from_hex(""), "");
    EXPECT_EQ(from_hex("000fF0fF"), std::string("\x00\x0f\xf0\xff", 4));
    for (const auto* text : {"0", "0g", "0x00", " 00", "00 ", "-1"}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Digest, IsThePublishedOneOfEachAlgorithm) {
    // RFC 1321, FIPS 180-4 and RFC 3874: of "abc".
    EXPECT_EQ(hex(digest(Digest::md5, "abc")), "900150983cd24fb0d6963f7d28e17f72");
    EXPECT_EQ(hex(digest(Digest::sha1, "abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hex(digest(Digest::sha224, "abc")), "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
    EXPECT_EQ(hex(digest(Digest::sha384, "abc")).substr(0, 32), "cb00753f45a35e8bb5a03d699ac65007");
    EXPECT_EQ(hex(digest(Digest::sha512, "abc")).substr(0, 32), "ddaf35a193617abacc417349ae204131");
}

TEST(Hmac, IsThePublishedOneOfEachAlgorithm) {
    // RFC 2202 and RFC 4231, test case 2 of each.
    const auto hmac_of = [](Digest algorithm) {
        return hex(hmac(algorithm, "Jefe", "what do ya want for nothing?")).substr(0, 32);
    };
    EXPECT_EQ(hmac_of(Digest::md5), "750c783e6ab0b503eaa86e310a5db738");
    EXPECT_EQ(hmac_of(Digest::sha1), "effcdf6ae5eb2fa2d27416d5f184df9c");
    EXPECT_EQ(hmac_of(Digest::sha224), "a30e01098bc6dbbf45690f3a7e9e6d0f");
    EXPECT_EQ(hmac_of(Digest::sha384), "af45d2e376484031617f78d2b58a6b1b");
    EXPECT_EQ(hmac_of(Digest::sha512), "164b7a7bfcf819e2e395fbe73b56e0a3");
}

TEST(Hmac, TakesAnEmptyKey) {
    EXPECT_EQ(hex(hmac(Digest::sha256, {}, "")),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(EqualConstantTime, ComparesLengthsAndAllBytes) {
    EXPECT_TRUE(equal_constant_time("", ""));
    EXPECT_TRUE(equal_constant_time("same", "same"));
    EXPECT_FALSE(equal_constant_time("same", "samE"));
    EXPECT_FALSE(equal_constant_time("same", "Same"));
    EXPECT_FALSE(equal_constant_time("same", "sam"));
    EXPECT_FALSE(equal_constant_time("", "s"));
    EXPECT_TRUE(equal_constant_time(std::string_view("a\0b", 3), std::string_view("a\0b", 3)));
    EXPECT_FALSE(equal_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

TEST(RandomBytes, FillMoreThanTheirPool) {
    std::array<unsigned char, 2000> bytes{};
    random_bytes(bytes);
    // 2000 fair bytes hold nearly all of the 256 values; fewer than 200 would mean a part was left as it was.
    const std::set<unsigned char> seen(bytes.begin(), bytes.end());
    EXPECT_GT(seen.size(), 200U);
}

TEST(RandomBase62, HasItsLengthItsAlphabetAndNoRepeats) {
    std::set<std::string> seen;
    std::set<char> letters;
    for (int i = 0; i < 500; ++i) {
        const auto text = random_base62(22);
        ASSERT_EQ(text.size(), 22U);
        letters.insert(text.begin(), text.end());
        EXPECT_TRUE(seen.insert(text).second);
    }
    EXPECT_EQ(letters.size(), 62U);
    for (const char c : letters) EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)));
    EXPECT_EQ(random_base62(0), "");
}

}   // namespace
}   // namespace smsgw
