// What becomes of CAPTCHA tokens while the service is out of order, and what is said of it.
#include <algorithm>

#include "support/captcha_fixture.hpp"

namespace smsgw::captcha {
namespace {

using namespace std::chrono_literals;
using test::Script;

class CaptchaOutage : public test::SiteVerifyTest {};

TEST_F(CaptchaOutage, LetsThroughDuringAnOutageWhenToldToAndSaysSo) {
    config.on_outage = OnOutage::allow;
    for (const auto& outage : {Script::answer(502, ""), Script::reset()}) {
        lines.clear();
        server.otherwise() = outage;
        EXPECT_EQ(verify(), "passed outage");
        EXPECT_NE(lines.find("captcha.outage_allowed"), std::string::npos);
    }
    server.otherwise() = Script::hang();
    EXPECT_EQ(verify_in_vain(2), "passed outage");
    EXPECT_NE(lines.find("timeout"), std::string::npos);
}

TEST_F(CaptchaOutage, LetsNothingElseThroughDuringAnOutage) {
    config.on_outage = OnOutage::allow;
    const auto verifier = a_verifier();
    server.otherwise() = Script::answer(502, "");
    EXPECT_EQ(verify(*verifier), "passed outage");
    EXPECT_EQ(verify(*verifier), "refused replayed");
    EXPECT_EQ(verify(*verifier, "a b"), "refused token_malformed");
    // what is said counts
    server.otherwise() = Script::answer(200, body("false"));
    EXPECT_EQ(verify(*verifier, "forged"), "refused forged");
    // and what only a changed setting will help is no outage
    server.otherwise() = Script::answer(200, R"({"success":false,"error-codes":["invalid-input-secret"]})");
    EXPECT_EQ(verify(*verifier, "t1"), "unavailable secret");
    EXPECT_NE(lines.find("captcha.misconfigured"), std::string::npos);
    server.otherwise() = Script::answer(302, "", {{"Location", server.url("/elsewhere")}});
    EXPECT_EQ(verify(*verifier, "t2"), "unavailable http_302");
    // nor is what strangers can bring about, or what is no answer of the service
    server.otherwise() = Script::answer(429, "");
    EXPECT_EQ(verify(*verifier, "t3"), "unavailable http_429");
    server.otherwise() = Script::answer(400, "");
    EXPECT_EQ(verify(*verifier, "t4"), "unavailable http_400");
    server.otherwise() = Script::answer(200, "<html>");
    EXPECT_EQ(verify(*verifier, "t5"), "unavailable answer_malformed");
    server.otherwise() = Script::answer(200, std::string(64 * 1024, ' '));
    EXPECT_EQ(verify(*verifier, "t6"), "unavailable response_too_large");
}

TEST_F(CaptchaOutage, SaysALongOutageOnceASecond) {
    config.on_outage = OnOutage::allow;
    server.otherwise() = Script::answer(502, "");
    const auto verifier = a_verifier();
    const auto count_of_lines = [&] { return std::count(lines.begin(), lines.end(), '\n'); };
    for (int i = 0; i < 5; ++i) verify(*verifier, "t" + std::to_string(i));
    EXPECT_EQ(count_of_lines(), 1);
    clock.advance(1s);
    verify(*verifier, "t5");
    EXPECT_EQ(count_of_lines(), 2);
    EXPECT_NE(lines.find(R"("count":5)"), std::string::npos) << lines;
}

TEST_F(CaptchaOutage, SaysNoSecretAndNoToken) {
    config.on_outage = OnOutage::allow;
    for (const auto& script :
         {Script::answer(502, "the-secret 0.token-1"),
          Script::answer(200, R"({"success":false,"error-codes":["invalid-input-secret"]})")}) {
        server.otherwise() = script;
        verify();
    }
    EXPECT_FALSE(lines.empty());
    EXPECT_EQ(lines.find("the-secret"), std::string::npos);
    EXPECT_EQ(lines.find("0.token"), std::string::npos);
}

}   // namespace
}   // namespace smsgw::captcha
