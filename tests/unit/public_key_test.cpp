// Ed25519 against RFC 8032; RSA with a key made here, as no private key belongs in a repository.
#include "base/public_key.hpp"

#include <gtest/gtest.h>

#include "support/rsa_pair.hpp"

namespace smsgw {
namespace {

std::string bytes(std::string_view text) {
    return from_hex(text).value();
}

// RFC 8032, section 7.1, test 2.
const auto seed = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
const auto public_key = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
const auto signature = bytes(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");

TEST(Ed25519, IsTheOneOfRfc8032) {
    EXPECT_EQ(ed25519_sign(Secret(seed), "r").value(), signature);
    EXPECT_TRUE(ed25519_verify(public_key, "r", signature));
}

TEST(Ed25519, RefusesOtherTextsSignaturesAndKeys) {
    auto other = signature;
    other[40] = static_cast<char>(other[40] ^ 1);
    EXPECT_FALSE(ed25519_verify(public_key, "s", signature));
    EXPECT_FALSE(ed25519_verify(public_key, "", signature));
    EXPECT_FALSE(ed25519_verify(public_key, "r", other));
    EXPECT_FALSE(ed25519_verify(seed, "r", signature));
}

TEST(Ed25519, RefusesOtherSizes) {
    EXPECT_FALSE(ed25519_verify("", "r", signature));
    EXPECT_FALSE(ed25519_verify(public_key.substr(1), "r", signature));
    EXPECT_FALSE(ed25519_verify(public_key, "r", ""));
    EXPECT_FALSE(ed25519_verify(public_key, "r", signature.substr(1)));
    EXPECT_FALSE(ed25519_verify(public_key, "r", signature + signature));
    EXPECT_TRUE(ed25519_sign(Secret(seed.substr(1)), "r").has_error());
    EXPECT_TRUE(ed25519_sign(Secret(), "r").has_error());
}

TEST(Rsa, VerifiesWhatItsPrivateKeySigned) {
    const auto pair = test::an_rsa_pair(2048);
    const auto key = RsaPrivateKey::parse(Secret(pair.private_key_pem)).value();
    const auto certificate = RsaCertificate::parse(pair.certificate_pem).value();
    for (const auto algorithm : {Digest::sha1, Digest::sha256}) {
        auto signed_by = key.sign(algorithm, "text");
        EXPECT_TRUE(certificate.verify(algorithm, "text", signed_by));
        EXPECT_FALSE(certificate.verify(algorithm, "texts", signed_by));
        EXPECT_FALSE(certificate.verify(algorithm, "text", signed_by.substr(1)));
        EXPECT_FALSE(certificate.verify(algorithm, "text", ""));
        signed_by.back() = static_cast<char>(signed_by.back() ^ 1);
        EXPECT_FALSE(certificate.verify(algorithm, "text", signed_by));
    }
    EXPECT_FALSE(certificate.verify(Digest::sha256, "text", key.sign(Digest::sha1, "text")));
}

TEST(Rsa, TakesNoShortKeyAndNoOtherText) {
    const auto weak = test::an_rsa_pair(1024);
    EXPECT_TRUE(RsaCertificate::parse(weak.certificate_pem).has_error());
    EXPECT_TRUE(RsaPrivateKey::parse(Secret(weak.private_key_pem)).has_error());
    const auto good = test::an_rsa_pair(2048);
    EXPECT_TRUE(RsaCertificate::parse(good.private_key_pem).has_error());
    EXPECT_TRUE(RsaPrivateKey::parse(Secret(good.certificate_pem)).has_error());
    EXPECT_TRUE(RsaCertificate::parse("").has_error());
    EXPECT_TRUE(RsaCertificate::parse(good.certificate_pem.substr(0, 200)).has_error());
    EXPECT_TRUE(RsaCertificate::parse(std::string(70'000, ' ') + good.certificate_pem).has_error());
    EXPECT_TRUE(RsaPrivateKey::parse(Secret("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n"))
                    .has_error());
}

}   // namespace
}   // namespace smsgw
