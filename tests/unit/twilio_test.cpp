// What is Twilio's own: senders, validity, its keys, and whom it believes. The rest is in the conformance suite.
#include <gtest/gtest.h>

#include "http/form.hpp"
#include "providers/registry.hpp"
#include "providers/twilio.hpp"
#include "providers/twilio_signature.hpp"
#include "providers/twilio_webhook.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::a_submit;
using test::text_of;

constexpr const char* account = "AC0123456789abcdef0123456789abcdef";
constexpr const char* form_type = "application/x-www-form-urlencoded";
constexpr const char* delivered = "MessageSid=SM1&MessageStatus=delivered";
constexpr const char* received = "MessageSid=SM1&SmsStatus=received&From=%2B31612345678&To=%2B3161&Body=STOP";

ProviderConfig a_config() {
    ProviderConfig config;
    config.id = ProviderId("twilio");
    config.type = "twilio";
    config.api_key = Secret("auth-token-1");
    config.settings.set("account_sid", std::string(account));
    return config;
}

ProviderConfig with_api_key() {
    auto config = a_config();
    config.api_key = Secret("key-secret-1");
    config.settings.set("api_key_sid", std::string("SK0123456789abcdef0123456789abcdef"));
    return config;
}

// A field of the form that is sent; "" when it is absent.
std::string sent(const ProviderConfig& config, const SubmitRequest& submit, std::string_view name) {
    const auto form = http::read_form(twilio::build_request(config, submit).body);
    return form ? std::string(http::find_header(*form, name)) : "unreadable";
}

WebhookRequest a_form_webhook(const std::string& body, const std::string& ref = {}) {
    auto request = test::a_webhook(body, {{"Content-Type", form_type}}, ref);
    if (!ref.empty()) request.public_url += "/" + ref;
    return request;
}

WebhookRequest signed_by(const std::string& token, WebhookRequest request) {
    const auto params = *http::read_form(request.body);
    request.headers.emplace_back("X-Twilio-Signature",
                                 twilio_signature(Secret(token), request.public_url, params));
    return request;
}

std::string read_one(const ProviderConfig& config, const WebhookRequest& request) {
    const auto news = twilio::read_webhook(config, request);
    if (news.has_error()) return error_name(news.error());
    if (!news->inbound.empty()) return "inbound " + news->inbound[0].text.reveal();
    return news->reports.empty() ? "nothing" : text_of(news->reports[0]);
}

TEST(TwilioRequest, GoesToTheAccountAtTheConfiguredHost) {
    auto config = a_config();
    const std::string path = std::string("/2010-04-01/Accounts/") + account + "/Messages.json";
    EXPECT_EQ(twilio::build_request(config, a_submit()).url, "https://api.twilio.com" + path);
    config.base_url = "https://api.dublin.ie1.twilio.com/";
    EXPECT_EQ(twilio::build_request(config, a_submit()).url, "https://api.dublin.ie1.twilio.com" + path);
}

TEST(TwilioRequest, ShowsTheAccountsTokenOrAnApiKey) {
    const auto authorization = [](const ProviderConfig& config) {
        return std::string(
            http::find_header(twilio::build_request(config, a_submit()).headers, "Authorization"));
    };
    // base64 of AC...:auth-token-1 and SK...:key-secret-1
    EXPECT_EQ(authorization(a_config()),
              "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjphdXRoLXRva2VuLTE=");
    EXPECT_EQ(authorization(with_api_key()),
              "Basic U0swMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjprZXktc2VjcmV0LTE=");
}

TEST(TwilioRequest, GivesLongNumbersTheirPlus) {
    for (const auto& [sender, from] : {std::pair{"31612345678", "+31612345678"},
                                       {"+31612345678", "+31612345678"},
                                       {"12345", "12345"},
                                       {"12345678", "12345678"},
                                       {"4you2day90", "4you2day90"}}) {
        auto submit = a_submit();
        submit.message.sender = Sender(sender);
        EXPECT_EQ(sent(a_config(), submit, "From"), from);
    }
}

TEST(TwilioRequest, LeavesTheSenderToAMessagingService) {
    auto config = a_config();
    config.settings.set("messaging_service_sid", std::string("MG0123456789abcdef0123456789abcdef"));
    EXPECT_EQ(sent(config, a_submit(), "MessagingServiceSid"), "MG0123456789abcdef0123456789abcdef");
    EXPECT_EQ(sent(config, a_submit(), "From"), "");
}

