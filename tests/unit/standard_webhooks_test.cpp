// Signatures are those of Standard Webhooks: its published vector, and what keys may look like.
#include "base/standard_webhooks.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"

namespace smsgw {
namespace {

constexpr auto published_key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr auto published_id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr auto published_body = R"({"test": 2432232314})";
constexpr std::int64_t published_time = 1614265330;
constexpr auto published_signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

std::string key_of(std::size_t bytes) {
    return "whsec_" + base64(std::string(bytes, 'k'));
}

TEST(WebhookKey, SignsThePublishedVector) {
    const auto key = WebhookKey::parse(published_key).value();
    EXPECT_EQ(key.sign(published_id, published_time, published_body), published_signature);
}

TEST(WebhookKey, SignsIdTimeAndBody) {
    const auto key = WebhookKey::parse(published_key).value();
    EXPECT_NE(key.sign("msg_other", published_time, published_body), published_signature);
    EXPECT_NE(key.sign(published_id, published_time + 1, published_body), published_signature);
    EXPECT_NE(key.sign(published_id, published_time, "{}"), published_signature);
}

TEST(WebhookKey, HasTwentyFourToSixtyFourBytes) {
    EXPECT_TRUE(WebhookKey::parse(key_of(23)).has_error());
    EXPECT_TRUE(WebhookKey::parse(key_of(24)).has_value());
    EXPECT_TRUE(WebhookKey::parse(key_of(64)).has_value());
    EXPECT_TRUE(WebhookKey::parse(key_of(65)).has_error());
}

TEST(WebhookKey, IsNothingElse) {
    for (const auto* text :
         {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-w", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
          "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
        EXPECT_TRUE(WebhookKey::parse(text).has_error()) << text;
}

TEST(WebhookSignatures, AreOneByEachKey) {
    const auto now = WebhookKey::parse(published_key).value();
    const auto old = WebhookKey::parse(key_of(32)).value();
    const auto both = webhook_signatures({now, old}, published_id, published_time, published_body);
    EXPECT_EQ(both, std::string(published_signature) + " " +
                        old.sign(published_id, published_time, published_body));
}

TEST(Base64, IsReadStrictly) {
    EXPECT_EQ(from_base64("TWE="), "Ma");
    EXPECT_EQ(from_base64("TWFu"), "Man");
    EXPECT_EQ(from_base64(""), "");
    for (const auto* text : {"TWE", "TWE==", "TWF=", "TW E=", "TWE=\n", "====", "T-E=", "TQ==TQ=="})
        EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

}   // namespace
}   // namespace smsgw
