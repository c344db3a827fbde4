// One message's way through the workers: each outcome of each attempt, carried out.
#include "dispatch/dispatcher.hpp"

#include "support/dispatch_fixture.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

class DispatcherOutcome : public test::DispatchFixture {};

TEST_F(DispatcherOutcome, OfAnAcceptedMessageIsSubmitted) {
    const auto msgid = s.admit().msgid;
    start();
    EXPECT_EQ(s.timeline(msgid), "queued submitting submitted");
    EXPECT_EQ(s.view(msgid).provider, "x");
    EXPECT_EQ(s.view(msgid).provider_msgids, std::vector{ProviderMsgId("x1")});
}

TEST_F(DispatcherOutcome, IsWhatTheProviderWasGiven) {
    const auto msgid = s.admit().msgid;
    start();
    ASSERT_EQ(x.submits.size(), 1U);
    const auto& request = x.submits[0];
    EXPECT_EQ(request.message.msgid, msgid);
    EXPECT_EQ(request.message.text.reveal(), "Your code is 123456");
    EXPECT_EQ(request.attempt, 1);
    EXPECT_EQ(request.report_url, "https://sms.test/webhooks/x/" + request.ref);
    const auto owner = refs.read(request.ref);
    ASSERT_TRUE(owner.has_value());
    EXPECT_EQ(owner->msgid, msgid);
    EXPECT_EQ(owner->attempt, 1);
}

TEST_F(DispatcherOutcome, OfNotAcceptedIsTheNextProviderAtOnce) {
    x.answers = {NotAccepted{.error = "connect_failed", .retry_after = 1h}};
    const auto msgid = s.admit().msgid;
    start();
    pass(1s);
    EXPECT_EQ(x.submits.size(), 1U);
    ASSERT_EQ(y.submits.size(), 1U);
    EXPECT_EQ(y.submits[0].attempt, 2);
    EXPECT_EQ(s.timeline(msgid), "queued submitting queued submitting submitted");
    EXPECT_EQ(s.view(msgid).provider, "y");
}

TEST_F(DispatcherOutcome, OfNotAcceptedByAllIsARoundLater) {
    x.answers = {NotAccepted{.error = "connect_failed", .retry_after = {}}};
    y.answers = {NotAccepted{.error = "connect_failed", .retry_after = {}}};
    s.admit();
    start();
    pass(1s);   // y at once
    pass(1s);   // 2 s to wait with half the jitter
    EXPECT_EQ(x.submits.size(), 1U);
    EXPECT_EQ(y.submits.size(), 1U);
    pass(2s);
    EXPECT_EQ(x.submits.size(), 2U);
    EXPECT_EQ(with_status(MsgStatus::submitted), 1);
}

TEST_F(DispatcherOutcome, OfNotAcceptedForTheLastTimeIsFailed) {
    routes = only_x;
    config.attempts_max = 2;
    x.otherwise = NotAccepted{.error = "http_503", .retry_after = {}};
    const auto msgid = s.admit().msgid;
    start();
    pass(1min);
    EXPECT_EQ(x.submits.size(), 2U);
    EXPECT_EQ(s.timeline(msgid), "queued submitting queued submitting failed");
}

TEST_F(DispatcherOutcome, OfARefusedMessageIsRejectedWithoutAskingOthers) {
    x.answers = {Refused{.error = "x_105", .scope = Refused::Scope::message}};
    const auto msgid = s.admit().msgid;
    start();
    pass(1min);
    EXPECT_EQ(s.timeline(msgid), "queued submitting rejected");
    EXPECT_EQ(s.view(msgid).events.back().error, "x_105");
    EXPECT_TRUE(y.submits.empty());
}

TEST_F(DispatcherOutcome, OfAnAmbiguousAnswerIsUnknownAndNeverAnotherSubmit) {
    config.hold = 30min;
    x.answers = {Ambiguous{"read_timeout"}};
    const auto msgid = s.admit().msgid;
    start();
    EXPECT_EQ(s.timeline(msgid), "queued submitting unknown");
    pass(1h, 1min);
    EXPECT_EQ(s.timeline(msgid), "queued submitting unknown unconfirmed");
    EXPECT_EQ(x.submits.size() + y.submits.size(), 1U);
}

TEST_F(DispatcherOutcome, OfAnAmbiguousOtpIsToldSooner) {
    config.hold_otp = 10min;
    x.answers = {Ambiguous{"read_timeout"}};
    const auto msgid = s.admit(test::a_new_message(Lane::otp)).msgid;
    start();
    pass(11min, 1min);
    EXPECT_EQ(s.status(msgid), MsgStatus::unconfirmed);
}

TEST_F(DispatcherOutcome, WithoutARouteIsRejectedWithoutAnAttempt) {
    routes = {{.prefix = "+49", .providers = {ProviderId("x")}}};
    const auto msgid = s.admit().msgid;
    start();
    EXPECT_EQ(s.timeline(msgid), "queued rejected");
    EXPECT_EQ(s.view(msgid).events.back().error, "no_route");
    EXPECT_TRUE(x.submits.empty());
}

class DispatcherBreaker : public test::DispatchFixture {
protected:
    void SetUp() override {
        routes = only_x;
        x.answers = {Refused{.error = "http_401", .scope = Refused::Scope::provider}};
    }
};

TEST_F(DispatcherBreaker, KeepsTheNextMessagesFromAnAttempt) {
    s.admit();
    start();
    ASSERT_EQ(x.submits.size(), 1U);
    const auto second = s.admit().msgid;
    pass(20s);
    EXPECT_EQ(x.submits.size(), 1U);
    EXPECT_EQ(s.timeline(second), "queued");
    EXPECT_EQ(s.view(second).attempts, 0);
}

TEST_F(DispatcherBreaker, LetsThemThroughWhenItsTimeIsOver) {
    config.breaker.open_refused = 30s;
    admit_many(3);
    start();
    pass(1min);
    EXPECT_EQ(with_status(MsgStatus::submitted), 3);
    EXPECT_EQ(x.submits.size(), 4U);
}

TEST_F(DispatcherBreaker, IsPassedOverWhereAnotherProviderCanBeUsed) {
    routes = {{.prefix = "+", .providers = {ProviderId("x"), ProviderId("y")}}};
    const auto first = s.admit().msgid;
    start();
    pass(1s);
    s.admit();
    pass(1s);
    EXPECT_EQ(x.submits.size(), 1U);
    EXPECT_EQ(y.submits.size(), 2U);
    EXPECT_EQ(s.timeline(first), "queued submitting queued submitting submitted");
}

TEST_F(DispatcherBreaker, DoesNotUseUpTheAttemptsOfAMessage) {
    config.attempts_max = 1;
    const auto msgid = s.admit().msgid;
    start();
    EXPECT_EQ(s.status(msgid), MsgStatus::queued);
    pass(1min);
    EXPECT_EQ(s.status(msgid), MsgStatus::submitted);
}

}   // namespace
}   // namespace smsgw::dispatch
