// Section [captcha]: what belongs together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

test::ConfigFixture with_captcha(const std::string& keys) {
    auto fixture = test::with_toml("[captcha]\n" + keys);
    fixture.env["CAPTCHA_SECRET"] = "0x4AAA-a-secret";
    return fixture;
}

const std::string secret_and_site = "secret = \"env:CAPTCHA_SECRET\"\nhostnames = [\"www.example.com\"]\n";

TEST(CaptchaConfig, IsNoneUnlessAServiceIsNamed) {
    EXPECT_FALSE(test::ConfigFixture().config().captcha.service.has_value());
    EXPECT_FALSE(with_captcha("service = \"\"\n").config().captcha.service.has_value());
}

TEST(CaptchaConfig, KnowsWhereEachServiceIs) {
    const auto url_of = [](const std::string& service) {
        return with_captcha("service = \"" + service + "\"\n" + secret_and_site).config().captcha.verify_url;
    };
    EXPECT_EQ(url_of("turnstile"), "https://challenges.cloudflare.com/turnstile/v0/siteverify");
    EXPECT_EQ(url_of("hcaptcha"), "https://api.hcaptcha.com/siteverify");
    EXPECT_EQ(url_of("recaptcha"), "https://www.google.com/recaptcha/api/siteverify");
}

TEST(CaptchaConfig, TakesAnotherAddress) {
    const auto keys = "service = \"turnstile\"\naction = \"a\"\n" + secret_and_site;
    auto loaded = with_captcha(keys + "verify_url = \"https://proxy.internal/turnstile\"\n").load();
    EXPECT_EQ(loaded.config.captcha.verify_url, "https://proxy.internal/turnstile");
    EXPECT_THAT(loaded.warnings, IsEmpty());
    loaded = with_captcha(keys + "verify_url = \"http://proxy.internal/turnstile\"\n").load();
    EXPECT_THAT(loaded.warnings, ElementsAre("captcha.verify_url is http: the secret travels in the clear"));
}

TEST(CaptchaConfig, NeedsASecretAndHostnames) {
    EXPECT_THAT(with_captcha("service = \"turnstile\"\n").problems(),
                ElementsAre("captcha.secret: missing; captcha.service needs it",
                            "captcha.hostnames: missing; tokens from any site would be good"));
}

TEST(CaptchaConfig, KnowsItsServices) {
    EXPECT_THAT(
        with_captcha("service = \"captcha\"\n" + secret_and_site).problems(),
        ElementsAre("captcha.service (line 2): 'captcha' is not one of turnstile, hcaptcha, recaptcha"));
    EXPECT_THAT(with_captcha("on_outage = \"maybe\"\n").problems(),
                ElementsAre("captcha.on_outage (line 2): 'maybe' is not one of deny, allow"));
}

TEST(CaptchaConfig, TakesHostNamesOnly) {
    for (const std::string name : {"https://www.example.com", "www.example.com:443", "*.example.com", ""})
        EXPECT_THAT(with_captcha("hostnames = [\"" + name + "\"]\n").problems(),
                    ElementsAre(HasSubstr("is not a host name, like www.example.com")))
            << name;
}

TEST(CaptchaConfig, SaysWhatWouldMakeATokenProveLess) {
    EXPECT_THAT(with_captcha("service = \"turnstile\"\n" + secret_and_site).load().warnings,
                ElementsAre(HasSubstr("captcha.action is not set")));
    EXPECT_THAT(with_captcha("service = \"hcaptcha\"\n" + secret_and_site).load().warnings,
                ElementsAre(HasSubstr("captcha.sitekey is not set")));
    EXPECT_THAT(with_captcha("service = \"hcaptcha\"\nsitekey = \"s\"\n" + secret_and_site).load().warnings,
                IsEmpty());
}

TEST(CaptchaConfig, SaysWhatAServiceDoesNotHave) {
    EXPECT_THAT(with_captcha("service = \"hcaptcha\"\naction = \"a\"\n" + secret_and_site).problems(),
                ElementsAre("captcha.action: hcaptcha has none"));
    EXPECT_THAT(with_captcha("service = \"recaptcha\"\naction = \"a\"\nsitekey = \"s\"\n" + secret_and_site)
                    .load()
                    .warnings,
                ElementsAre("captcha.sitekey: recaptcha does not ask for it"));
    EXPECT_THAT(with_captcha(secret_and_site).load().warnings,
                ElementsAre(HasSubstr("captcha.secret is set without captcha.service")));
}

TEST(CaptchaConfig, IsShownWithoutItsSecret) {
    const auto text =
        describe(with_captcha("service = \"hcaptcha\"\nsitekey = \"s\"\n" + secret_and_site).config());
    EXPECT_THAT(text, HasSubstr("captcha.service = \"hcaptcha\""));
    EXPECT_THAT(text, HasSubstr("captcha.secret = \"***\""));
    EXPECT_THAT(text, testing::Not(HasSubstr("a-secret")));
}

}   // namespace
}   // namespace smsgw::app
