// What is particular to MessageBird: the look-up by recipient, two kinds of signatures.
#include "providers/messagebird.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "http/form.hpp"
#include "providers/json.hpp"
#include "providers/messagebird_signature.hpp"
#include "providers/messagebird_webhook.hpp"
#include "providers/registry.hpp"
#include "support/conformance.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::a_submit;
using test::a_webhook;
using test::an_answer;
using test::text_of;

const WallTime now = WallTime(1'767'323'045s);

ProviderConfig messagebird_config() {
    return test::messagebird_case().config("");
}

WebhookRequest a_report(std::string ref = {}) {
    auto request = a_webhook("", {}, std::move(ref));
    request.method = "GET";
    request.query = "status=delivered&reference=m_other.1.sig&id=b6aa";
    request.public_url += "?" + request.query;
    return request;
}

// ---- requests ------------------------------------------------------------------------------------------------------

TEST(MessageBirdRequest, AsksForAValidityInWholeSeconds) {
    const auto validity = [](Millis time) {
        auto submit = a_submit();
        submit.validity = time;
        return Json::parse(messagebird::build_request(messagebird_config(), submit).body)
            .value("validity", Json());
    };
    EXPECT_EQ(validity(0ms), Json());
    EXPECT_EQ(validity(1ms), 1);
    EXPECT_EQ(validity(90'999ms), 90);
}

TEST(MessageBirdRequest, GoesToTheConfiguredHostAndWritesNumbersWithoutPlus) {
    auto submit = a_submit();
    submit.message.sender = Sender("+3197010200");
    auto config = messagebird_config();
    EXPECT_EQ(messagebird::build_request(config, submit).url, "https://rest.messagebird.com/messages");
    config.base_url = "https://rest.example.com/";
    const auto request = messagebird::build_request(config, submit);
    EXPECT_EQ(request.url, "https://rest.example.com/messages");
    EXPECT_EQ(Json::parse(request.body)["originator"], "3197010200");
}

// ---- look-up -------------------------------------------------------------------------------------------------------

TEST(MessageBirdLookUp, AsksForTheRecipientsMessagesSinceItWasAccepted) {
    const LookupRequest look_up{.msgid = MsgId("m_1"),
                                .attempt = 1,
                                .ref = "m_1.1.sig",
                                .to = *E164Number::parse("+31612345678"),
                                .accepted_at = now};
    const auto request = messagebird::build_look_up(messagebird_config(), look_up);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.url,
              "https://rest.messagebird.com/messages?direction=mt&limit=20&recipient=31612345678"
              "&from=2026-01-02T02%3A54%3A05.000Z");
    EXPECT_EQ(http::find_header(request.headers, "Authorization"), "AccessKey access-key-1");
}

std::string row(const std::string& ref, const std::string& status, const std::string& code = "0") {
    return R"({"id":"f28b","reference":)" + ref +
           R"(,"recipients":{"items":[{"recipient":31612345678,"status":")" + status +
           R"(","statusErrorCode":)" + code + R"(,"statusDatetime":"2026-01-02T03:04:05+00:00"}]}})";
}

std::string list(const std::string& rows, int total) {
    return R"({"offset":0,"limit":20,"count":1,"totalCount":)" + std::to_string(total) + R"(,"items":[)" +
           rows + "]}";
}

struct LookUpCase {
    std::string name;
    int status;
    std::string body;
    std::string expected;
};

class MessageBirdLookUpAnswer : public testing::TestWithParam<LookUpCase> {};

TEST_P(MessageBirdLookUpAnswer, IsNotFoundOnlyByACompleteList) {
    const auto& one = GetParam();
    EXPECT_EQ(text_of(messagebird::read_look_up(an_answer(one.status, one.body), "m_1.1.sig")), one.expected);
}

const std::string ours = R"("m_1.1.sig")";
const std::string other = R"("m_2.1.sig")";

