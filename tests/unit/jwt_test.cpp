// What a JSON Web Token is refused for. That right ones are taken is shown by the vectors of tests/data as well.
#include "base/jwt.hpp"

#include <gtest/gtest.h>

#include "support/rsa_pair.hpp"

namespace smsgw {
namespace {

using nlohmann::json;

const std::vector<Secret> keys = {Secret("old"), Secret("new")};
constexpr JwtAlgorithm only_hs256[] = {JwtAlgorithm::hs256};
constexpr JwtAlgorithm all_hs[] = {JwtAlgorithm::hs256, JwtAlgorithm::hs384, JwtAlgorithm::hs512};

// A token of any header and claims whose HS256 signature is right.
std::string a_token(const std::string& header, const std::string& claims) {
    const auto text = base64url(header) + "." + base64url(claims);
    return text + "." + base64url(hmac_sha256("new", text));
}

Errc refusal_of(const std::string& token) {
    const auto claims = verify_jwt(token, only_hs256, keys);
    return claims.has_error() ? static_cast<Errc>(claims.error().value()) : Errc{};
}

constexpr auto plain_header = R"({"alg":"HS256"})";

TEST(Jwt, IsTakenWhenOneOfTheKeysSignedIt) {
    const json claims = {{"iss", "me"}, {"iat", 7}};
    for (const auto algorithm : all_hs)
        for (const auto& key : keys)
            EXPECT_EQ(verify_jwt(sign_jwt(algorithm, key, claims), all_hs, keys).value(), claims);
    EXPECT_EQ(verify_jwt(a_token(plain_header, R"({"a":1})"), only_hs256, keys).value(), json({{"a", 1}}));
}

TEST(Jwt, IsTheOneOfRfc7515) {
    // Appendix A.1, whose claims have line ends.
    const auto key = from_base64url(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    const std::vector<Secret> published = {Secret(key.value())};
    const auto claims = verify_jwt(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9"
        "leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        only_hs256, published);
    EXPECT_EQ(claims.value().at("iss"), "joe");
}

TEST(Jwt, IsRefusedWithoutAnAlgorithmOfTheList) {
    const json claims = {{"iss", "me"}};
    EXPECT_EQ(refusal_of(sign_jwt(JwtAlgorithm::hs512, keys[1], claims)), Errc::signature_bad);
    for (const auto* header :
         {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":""})", R"({"alg":"hs256"})", R"({"alg":null})",
          R"({"alg":["HS256"]})", R"({"typ":"JWT"})", R"({})", R"([])", R"("HS256")",
          R"({"alg":"HS256","alg":"HS256"})", R"({"alg":"RS256"})"}) {
        EXPECT_EQ(refusal_of(a_token(header, "{}")), Errc::signature_bad) << header;
        const auto unsigned_token = base64url(header) + "." + base64url("{}") + ".";
        EXPECT_EQ(refusal_of(unsigned_token), Errc::signature_bad) << header;
    }
    EXPECT_TRUE(verify_jwt(a_token(plain_header, "{}"), {}, keys).has_error());
}

TEST(Jwt, IsRefusedWithAnExtensionThatMustBeUnderstood) {
    EXPECT_EQ(refusal_of(a_token(R"({"alg":"HS256","crit":["b64"],"b64":false})", "{}")),
              Errc::signature_bad);
}

TEST(Jwt, IsRefusedByOtherKeysByEmptyOnesAndByNone) {
    const auto token = a_token(plain_header, "{}");
    const std::vector<Secret> others = {Secret("other"), Secret()};
    EXPECT_TRUE(verify_jwt(token, only_hs256, others).has_error());
    EXPECT_TRUE(verify_jwt(token, only_hs256, {}).has_error());
    const auto by_nobody = sign_jwt(JwtAlgorithm::hs256, Secret(), json::object());
    EXPECT_TRUE(verify_jwt(by_nobody, only_hs256, others).has_error());
}

TEST(Jwt, IsRefusedWhenItIsNoToken) {
    EXPECT_EQ(refusal_of(""), Errc::signature_missing);
    const auto token = a_token(plain_header, "{}");
    const auto two_parts = token.substr(0, token.rfind('.'));
    for (const auto& text :
         {std::string("."), std::string(".."), std::string("a.b.c"), two_parts, token + ".x", token + "=",
          " " + token, token + "\n", token.substr(1), token.substr(0, token.size() - 1)})
        EXPECT_EQ(refusal_of(text), Errc::signature_bad) << text;
}

TEST(Jwt, IsRefusedWhenItsClaimsAreNoStrictObject) {
    for (const auto* claims : {"", "[]", "7", R"({"a":1,"a":2})", "{\"a\":\"\xff\"}", "{}x"})
        EXPECT_EQ(refusal_of(a_token(plain_header, claims)), Errc::signature_bad) << claims;
}

TEST(Jwt, IsRefusedWhenItIsHuge) {
    EXPECT_EQ(refusal_of(a_token(plain_header, R"({"a":")" + std::string(5'000, 'x') + R"("})")), Errc{});
    EXPECT_EQ(refusal_of(a_token(plain_header, R"({"a":")" + std::string(9'000, 'x') + R"("})")),
              Errc::signature_bad);
    EXPECT_EQ(refusal_of(std::string(10'000'000, '.')), Errc::signature_bad);
}

TEST(Jwt, IsSignedWithAnRsaKeyForOurOwnRequests) {
    const auto pair = test::an_rsa_pair(2048);
    const auto key = RsaPrivateKey::parse(Secret(pair.private_key_pem)).value();
    const auto token = sign_jwt(key, json{{"application_id", "a"}});
    const auto dot = token.rfind('.');
    const auto header = from_base64url(token.substr(0, token.find('.'))).value();
    EXPECT_EQ(json::parse(header), (json{{"alg", "RS256"}, {"typ", "JWT"}}));
    const auto signature = from_base64url(token.substr(dot + 1)).value();
    EXPECT_TRUE(RsaCertificate::parse(pair.certificate_pem)
                    .value()
                    .verify(Digest::sha256, token.substr(0, dot), signature));
}

}   // namespace
}   // namespace smsgw
