// Who is let in, after a challenge or without, and what is written down of it.
#include "intake/intake.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "support/fake_bench.hpp"

namespace smsgw::intake {
namespace {

struct FakeCaptcha : CaptchaVerifier {
    CaptchaVerdict verdict = CaptchaVerdict::passed;
    int asked = 0;
    Task<CaptchaAnswer> verify(CaptchaQuestion) override {
        ++asked;
        co_return CaptchaAnswer{verdict, "why"};
    }
};

class IntakeTest : public testing::Test {
protected:
    IntakeTest() {
        account.id = AccountId("shop");
        config.hash_key = Secret("pepper");
    }
    Admitted accept(const std::string& token = "") {
        Intake intake(s.messages(), config, &captcha);
        Plan plan{.message = test::a_message(Lane::otp),
                  .end_user = {.captcha_token = Secret(token), .vouched = vouched}};
        Wanted wanted{plan, &account, "", std::nullopt};
        log::Capture capture(lines);
        return test::value_of(s.run(intake.accept(wanted)));
    }
    bool logged(const std::string& text) const { return lines.find(text) != std::string::npos; }

    test::FakeBench s;
    Account account;
    AdmissionConfig config;
    FakeCaptcha captcha;
    bool vouched = false;
    std::string lines;
};

TEST_F(IntakeTest, LetsInWhatNothingKeepsOut) {
    EXPECT_EQ(accept("token").kind, AdmitKind::fresh);
    EXPECT_EQ(captcha.asked, 0) << "a token costs a call: it is only looked at when it is needed";
    EXPECT_EQ(s.storage.checks.size(), 1U);
}

TEST_F(IntakeTest, WritesDownWhatItKeepsOutAndWhy) {
    s.storage.denial = Denial{AdmissionRule::number_block, RuleAction::refuse, Millis{1234}, "p:31612345"};
    EXPECT_EQ(accept("token").kind, AdmitKind::denied);
    EXPECT_EQ(captcha.asked, 0);
    EXPECT_TRUE(logged("message.denied"));
    EXPECT_TRUE(logged("number_block"));
    EXPECT_TRUE(logged("p:31612345"));
    EXPECT_TRUE(logged("1234"));
    EXPECT_TRUE(logged(keyed_hash(config.hash_key, "31612345678")));
    EXPECT_FALSE(logged("31612345678"));
}

TEST_F(IntakeTest, LetsAPersonInWhoProvedToBeOne) {
    s.storage.denial = Denial{AdmissionRule::drift, RuleAction::challenge, Millis{1}, "NL"};
    EXPECT_EQ(accept("").kind, AdmitKind::denied);
    EXPECT_EQ(captcha.asked, 0);
    EXPECT_EQ(accept("token").kind, AdmitKind::fresh);
    EXPECT_EQ(captcha.asked, 1);
}

TEST_F(IntakeTest, LetsNobodyInWhoseTokenIsNotVerified) {
    s.storage.denial = Denial{AdmissionRule::drift, RuleAction::challenge, Millis{1}, "NL"};
    for (const auto verdict : {CaptchaVerdict::refused, CaptchaVerdict::unavailable}) {
        captcha.verdict = verdict;
        EXPECT_EQ(accept("token").kind, AdmitKind::denied);
        EXPECT_TRUE(logged("captcha.not_passed"));
    }
    EXPECT_TRUE(s.storage.messages.empty());
}

TEST_F(IntakeTest, BelievesAnAccountThatVouchesForItsUser) {
    s.storage.denial = Denial{AdmissionRule::drift, RuleAction::challenge, Millis{1}, "NL"};
    vouched = true;
    EXPECT_EQ(accept().kind, AdmitKind::fresh);
    EXPECT_EQ(captcha.asked, 0);
}

TEST(ErrcOfDenial, TellsLimitsExactlyAndAbuseNot) {
    const auto code = [](AdmissionRule rule, RuleAction action = RuleAction::refuse) {
        return errc_of(Denial{rule, action, Millis{1}, ""});
    };
    EXPECT_EQ(code(AdmissionRule::account_rate), Errc::rate_limited);
    EXPECT_EQ(code(AdmissionRule::recipient), Errc::recipient_limited);
    EXPECT_EQ(code(AdmissionRule::spend_account), Errc::spend_cap_reached);
    EXPECT_EQ(code(AdmissionRule::spend_country), Errc::spend_cap_reached);
    for (const auto rule : {AdmissionRule::country_cap, AdmissionRule::source, AdmissionRule::session,
                            AdmissionRule::number_block, AdmissionRule::conversion, AdmissionRule::range_scan,
                            AdmissionRule::drift}) {
        EXPECT_EQ(code(rule), Errc::not_admitted);
        EXPECT_EQ(code(rule, RuleAction::challenge), Errc::challenge_required);
    }
}

}   // namespace
}   // namespace smsgw::intake
