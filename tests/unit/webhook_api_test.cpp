// The webhook listener's answers: providers repeat what is not 2xx, so only what is settled or parked may be.
#include "webhook/webhook_api.hpp"

#include <gtest/gtest.h>

#include "api/problem.hpp"
#include "base/log.hpp"
#include "support/fake_bench.hpp"
#include "support/fake_provider.hpp"
#include "support/handler_call.hpp"

namespace smsgw::webhook {
namespace {

class WebhookApiTest : public testing::Test {
protected:
    int status_of(http::Request request) {
        return test::call_handler(s.io, webhooks.routes(), std::move(request)).status;
    }
    int post(const std::string& target) { return status_of(test::a_request("POST", target, "a report")); }

    test::FakeBench s;
    test::FakeProvider x{s.clock, "x"};
    test::FakeProvider y{s.clock, "y"};
    ReportRef refs{Secret("a key")};
    dlr::ReportDesk desk{s.reports(), refs};
    std::vector<Account> accounts{{.id = AccountId("shop"), .default_sender = Sender("+31970001")}};
    dlr::SuppressionDesk suppressions{s.suppressions(), accounts};
    WebhookApi webhooks{{&x, &y}, {desk, suppressions}, refs, s.clock, "https://sms.test", &api::problem};
};

TEST_F(WebhookApiTest, AppliesAReportAndSaysOk) {
    const auto msgid = s.submitted();
    x.webhook = WebhookNews{.reports = {test::a_report(MsgStatus::delivered)}, .inbound = {}, .answer = {}};
    const auto response =
        test::call_handler(s.io, webhooks.routes(), test::a_request("POST", "/webhooks/x", "a report"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "OK");
    EXPECT_EQ(s.status(msgid), MsgStatus::delivered);
}

TEST_F(WebhookApiTest, GivesTheProviderWhatItSigned) {
    auto request =
        test::a_request("POST", "/webhooks/x?token=1&a=%20b", "the exact bytes", {{"X-Signature", "abc"}});
    EXPECT_EQ(status_of(std::move(request)), 200);
    ASSERT_EQ(x.webhooks.size(), 1U);
    const auto& given = x.webhooks[0];
    EXPECT_EQ(given.method, "POST");
    EXPECT_EQ(given.public_url, "https://sms.test/webhooks/x?token=1&a=%20b");
    EXPECT_EQ(given.query, "token=1&a=%20b");
    EXPECT_EQ(given.header("x-signature"), "abc");
    EXPECT_EQ(given.body, "the exact bytes");
    EXPECT_EQ(given.ref, "");
    EXPECT_TRUE(y.webhooks.empty());
}

TEST_F(WebhookApiTest, TakesAGetAsWell) {
    EXPECT_EQ(status_of(test::a_request("GET", "/webhooks/x?id=1")), 200);
    EXPECT_EQ(x.webhooks.size(), 1U);
}

TEST_F(WebhookApiTest, FindsTheMessageByTheReferenceInTheUrl) {
    const auto lease = s.begun();
    x.webhook =
        WebhookNews{.reports = {test::a_report(MsgStatus::delivered, "")}, .inbound = {}, .answer = {}};
    EXPECT_EQ(post("/webhooks/x/" + refs.make(lease.message.msgid, 1)), 200);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
}

TEST_F(WebhookApiTest, RefusesAForgedReferenceBeforeTheProviderReadsIt) {
    const auto lease = s.begun();
    const ReportRef other_key(Secret("guessed"));
    x.webhook =
        WebhookNews{.reports = {test::a_report(MsgStatus::delivered, "")}, .inbound = {}, .answer = {}};
    EXPECT_EQ(post("/webhooks/x/" + other_key.make(lease.message.msgid, 1)), 401);
    EXPECT_EQ(post("/webhooks/x/hello"), 401);
    EXPECT_TRUE(x.webhooks.empty());
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::submitting);
}

TEST_F(WebhookApiTest, DoesNotKnowOtherProviders) {
    EXPECT_EQ(post("/webhooks/z"), 404);
    EXPECT_EQ(post("/webhooks/X"), 404);
    EXPECT_EQ(post("/webhooks/z/" + refs.make(MsgId("m_1"), 1)), 404);
}

TEST_F(WebhookApiTest, RefusesWhatTheProviderCannotProve) {
    for (const Errc code : {Errc::signature_missing, Errc::signature_bad, Errc::signature_expired}) {
        x.webhook = code;
        EXPECT_EQ(post("/webhooks/x"), 401) << error_name(code);
    }
    x.webhook = Errc::report_malformed;
    EXPECT_EQ(post("/webhooks/x"), 400);
}

TEST_F(WebhookApiTest, AsksTheProviderToRepeatWhenStorageIsAway) {
    s.submitted();
    x.webhook = WebhookNews{.reports = {test::a_report(MsgStatus::delivered)}, .inbound = {}, .answer = {}};
    s.storage.failure = Errc::storage_unavailable;
    EXPECT_EQ(post("/webhooks/x"), 503);
}

TEST_F(WebhookApiTest, SaysOkToAStopWhenItIsStored) {
    MoMessage mo;
    mo.from = "+31612345678";
    mo.to = "+31970001";
    mo.opt_out = OptOut::stop;
    x.webhook = WebhookNews{.reports = {}, .inbound = {mo}, .answer = {}};
    s.storage.failure = Errc::storage_unavailable;
    EXPECT_EQ(post("/webhooks/x"), 503);
    s.storage.failure = {};
    EXPECT_EQ(post("/webhooks/x"), 200);
    ASSERT_EQ(s.storage.suppressions.size(), 1U);
    EXPECT_EQ(s.storage.suppressions[0].scope, SuppressionScope(AccountId("shop")));
}

TEST_F(WebhookApiTest, SaysOkToNoNews) {
    s.submitted();
    x.webhook = WebhookNews{.reports = {test::a_report(MsgStatus::sent)}, .inbound = {}, .answer = {}};
    EXPECT_EQ(post("/webhooks/x"), 200);
    EXPECT_EQ(post("/webhooks/x"), 200);
    x.webhook = WebhookNews{};
    EXPECT_EQ(post("/webhooks/x"), 200);
}

TEST_F(WebhookApiTest, SaysOkToAReportThatIsParked) {
    x.webhook = WebhookNews{.reports = {test::a_report(MsgStatus::sent, "p9")}, .inbound = {}, .answer = {}};
    EXPECT_EQ(post("/webhooks/x"), 200);
    EXPECT_EQ(s.storage.parked.size(), 1U);
}

TEST_F(WebhookApiTest, AsksTheProviderToRepeatWhatFindsNoRoom) {
    const auto msgid = s.submitted();
    const auto early = test::a_report(MsgStatus::sent, "p9");
    x.webhook = WebhookNews{.reports = {early}, .inbound = {}, .answer = {}};
    while (s.storage.parked["x:p9"].size() < 16) ASSERT_EQ(post("/webhooks/x"), 200);
    std::string lines;
    const log::Capture capture(lines);
    // one report of a request finds no room, another one its message
    x.webhook =
        WebhookNews{.reports = {early, test::a_report(MsgStatus::delivered)}, .inbound = {}, .answer = {}};
    EXPECT_EQ(post("/webhooks/x"), 503);
    EXPECT_EQ(s.status(msgid), MsgStatus::delivered);
    EXPECT_NE(lines.find("webhook.deferred"), std::string::npos) << lines;
    EXPECT_EQ(post("/webhooks/x"), 503);
    s.storage.parked.clear();
    EXPECT_EQ(post("/webhooks/x"), 200);
}

TEST_F(WebhookApiTest, CannotServeBeforeTheKeyOfReferencesIsKnown) {
    const ReportRef keyless;
    WebhookApi early({&x}, {desk, suppressions}, keyless, s.clock, "https://sms.test", &api::problem);
    const auto request = test::a_request("POST", "/webhooks/x/" + refs.make(MsgId("m_1"), 1));
    EXPECT_EQ(test::call_handler(s.io, early.routes(), request).status, 503);
}

}   // namespace
}   // namespace smsgw::webhook
