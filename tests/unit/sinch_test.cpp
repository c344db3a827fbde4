// What only Sinch has: an expiry, look-ups by client_reference, passwords or signatures in callbacks.
#include "providers/sinch.hpp"

#include <gtest/gtest.h>

#include "base/time_text.hpp"
#include "providers/json.hpp"
#include "providers/registry.hpp"
#include "providers/sinch_webhook.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::providers::sinch {
namespace {

using namespace std::chrono_literals;
using test::a_failure;
using test::a_submit;
using test::a_webhook;
using test::an_answer;
using test::text_of;

const WallTime now = from_rfc3339("2026-01-02T03:04:05.678Z").value();

ProviderConfig a_config() {
    ProviderConfig config;
    config.id = ProviderId("sinch");
    config.type = "sinch";
    config.api_key = Secret("token-1");
    config.settings.set("service_plan_id", std::string("plan/1"));
    return config;
}

Json body_for(Millis validity) {
    auto submit = a_submit();
    submit.validity = validity;
    return Json::parse(build_request(a_config(), submit, now).body);
}

TEST(SinchRequest, ExpiresWithTheMessageAndWithinThreeDays) {
    EXPECT_FALSE(body_for(0ms).contains("expire_at"));
    EXPECT_EQ(body_for(5min)["expire_at"], "2026-01-02T03:09:05.678Z");
    EXPECT_EQ(body_for(72h)["expire_at"], "2026-01-05T03:03:05.678Z");
}

TEST(SinchRequest, GoesToTheServicePlanInItsRegion) {
    auto config = a_config();
    EXPECT_EQ(build_request(config, a_submit(), now).url,
              "https://us.sms.api.sinch.com/xms/v1/plan%2F1/batches");
    config.base_url = "https://eu.sms.api.sinch.com/";
    EXPECT_EQ(build_request(config, a_submit(), now).url,
              "https://eu.sms.api.sinch.com/xms/v1/plan%2F1/batches");
}

TEST(SinchRequest, HasNoParametersSoThatTextsAreNoTemplates) {
    auto submit = a_submit();
    submit.message.text = SmsText("${name}");
    const auto body = Json::parse(build_request(a_config(), submit, now).body);
    EXPECT_EQ(body["body"], "${name}");
    EXPECT_FALSE(body.contains("parameters"));
}

// ---- look-ups ------------------------------------------------------------------------------------------------------

TEST(SinchLookUp, AsksForTheRefOfTheLastDays) {
    const auto request = build_look_up(a_config(), {MsgId("m_1"), 1, "m_1.1.s&g"}, now);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.url,
              "https://us.sms.api.sinch.com/xms/v1/plan%2F1/batches?client_reference=m_1.1.s%26g"
              "&start_date=2025-12-28T03%3A04%3A05.678Z&page=0&page_size=30");
    EXPECT_EQ(http::find_header(request.headers, "Authorization"), "Bearer token-1");
}

std::string found_in(const http::ClientResult& result) {
    return text_of(read_look_up(result, "m_1.1.sig"));
}

std::string page(const std::string& count, const std::string& batches) {
    return R"({"count":)" + count + R"(,"page":0,"page_size":30,"batches":[)" + batches + "]}";
}

TEST(SinchLookUp, FindsTheBatchWithOurRef) {
    const std::string ours = R"({"id":"01FC","client_reference":"m_1.1.sig"})";
    const std::string other = R"({"id":"01XX","client_reference":"m_1.2.sig"})";
    const std::string found = "found submitted id=01FC ref=m_1.1.sig error= ids=01FC;";
    EXPECT_EQ(found_in(an_answer(200, page("1", ours))), found);
    EXPECT_EQ(found_in(an_answer(200, page("2", other + "," + ours))), found);
}

