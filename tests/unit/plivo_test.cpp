// What is Plivo's own: validity, its keys, and what its two versions of signatures vouch for. The rest is in the conformance
// suite.
#include <gtest/gtest.h>

#include "http/form.hpp"
#include "providers/json.hpp"
#include "providers/plivo.hpp"
#include "providers/plivo_signature.hpp"
#include "providers/plivo_webhook.hpp"
#include "providers/registry.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::a_submit;
using test::text_of;

constexpr const char* delivered = "MessageUUID=aaa&Status=delivered";
constexpr const char* received = "MessageUUID=aaa&From=31612345678&To=3161&Text=STOP";
constexpr const char* nonce = "05429567804466091622";

ProviderConfig a_config() {
    ProviderConfig config;
    config.id = ProviderId("plivo");
    config.type = "plivo";
    config.api_key = Secret("auth-token-1");
    config.settings.set("auth_id", std::string("MA0123456789ABCDEFGH"));
    return config;
}

ProviderConfig with_version_3_only() {
    auto config = a_config();
    config.settings.set("signature_min", std::string("v3"));
    return config;
}

Json sent(const ProviderConfig& config, const SubmitRequest& submit) {
    return Json::parse(plivo::build_request(config, submit).body);
}

WebhookRequest a_webhook(const std::string& body, const std::string& ref = {}) {
    auto request = test::a_webhook(body, {{"Content-Type", "application/x-www-form-urlencoded"}}, ref);
    if (!ref.empty()) request.public_url += "/" + ref;
    return request;
}

WebhookRequest signed_by(const std::string& token, PlivoVersion version, WebhookRequest request) {
    const auto params = *http::read_form(request.body);
    const PlivoParts parts{request.method, request.public_url, nonce, params};
    const std::string name = version == PlivoVersion::v3 ? "X-Plivo-Signature-V3" : "X-Plivo-Signature-V2";
    request.headers.emplace_back(name, plivo_signature(version, Secret(token), parts));
    request.headers.emplace_back(name + "-Nonce", nonce);
    return request;
}

WebhookRequest v3(const std::string& body, const std::string& ref = {}) {
    return signed_by("auth-token-1", PlivoVersion::v3, a_webhook(body, ref));
}

WebhookRequest v2(const std::string& body, const std::string& ref = {}) {
    return signed_by("auth-token-1", PlivoVersion::v2, a_webhook(body, ref));
}

std::string read_one(const ProviderConfig& config, const WebhookRequest& request) {
    const auto news = plivo::read_webhook(config, request);
    if (news.has_error()) return error_name(news.error());
    if (!news->inbound.empty()) return "inbound " + news->inbound[0].text.reveal();
    return news->reports.empty() ? "nothing" : text_of(news->reports[0]);
}

TEST(PlivoRequest, GoesToTheAccountAtTheConfiguredHost) {
    auto config = a_config();
    EXPECT_EQ(plivo::build_request(config, a_submit()).url,
              "https://api.plivo.com/v1/Account/MA0123456789ABCDEFGH/Message/");
    config.base_url = "http://127.0.0.1:9/";
    EXPECT_EQ(plivo::build_request(config, a_submit()).url,
              "http://127.0.0.1:9/v1/Account/MA0123456789ABCDEFGH/Message/");
}

TEST(PlivoRequest, HoldsWhatTheMessageNeedsAndNoMore) {
    EXPECT_EQ(sent(a_config(), a_submit()), Json({{"src", "AcmeInc"},
                                                  {"dst", "31612345678"},
                                                  {"text", "Hello"},
                                                  {"type", "sms"},
                                                  {"url", "https://sms.example.com/webhooks/p/m_1.1.sig"},
                                                  {"method", "POST"}}));
    auto submit = a_submit();
    submit.report_url.clear();
    submit.message.sender = Sender("+3197001234567");
    EXPECT_EQ(sent(a_config(), submit),
              Json({{"src", "3197001234567"}, {"dst", "31612345678"}, {"text", "Hello"}, {"type", "sms"}}));
}

TEST(PlivoRequest, LeavesTheSenderToAPowerpack) {
    auto config = a_config();
    config.settings.set("powerpack_uuid", std::string("ca5fd1f2-26c0-43e9-a7e4-0dc426e9dd2f"));
    const auto body = sent(config, a_submit());
    EXPECT_EQ(body["powerpack_uuid"], "ca5fd1f2-26c0-43e9-a7e4-0dc426e9dd2f");
    EXPECT_FALSE(body.contains("src"));
}