TEST(TwilioRequest, ClampsTheValidityToTenHours) {
    for (const auto& [validity, seconds] : {std::pair<Millis, std::string>{0ms, ""},
                                            {400ms, "1"},
                                            {1999ms, "1"},
                                            {300s, "300"},
                                            {36'000s, "36000"},
                                            {72h, "36000"}}) {
        auto submit = a_submit();
        submit.validity = validity;
        EXPECT_EQ(sent(a_config(), submit, "ValidityPeriod"), seconds) << validity.count();
    }
}

TEST(TwilioRequest, AsksForNoReportsWithoutAUrlForThem) {
    auto submit = a_submit();
    submit.report_url.clear();
    EXPECT_EQ(twilio::build_request(a_config(), submit).body.find("StatusCallback"), std::string::npos);
}

TEST(TwilioWebhook, IsSignedByTheAuthToken) {
    const auto config = a_config();
    EXPECT_EQ(read_one(config, signed_by("auth-token-1", a_form_webhook(delivered, "m_1.1.sig"))),
              "delivered id=SM1 ref=m_1.1.sig error=");
    EXPECT_EQ(read_one(config, signed_by("other", a_form_webhook(delivered, "m_1.1.sig"))), "signature_bad");
    EXPECT_EQ(read_one(config, a_form_webhook(delivered, "m_1.1.sig")), "signature_missing");
    EXPECT_EQ(read_one(config, signed_by("auth-token-1", a_form_webhook(received))), "inbound STOP");
}

TEST(TwilioWebhook, MayBeSignedByTwoTokensWhileOneReplacesTheOther) {
    auto config = with_api_key();
    config.webhook_secret = Secret("auth-token-2");
    config.settings.set("webhook_secret_old", Secret("auth-token-1"));
    for (const char* token : {"auth-token-1", "auth-token-2"})
        EXPECT_EQ(read_one(config, signed_by(token, a_form_webhook(delivered))),
                  "delivered id=SM1 ref= error=");
    EXPECT_EQ(read_one(config, signed_by("key-secret-1", a_form_webhook(delivered))), "signature_bad");
}

// An API key signs nothing, so a configuration with nothing else has only our ref to go by.
TEST(TwilioWebhook, IsBelievedAboutTheMessageOfItsPathWhenNoTokenIsKnown) {
    const auto config = with_api_key();
    EXPECT_EQ(read_one(config, a_form_webhook(delivered, "m_1.1.sig")),
              "delivered id=SM1 ref=m_1.1.sig error=");
    EXPECT_EQ(read_one(config, a_form_webhook(delivered)), "signature_missing");
    EXPECT_EQ(read_one(config, a_form_webhook(received, "m_1.1.sig")), "signature_missing");
    EXPECT_EQ(read_one(config, signed_by("", a_form_webhook(delivered))), "signature_missing");
}

TEST(TwilioWebhook, AnswersInboundMessagesWithAnEmptyDocument) {
    const auto news =
        test::value_of(twilio::read_webhook(a_config(), signed_by("auth-token-1", a_form_webhook(received))));
    EXPECT_EQ(news.answer.content_type, "text/xml");
    EXPECT_EQ(news.answer.body, R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)");
    const auto report = test::value_of(
        twilio::read_webhook(a_config(), signed_by("auth-token-1", a_form_webhook(delivered))));
    EXPECT_EQ(report.answer.body, "");
}

TEST(TwilioComplaint, NamesWhatIsWrong) {
    EXPECT_EQ(complaint_about(a_config()), "");
    EXPECT_EQ(complaint_about(with_api_key()), "");
    const auto complaint = [](const std::string& name, const std::string& value) {
        auto config = a_config();
        config.settings.set(name, value);
        return complaint_about(config);
    };
    EXPECT_EQ(complaint("account_sid", ""),
              "account_sid is required: The account: AC and 32 hexadecimal digits.");
    EXPECT_EQ(complaint("account_sid", "AC0123456789abcdef/../../x0123456"),
              "account_sid must be AC and 32 hexadecimal digits");
    EXPECT_EQ(complaint("api_key_sid", account), "api_key_sid must be SK and 32 hexadecimal digits");
    EXPECT_EQ(complaint("messaging_service_sid", "MG1"),
              "messaging_service_sid must be MG and 32 hexadecimal digits");
    auto config = a_config();
    config.api_key = Secret("a\r\nX-Evil: 1");
    EXPECT_EQ(complaint_about(config),
              "api_key is required: the account's auth token, or the secret of api_key_sid");
    config = a_config();
    config.base_url = "api.twilio.com";
    EXPECT_EQ(complaint_about(config), "base_url must start with https:// or http://");
    config = a_config();
    config.dedupe = true;
    EXPECT_EQ(complaint_about(config),
              "dedupe is for type sandbox: twilio does not promise to drop repeats of a submit");
}

}   // namespace
}   // namespace smsgw::providers