TEST(SinchLookUp, FindsNothingOnlyInAnEmptyListThatSaysSo) {
    EXPECT_EQ(found_in(an_answer(200, page("0", ""))), "not found");
    EXPECT_EQ(found_in(an_answer(200, page("31", ""))), "failed answer_malformed");
    EXPECT_EQ(found_in(an_answer(200, R"({"batches":[]})")), "failed answer_malformed");
    EXPECT_EQ(found_in(an_answer(200, page("1", R"({"id":"01XX","client_reference":"x"})"))),
              "failed answer_malformed");
    EXPECT_EQ(found_in(an_answer(200, "[]")), "failed answer_malformed");
    EXPECT_EQ(found_in(an_answer(404, page("0", ""))), "failed http_404");
    EXPECT_EQ(found_in(a_failure(http::Sent::maybe_acted_on, Errc::read_timeout)), "failed read_timeout");
}

// ---- webhooks ------------------------------------------------------------------------------------------------------

const std::string delivered =
    R"({"type":"recipient_delivery_report_sms","batch_id":"01FC","client_reference":"m_1.1.sig","status":"Delivered"})";

std::string read_as(const ProviderConfig& config, const std::string& body, std::vector<http::Header> headers,
                    std::string ref = {}) {
    const auto news = read_webhook(config, a_webhook(body, std::move(headers), std::move(ref)), now);
    if (news.has_error()) return error_name(news.error());
    return news->reports.empty() ? "nothing" : text_of(news->reports.at(0));
}

TEST(SinchWebhook, IsBelievedByItsPasswordWhereThatIsArranged) {
    auto config = a_config();
    config.webhook_secret = Secret("pass");
    config.settings.set("webhook_auth", std::string("basic"));
    config.settings.set("webhook_user", std::string("user"));
    ASSERT_EQ(complaint_about(config), "");
    EXPECT_EQ(read_as(config, delivered, {{"Authorization", "Basic dXNlcjpwYXNz"}}),
              "delivered id=01FC ref=m_1.1.sig error=");
    EXPECT_EQ(read_as(config, delivered, {{"Authorization", "Basic dXNlcjpvbGQ="}}), "signature_bad");
    EXPECT_EQ(read_as(config, delivered, {}, "m_1.1.sig"), "signature_missing");
}

TEST(SinchWebhook, WithoutASecretIsBelievedAboutTheMessageOfItsPathOnly) {
    const std::string inbound =
        R"({"type":"mo_text","id":"1","from":"31612345678","to":"3161","body":"STOP"})";
    EXPECT_EQ(read_as(a_config(), delivered, {}), "signature_missing");
    EXPECT_EQ(read_as(a_config(), delivered, {}, "m_1.1.sig"), "delivered id=01FC ref=m_1.1.sig error=");
    EXPECT_EQ(read_as(a_config(), delivered, {}, "m_2.1.sig"), "nothing");
    const auto news = read_webhook(a_config(), a_webhook(inbound, {}, "m_1.1.sig"), now);
    ASSERT_TRUE(news.has_value());
    EXPECT_TRUE(news->inbound.empty());
}

TEST(SinchComplaint, NamesWhatIsWrong) {
    EXPECT_EQ(complaint_about(a_config()), "");
    auto config = a_config();
    config.settings.set("service_plan_id", std::string());
    EXPECT_TRUE(complaint_about(config).starts_with("service_plan_id is required"));
    config = a_config();
    config.settings.set("webhook_auth", std::string("oauth"));
    EXPECT_EQ(complaint_about(config), R"(webhook_auth must be "hmac" or "basic")");
    config = a_config();
    config.settings.set("webhook_user", std::string("user"));
    EXPECT_EQ(complaint_about(config), R"(webhook_user is for webhook_auth "basic")");
    config.settings.set("webhook_auth", std::string("basic"));
    EXPECT_EQ(complaint_about(config), R"(webhook_secret is required for webhook_auth "basic")");
}

}   // namespace
}   // namespace smsgw::providers::sinch
