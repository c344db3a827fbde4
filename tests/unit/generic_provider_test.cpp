// What is special in a provider by configuration: how texts and times are written, and reports by GET and without a secret.
#include "providers/generic_provider.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "providers/generic_answer.hpp"
#include "providers/generic_request.hpp"
#include "providers/generic_webhook.hpp"
#include "providers/json.hpp"
#include "support/generic_fixture.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"

namespace smsgw::providers::generic {
namespace {

using namespace std::chrono_literals;
using test::a_submit;
using test::a_webhook;
using test::List;
using test::text_of;

constexpr WallTime now{1'767'323'045s};   // 2026-01-02T03:04:05Z

// The smallest one: a GET that says everything in its query, and whose reports come likewise.
ProviderConfig get_api() {
    ProviderConfig config;
    config.id = ProviderId("old-gw");
    config.type = "http";
    config.base_url = "http://gw.example.com/";
    auto& settings = config.settings;
    settings.set("method", std::string("GET"));
    settings.set("path", std::string("/cgi-bin/sendsms"));
    settings.set("query", List{"to={to_digits}", "text={text}", "dlr-url={report_url}"});
    settings.set("answers", List{"body ~ ^0: -> accepted", "any -> ambiguous"});
    settings.set("report_methods", List{"GET", "POST"});
    settings.set("report_status", std::string("field status"));
    settings.set("report_id", std::string("field id"));
    settings.set("report_statuses", List{"1 = delivered", "2 = undelivered"});
    return config;
}

Plan plan_of(const ProviderConfig& config) {
    Plan plan;
    EXPECT_EQ(make_plan(config, plan), "");
    return plan;
}

SubmitRequest a_text(std::string text, Encoding encoding) {
    auto submit = a_submit();
    submit.message.text = SmsText(std::move(text));
    submit.message.encoding = encoding;
    return submit;
}

// The URL that is requested, or why it is not.
std::string url_of(const ProviderConfig& config, const SubmitRequest& submit) {
    const auto built = build_request(config, plan_of(config).request, submit, now);
    if (const auto* refused = std::get_if<Refused>(&built)) return text_of(SubmitOutcome(*refused));
    return std::get<http::ClientRequest>(built).url;
}

std::string rendered(const std::string& body, const SubmitRequest& submit, const std::string& range = "") {
    auto config = get_api();
    config.settings.set("method", std::string("POST"));
    config.settings.set("content_type", std::string("text"));
    config.settings.set("body", body);
    config.settings.set("validity_range", range);
    return std::get<http::ClientRequest>(build_request(config, plan_of(config).request, submit, now)).body;
}

TEST(GenericRequest, MayBeAGetThatSaysEverythingInItsQuery) {
    EXPECT_EQ(url_of(get_api(), a_text("a&b €", Encoding::gsm7)),
              "http://gw.example.com/cgi-bin/sendsms?to=31612345678&text=a%26b%20%E2%82%AC&"
              "dlr-url=https%3A%2F%2Fsms.example.com%2Fwebhooks%2Fp%2Fm_1.1.sig");
}

TEST(GenericRequest, IsNotSentWhenItsTextDoesNotFitAUrl) {
    EXPECT_EQ(url_of(get_api(), a_text(std::string(700, '&'), Encoding::gsm7)),
              "refused message old_gw_url_too_long");
}

TEST(GenericRequest, WritesTextsInTheConfiguredCharset) {
    auto config = get_api();
    config.settings.set("charset", std::string("iso-8859-1"));
    EXPECT_NE(url_of(config, a_text("é£", Encoding::gsm7)).find("text=%E9%A3&"), std::string::npos);
    EXPECT_EQ(url_of(config, a_text("5€", Encoding::gsm7)), "refused message old_gw_not_in_charset");
    EXPECT_EQ(url_of(config, a_text("ж", Encoding::ucs2)), "refused message old_gw_not_in_charset");
    config.settings.set("unicode_text", std::string("hex"));
    EXPECT_NE(url_of(config, a_text("ж😀", Encoding::ucs2)).find("text=0436d83dde00&"), std::string::npos);
    EXPECT_NE(url_of(config, a_text("é", Encoding::gsm7)).find("text=%E9&"), std::string::npos);
}

TEST(GenericRequest, WritesTimesInManyWays) {
    auto submit = a_submit();
    submit.validity = 600'900ms;
    EXPECT_EQ(
        rendered("{validity_s} {validity_ms} {validity_min} {expires_at} {expires_unix} {now} {now_unix}",
                 submit),
        "600 600000 10 2026-01-02T03:14:05.000Z 1767323645 2026-01-02T03:04:05.000Z 1767323045");
}

TEST(GenericRequest, KeepsTheValidityWithinWhatTheApiTakes) {
    auto submit = a_submit();
    const auto seconds_of = [&](Millis validity) {
        submit.validity = validity;
        return rendered("{validity_s}", submit, "300-3600");
    };
    EXPECT_EQ(seconds_of(10s), "300");
    EXPECT_EQ(seconds_of(1000s), "1000");
    EXPECT_EQ(seconds_of(3h), "3600");
    EXPECT_EQ(seconds_of(0s), "300");
    submit.validity = 0ms;
    EXPECT_EQ(rendered("{validity_s} {validity_min}", submit), "1 1");
}

TEST(GenericRequest, WritesNumbersAsConfigured) {
    EXPECT_EQ(
        rendered("{to} {to_digits} {from_digits} {msgid} {attempt} {segments} {country} {lane}", a_submit()),
        "+31612345678 31612345678 AcmeInc m_1 1 1 NL normal");
}

TEST(GenericRequest, ShowsItsCredentialsInEveryConfiguredWay) {
    const auto header = [](const std::string& auth, std::string_view name) {
        auto config = get_api();
        config.api_key = Secret("key-1");
        config.client_id = "id-1";
        config.client_secret = Secret("secret-1");
        config.settings.set("auth", auth);
        config.settings.set("auth_header", std::string("X-Api-Key"));
        const auto built = build_request(config, plan_of(config).request, a_submit(), now);
        return std::string(http::find_header(std::get<http::ClientRequest>(built).headers, name));
    };
    EXPECT_EQ(header("none", "Authorization"), "");
    EXPECT_EQ(header("basic", "Authorization"), "Basic " + base64("id-1:secret-1"));
    EXPECT_EQ(header("bearer", "Authorization"), "Bearer key-1");
    EXPECT_EQ(header("header", "X-Api-Key"), "key-1");
}

std::string read(const ProviderConfig& config, const WebhookRequest& request) {
    const auto news = read_webhook(config, plan_of(config), request, now);
    if (news.has_error()) return error_name(news.error());
    std::string text;
    for (const auto& report : news->reports) text += (text.empty() ? "" : "; ") + text_of(report);
    return text;
}

WebhookRequest a_get(std::string query, std::string ref = "m_1.1.sig") {
    auto request = a_webhook("", {}, std::move(ref));
    request.method = "GET";
    request.query = std::move(query);
    return request;
}

TEST(GenericAnswer, AsksForNoWaitThatIsNoNumber) {
    auto config = get_api();
    config.settings.set("answers", List{"body ~ ^0: -> accepted", "any -> throttle"});
    config.settings.set("retry_after", std::string("regex wait=(\\S+)"));
    const auto plan = plan_of(config);
    const auto wait = [&](const std::string& text) {
        const auto outcome = read_answer(config, plan.answer, test::an_answer(200, "wait=" + text));
        return std::get<NotAccepted>(outcome).retry_after;
    };
    EXPECT_EQ(wait("1.5"), 1500ms);
    EXPECT_EQ(wait("inf"), 1h);
    for (const auto* text : {"nan", "-nan", "NAN", "-1", "-inf", "soon", "1.5s"})
        EXPECT_EQ(wait(text), std::nullopt) << text;
}

TEST(GenericWebhook, WithoutASecretBelievesAVerifiedPathAboutItsOneMessage) {
    EXPECT_EQ(read(get_api(), a_get("id=x&status=1")), "delivered id=x ref=m_1.1.sig error=");
    EXPECT_EQ(read(get_api(), a_get("status=2")), "undelivered id= ref=m_1.1.sig error=old_gw_2");
    EXPECT_EQ(read(get_api(), a_get("id=x&status=1", "")), "signature_missing");
    EXPECT_EQ(read(get_api(), a_get("id=x&status=7")), "report_malformed");
    EXPECT_EQ(read(get_api(), a_get("status=%zz")), "report_malformed");
}

TEST(GenericWebhook, WithoutASecretTakesNeitherAnotherRefNorSeveralReports) {
    auto config = get_api();
    config.settings.set("report_status", std::string("json /s"));
    config.settings.set("report_id", std::string("json /id"));
    config.settings.set("report_ref", std::string("json /ref"));
    config.settings.set("mo_from", std::string("json /from"));
    config.settings.set("mo_text", std::string("json /text"));
    EXPECT_EQ(read(config, a_webhook(R"({"s":1,"ref":"m_2.1.other"})", {}, "m_1.1.sig")),
              "delivered id= ref=m_1.1.sig error=");
    EXPECT_EQ(read(config, a_webhook(R"([{"s":1},{"s":1}])", {}, "m_1.1.sig")), "report_malformed");
    const auto inbound = a_webhook(R"({"from":"31612345678","text":"STOP"})", {}, "m_1.1.sig");
    const auto news = read_webhook(config, plan_of(config), inbound, now);
    ASSERT_TRUE(news.has_value());
    EXPECT_TRUE(news->inbound.empty());   // it is not about the message that the path vouches for
}

TEST(GenericWebhook, ReadsFormsAndMethodsAsConfigured) {
    const std::vector<http::Header> form = {
        {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
    EXPECT_EQ(read(get_api(), a_webhook("id=x&status=1", form, "m_1.1.sig")),
              "delivered id=x ref=m_1.1.sig error=");
    EXPECT_EQ(read(get_api(), a_webhook("id=x&status=1", {{"Content-Type", "text/plain"}}, "m_1.1.sig")),
              "report_malformed");
    auto config = get_api();
    config.settings.set("report_methods", List{"POST"});
    EXPECT_EQ(read(config, a_get("id=x&status=1")), "report_malformed");
}

TEST(GenericWebhook, IsAnsweredAsConfigured) {
    const auto answer_of = [](const ProviderConfig& config) {
        return test::value_of(read_webhook(config, plan_of(config), a_get("status=1"), now)).answer;
    };
    auto config = get_api();
    EXPECT_EQ(answer_of(config).status, 200);
    EXPECT_EQ(answer_of(config).body, "OK");
    config.settings.set("ack_status", std::string("202"));
    config.settings.set("ack_body", std::string("ACK/smsgw"));
    EXPECT_EQ(answer_of(config).status, 202);
    EXPECT_EQ(answer_of(config).body, "ACK/smsgw");
    config.settings.set("ack_status", std::string("204"));
    EXPECT_EQ(answer_of(config).body, "");
}

TEST(GenericWebhook, BelievesEitherSecretWhileOneIsReplaced) {
    auto config = get_api();
    config.settings.set("webhook_auth", std::string("bearer"));
    config.webhook_secret = Secret("new");
    config.settings.set("webhook_secret_old", Secret("old"));
    const auto shown = [&](const std::string& authorization) {
        auto request = a_get("id=x&status=1");
        if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
        return read(config, request);
    };
    EXPECT_EQ(shown("Bearer new"), "delivered id=x ref=m_1.1.sig error=");
    EXPECT_EQ(shown("Bearer old"), "delivered id=x ref=m_1.1.sig error=");
    EXPECT_EQ(shown("Bearer older"), "signature_bad");
    EXPECT_EQ(shown("new"), "signature_bad");
    EXPECT_EQ(shown(""), "signature_missing");   // the verified path is no substitute for it
}

TEST(GenericWebhook, ReadsAHundredReportsAndNoMore) {
    const auto batch = [](int count) {
        std::string body = "<reports>";
        for (int i = 0; i < count; ++i) body += "<report><id>x</id><state>DELIVRD</state></report>";
        return a_webhook(body, {{"Authorization", "Basic " + base64("acme:report-secret")}});
    };
    const auto config = test::form_api("https://api.example.com");
    const auto plan = plan_of(config);
    EXPECT_EQ(test::value_of(read_webhook(config, plan, batch(100), now)).reports.size(), 100U);
    EXPECT_EQ(read(config, batch(101)), "report_malformed");
}

}   // namespace
}   // namespace smsgw::providers::generic