INSTANTIATE_TEST_SUITE_P(
    All, MessageBirdLookUpAnswer,
    testing::Values(
        LookUpCase{"Found", 200, list(row(other, "sent") + "," + row(ours, "delivered"), 2),
                   "found delivered id=f28b ref=m_1.1.sig error= ids=f28b;"},
        LookUpCase{"FoundInAnIncompleteList", 200, list(row(ours, "sent"), 400),
                   "found sent id=f28b ref=m_1.1.sig error= ids=f28b;"},
        LookUpCase{"FoundUndelivered", 200, list(row(ours, "delivery_failed", "1"), 1),
                   "found undelivered id=f28b ref=m_1.1.sig error=messagebird_delivery_failed_1 ids=f28b;"},
        LookUpCase{"FoundWithAnUnknownWord", 200, list(row(ours, "teleported"), 1),
                   "failed answer_malformed"},
        LookUpCase{"EmptyList", 200, list("", 0), "not found"},
        LookUpCase{"OthersOnly", 200, list(row(other, "sent") + "," + row("null", "sent"), 2), "not found"},
        LookUpCase{"Incomplete", 200, list(row(other, "sent"), 2), "failed answer_incomplete"},
        LookUpCase{"NoTotal", 200, R"({"items":[]})", "failed answer_incomplete"},
        LookUpCase{"RowWithoutReference", 200, list(R"({"id":"f28b"})", 1), "failed answer_malformed"},
        LookUpCase{"RowOfAnotherKind", 200, list("17", 1), "failed answer_malformed"},
        LookUpCase{"NoItems", 200, R"({"totalCount":0})", "failed answer_malformed"},
        LookUpCase{"NotJson", 200, "<html>", "failed answer_malformed"},
        LookUpCase{"NotFoundByStatus", 404, R"({"errors":[{"code":20}]})", "failed http_404"},
        LookUpCase{"ServerError", 500, "", "failed http_500"}),
    test::row_name);

TEST(MessageBirdLookUp, FailsWithTheConnection) {
    const auto failure = test::a_failure(http::Sent::nothing_acted_on, Errc::connect_timeout);
    EXPECT_EQ(text_of(messagebird::read_look_up(failure, "m_1.1.sig")), "failed connect_timeout");
}

// ---- webhooks ------------------------------------------------------------------------------------------------------

TEST(MessageBirdWebhook, WithoutASecretIsBelievedAboutTheMessageOfItsPathOnly) {
    auto config = messagebird_config();
    config.webhook_secret = Secret();
    const auto news = messagebird::read_webhook(config, a_report("m_1.1.sig"), now).value();
    EXPECT_EQ(text_of(news.reports.at(0)), "delivered id=b6aa ref=m_1.1.sig error=");
    EXPECT_EQ(messagebird::read_webhook(config, a_report(), now).error(), Errc::signature_missing);
    const auto inbound = messagebird::read_webhook(
        config, a_webhook("originator=31612345678&body=STOP", {}, "m_1.1.sig"), now);
    EXPECT_TRUE(inbound.value().inbound.empty());
}

TEST(MessageBirdWebhook, IsBelievedByTheSignatureOfBefore) {
    const auto config = messagebird_config();
    auto request = a_report();
    const std::string timestamp = "1767323045";
    request.headers = {
        {"MessageBird-Request-Timestamp", timestamp},
        {"MessageBird-Signature",
         messagebird_legacy_signature(config.webhook_secret, timestamp,
                                      "id=b6aa&reference=m_other.1.sig&status=delivered", "")}};
    EXPECT_TRUE(messagebird::read_webhook(config, request, now).has_value());
    EXPECT_EQ(messagebird::read_webhook(config, request, now + 301s).error(), Errc::signature_expired);
    // A token that is wrong is not made good by it.
    request.headers.emplace_back("MessageBird-Signature-JWT", "a.b.c");
    EXPECT_EQ(messagebird::read_webhook(config, request, now).error(), Errc::signature_bad);
}

TEST(MessageBirdWebhook, IsBelievedByTheFormerSecretToo) {
    const auto former = messagebird_config();
    auto request = a_report();
    test::messagebird_case().sign(request, former, now);
    auto config = former;
    config.webhook_secret = Secret("signing-key-2");
    EXPECT_EQ(messagebird::read_webhook(config, request, now).error(), Errc::signature_bad);
    config.settings.set("webhook_secret_old", former.webhook_secret);
    EXPECT_TRUE(messagebird::read_webhook(config, request, now).has_value());
}

TEST(MessageBirdConfig, NeedsAnAccessKeyAndNothingElse) {
    const auto complaint = [](auto change) {
        auto config = messagebird_config();
        change(config);
        return complaint_about(config);
    };
    EXPECT_EQ(complaint([](auto& c) { c.base_url.clear(); }), "");
    EXPECT_NE(complaint([](auto& c) { c.api_key = Secret(); }), "");
    EXPECT_NE(complaint([](auto& c) { c.api_key = Secret("a\r\nb"); }), "");
    EXPECT_NE(complaint([](auto& c) { c.base_url = "ftp://x"; }), "");
    EXPECT_NE(complaint([](auto& c) { c.api = "rest"; }), "");
    EXPECT_NE(complaint([](auto& c) { c.dedupe = true; }), "");
}

}   // namespace
}   // namespace smsgw::providers