TEST(PlivoRequest, ClampsTheValidity) {
    for (const auto& [validity, seconds] :
         {std::pair<Millis, int>{1ms, 5}, {5999ms, 5}, {300s, 300}, {10'799s, 10'799}, {72h, 10'799}}) {
        auto submit = a_submit();
        submit.validity = validity;
        EXPECT_EQ(sent(a_config(), submit)["message_expiry"], seconds) << validity.count();
    }
    EXPECT_FALSE(sent(a_config(), a_submit()).contains("message_expiry"));
}

TEST(PlivoWebhook, OfVersion3IsBelievedWhateverItSays) {
    for (const auto& config : {a_config(), with_version_3_only()}) {
        EXPECT_EQ(read_one(config, v3(delivered, "m_1.1.sig")), "delivered id=aaa ref=m_1.1.sig error=");
        EXPECT_EQ(read_one(config, v3(delivered)), "delivered id=aaa ref= error=");
        EXPECT_EQ(read_one(config, v3(received)), "inbound STOP");
    }
}

// Its signature does not cover the body, so one that was seen with a report must be good for nothing else.
TEST(PlivoWebhook, OfVersion2IsBelievedAboutTheMessageOfItsPath) {
    EXPECT_EQ(read_one(a_config(), v2(delivered, "m_1.1.sig")), "delivered id=aaa ref=m_1.1.sig error=");
    EXPECT_EQ(read_one(a_config(), v2(received, "m_1.1.sig")), "signature_missing");
    auto elsewhere = v2(delivered, "m_1.1.sig");
    elsewhere.public_url = a_webhook(delivered).public_url;
    elsewhere.ref.clear();
    EXPECT_EQ(read_one(a_config(), elsewhere), "signature_bad");
}

TEST(PlivoWebhook, OfVersion2IsBelievedByThePathWithoutARef) {
    EXPECT_EQ(read_one(a_config(), v2(received)), "inbound STOP");
    EXPECT_EQ(read_one(a_config(), v2(delivered)), "delivered id=aaa ref= error=");
}

TEST(PlivoWebhook, OfVersion2CountsForNothingWhenVersion3IsAskedFor) {
    EXPECT_EQ(read_one(with_version_3_only(), v2(delivered, "m_1.1.sig")), "signature_missing");
    EXPECT_EQ(read_one(with_version_3_only(), v2(received)), "signature_missing");
}

TEST(PlivoWebhook, OfVersion3MustBeRightWhateverVersion2Says) {
    auto request = v2(delivered, "m_1.1.sig");
    request.headers.emplace_back("X-Plivo-Signature-V3", "AAAA");
    request.headers.emplace_back("X-Plivo-Signature-V3-Nonce", nonce);
    EXPECT_EQ(read_one(a_config(), request), "signature_bad");
}

TEST(PlivoWebhook, MayBeSignedByTheTokenOfTheMainAccountOrAnOldOne) {
    auto config = a_config();
    config.webhook_secret = Secret("main-token");
    config.settings.set("webhook_secret_old", Secret("old-token"));
    for (const char* token : {"auth-token-1", "main-token", "old-token"})
        EXPECT_EQ(read_one(config, signed_by(token, PlivoVersion::v3, a_webhook(delivered))),
                  "delivered id=aaa ref= error=");
    EXPECT_EQ(read_one(config, signed_by("other", PlivoVersion::v3, a_webhook(delivered))), "signature_bad");
    EXPECT_EQ(read_one(config, a_webhook(delivered, "m_1.1.sig")), "signature_missing");
}

TEST(PlivoWebhook, KeepsTheLatestTimeThatItNames) {
    const std::string body =
        "MessageUUID=aaa&Status=delivered&MessageTime=1&QueuedTime=2&SentTime=3&DeliveryReportTime=4";
    EXPECT_EQ(test::value_of(plivo::read_webhook(a_config(), v3(body))).reports.at(0).provider_time, "4");
}

TEST(PlivoWebhook, AnswersInboundMessagesWithAnEmptyDocument) {
    const auto news = test::value_of(plivo::read_webhook(a_config(), v3(received)));
    EXPECT_EQ(news.answer.content_type, "text/xml");
    EXPECT_EQ(news.answer.body, "<Response></Response>");
}

TEST(PlivoComplaint, NamesWhatIsWrong) {
    EXPECT_EQ(complaint_about(a_config()), "");
    EXPECT_EQ(complaint_about(with_version_3_only()), "");
    const auto complaint = [](const std::string& name, const std::string& value) {
        auto config = a_config();
        config.settings.set(name, value);
        return complaint_about(config);
    };
    EXPECT_EQ(complaint("auth_id", ""),
              "auth_id is required: The Auth ID of the account or subaccount; api_key is its Auth Token.");
    EXPECT_EQ(complaint("auth_id", "MA/../x"), "auth_id must be letters and digits");
    EXPECT_EQ(complaint("powerpack_uuid", "a b"), "powerpack_uuid must be a UUID");
    EXPECT_EQ(complaint("signature_min", "v1"), "signature_min must be \"v2\" or \"v3\"");
    auto config = a_config();
    config.api_key = Secret("a\r\nX-Evil: 1");
    EXPECT_EQ(complaint_about(config), "api_key is required: the Auth Token of auth_id");
    config = a_config();
    config.base_url = "api.plivo.com";
    EXPECT_EQ(complaint_about(config), "base_url must start with https:// or http://");
    config = a_config();
    config.dedupe = true;
    EXPECT_EQ(complaint_about(config),
              "dedupe is for type sandbox: plivo does not promise to drop repeats of a submit");
}

}   // namespace
}   // namespace smsgw::providers
