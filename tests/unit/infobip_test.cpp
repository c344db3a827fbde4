// What only Infobip has: repeats that are refused, a log that is asked, a validity, HMAC details that are configured.
#include "providers/infobip.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "providers/infobip_webhook.hpp"
#include "providers/json.hpp"
#include "providers/registry.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::providers::infobip {
namespace {

using namespace std::chrono_literals;
using test::a_failure;
using test::a_submit;
using test::a_webhook;
using test::an_answer;
using test::text_of;

ProviderConfig a_config() {
    ProviderConfig config;
    config.id = ProviderId("infobip");
    config.type = "infobip";
    config.base_url = "https://abc.api.infobip.com/";
    config.api_key = Secret("key-1");
    return config;
}

std::string entry(const std::string& group, const std::string& id, const std::string& message_id = "m_1") {
    return R"({"messageId":")" + message_id + R"(","status":{"groupId":)" + group + R"(,"id":)" + id + "}}";
}

http::ClientResponse a_log(const std::string& entries) {
    return an_answer(200, R"({"results":[)" + entries + "]}");
}

// ---- requests ------------------------------------------------------------------------------------------------------

Json options_for(Millis validity) {
    auto submit = a_submit();
    submit.validity = validity;
    return Json::parse(build_request(a_config(), submit).body)["messages"][0]["options"];
}

TEST(InfobipRequest, TellsTheValidityInWholeSecondsUpToTwoDays) {
    EXPECT_FALSE(options_for(0ms).contains("validityPeriod"));
    const auto period = [](Millis validity) { return options_for(validity)["validityPeriod"]; };
    EXPECT_EQ(period(59'999ms), Json({{"amount", 59}, {"timeUnit", "SECONDS"}}));
    EXPECT_EQ(period(1ms)["amount"], 1);
    EXPECT_EQ(period(48h)["amount"], 172'800);
    EXPECT_EQ(period(72h)["amount"], 172'800);
}

TEST(InfobipRequest, HasTheSameMessageIdInAllAttemptsAndAnotherRef) {
    auto submit = a_submit();
    submit.attempt = 2;
    submit.ref = "m_1.2.sig";
    submit.report_url.clear();
    const auto message = Json::parse(build_request(a_config(), submit).body)["messages"][0];
    EXPECT_EQ(message["destinations"][0]["messageId"], "m_1");
    EXPECT_EQ(message["webhooks"]["callbackData"], "m_1.2.sig");
    EXPECT_FALSE(message["webhooks"].contains("delivery"));
}

// ---- refused repeats -----------------------------------------------------------------------------------------------

TEST(InfobipRepeat, IsAcceptedUnderTheIdOfTheFirst) {
    const http::ClientResult refused = an_answer(200, R"({"messages":[)" + entry("5", "23") + "]}");
    EXPECT_TRUE(is_repeat(refused));
    EXPECT_EQ(text_of(read_answer(a_config(), refused)), "accepted m_1");
    EXPECT_FALSE(is_repeat(an_answer(200, R"({"messages":[)" + entry("5", "12") + "]}")));
    EXPECT_FALSE(is_repeat(an_answer(200, "")));
    EXPECT_FALSE(is_repeat(a_failure(http::Sent::maybe_acted_on, Errc::read_timeout)));
}

std::string after(const http::ClientResult& log) {
    return text_of(after_repeat(Accepted{{ProviderMsgId("m_1")}}, log, "m_1"));
}

TEST(InfobipRepeat, OfAMessageThatTheLogHasAsRefusedIsNotAccepted) {
    EXPECT_EQ(after(a_log(entry("5", "12"))), "not accepted infobip_12");
    EXPECT_EQ(after(a_log(entry("5", "23") + "," + entry("5", "21"))), "not accepted infobip_21");
}

TEST(InfobipRepeat, StaysAcceptedWhateverElseTheLogSays) {
    for (const http::ClientResult& log :
         {http::ClientResult(a_log(entry("1", "7"))), http::ClientResult(a_log(entry("3", "5"))),
          http::ClientResult(a_log(entry("5", "12") + "," + entry("1", "26"))),
          http::ClientResult(a_log(entry("2", "9"))), http::ClientResult(a_log(entry("5", "23"))),
          http::ClientResult(a_log("")), http::ClientResult(a_log(entry("5", "12", "m_2"))),
          http::ClientResult(an_answer(200, "{}")), http::ClientResult(an_answer(503)),
          http::ClientResult(a_failure(http::Sent::maybe_acted_on, Errc::read_timeout))})
        EXPECT_EQ(after(log), "accepted m_1");
}

// ---- look-ups ------------------------------------------------------------------------------------------------------

std::string found_in(const http::ClientResult& log) {
    const LookupRequest question{MsgId("m_1"), 2, "m_1.2.sig"};
    return text_of(read_look_up(log, question));
}

TEST(InfobipLookUp, AsksForTheMessageId) {
    const auto request = build_look_up(a_config(), "m_1");
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.url, "https://abc.api.infobip.com/sms/3/logs?messageId=m_1");
    EXPECT_EQ(http::find_header(request.headers, "Authorization"), "App key-1");
}

TEST(InfobipLookUp, FindsTheMostThatTheLogHas) {
    EXPECT_EQ(found_in(a_log(entry("1", "7"))), "found sent id=m_1 ref=m_1.2.sig error= ids=m_1;");
    EXPECT_EQ(found_in(a_log(entry("1", "7") + "," + entry("3", "5") + "," + entry("5", "23"))),
              "found delivered id=m_1 ref=m_1.2.sig error= ids=m_1;");
    EXPECT_EQ(found_in(a_log(entry("5", "12"))),
              "found undelivered id=m_1 ref=m_1.2.sig error=infobip_12 ids=m_1;");
}

TEST(InfobipLookUp, FindsNothingOnlyInAnEmptyLog) {
    EXPECT_EQ(found_in(a_log("")), "not found");
}

TEST(InfobipLookUp, LearnsNothingFromAnythingElse) {
    EXPECT_EQ(found_in(a_log(entry("1", "7", "m_2"))), "failed answer_malformed");
    EXPECT_EQ(found_in(a_log(entry("9", "999"))), "failed answer_malformed");
    EXPECT_EQ(found_in(a_log("7")), "failed answer_malformed");
    EXPECT_EQ(found_in(a_log(entry("5", "23"))), "failed infobip_23");
    EXPECT_EQ(found_in(an_answer(200, "{}")), "failed answer_malformed");
    EXPECT_EQ(found_in(an_answer(404, R"({"results":[]})")), "failed http_404");
    EXPECT_EQ(found_in(a_failure(http::Sent::maybe_acted_on, Errc::read_timeout)), "failed read_timeout");
}

// ---- webhooks ------------------------------------------------------------------------------------------------------

const std::string delivered = R"({"results":[{"messageId":"m_1","status":{"groupId":3,"id":5}}]})";

std::string read_as(const ProviderConfig& config, std::vector<http::Header> headers, std::string ref = {}) {
    const auto news =
        read_webhook(config, a_webhook(delivered, std::move(headers), std::move(ref)), WallTime{});
    return news.has_error() ? error_name(news.error()) : text_of(news->reports.at(0));
}

TEST(InfobipWebhook, IsBelievedByThePasswordOfToday) {
    auto config = a_config();
    config.webhook_secret = Secret("pass");
    config.settings.set("webhook_user", std::string("user"));
    EXPECT_EQ(read_as(config, {{"Authorization", "Basic dXNlcjpwYXNz"}}), "delivered id=m_1 ref= error=");
    EXPECT_EQ(read_as(config, {{"Authorization", "Basic dXNlcjpvbGQ="}}), "signature_bad");
    EXPECT_EQ(read_as(config, {}, "m_1.1.sig"), "signature_missing");
    // and by that of yesterday, while it is configured
    config.settings.set("webhook_secret_old", Secret("old"));
    EXPECT_EQ(read_as(config, {{"Authorization", "Basic dXNlcjpvbGQ="}}), "delivered id=m_1 ref= error=");
}

TEST(InfobipWebhook, IsSignedAsConfigured) {
    auto config = a_config();
    config.webhook_secret = Secret("whsec");
    config.settings.set("webhook_auth", std::string("hmac"));
    config.settings.set("hmac_header", std::string("X-Infobip-Signature"));
    config.settings.set("hmac_algorithm", std::string("sha512"));
    config.settings.set("hmac_encoding", std::string("base64"));
    ASSERT_EQ(check(config), "");
    const auto signature = base64(hmac(Digest::sha512, "whsec", delivered));
    EXPECT_EQ(read_as(config, {{"X-Infobip-Signature", signature}}), "delivered id=m_1 ref= error=");
    EXPECT_EQ(read_as(config, {{"X-Infobip-Signature", hex(hmac_sha256("whsec", delivered))}}),
              "signature_bad");
}

TEST(InfobipWebhook, WithoutASecretIsBelievedAboutTheMessageOfItsPathOnly) {
    EXPECT_EQ(read_as(a_config(), {}), "signature_missing");
    EXPECT_EQ(read_as(a_config(), {}, "m_1.1.sig"), "delivered id=m_1 ref=m_1.1.sig error=");
}

struct Complaint {
    std::string name;
    std::function<void(ProviderConfig&)> change;
    std::string starts_with;
};

class InfobipComplaint : public testing::TestWithParam<Complaint> {};

TEST_P(InfobipComplaint, NamesWhatIsWrong) {
    auto config = a_config();
    GetParam().change(config);
    const auto complaint = complaint_about(config);
    EXPECT_EQ(complaint.substr(0, GetParam().starts_with.size()), GetParam().starts_with);
    EXPECT_EQ(complaint.empty(), GetParam().starts_with.empty());
}

void set(ProviderConfig& config, const char* name, const char* value) {
    config.settings.set(name, std::string(value));
}

void make_hmac(ProviderConfig& config) {
    config.webhook_secret = Secret("whsec");
    set(config, "webhook_auth", "hmac");
    set(config, "hmac_header", "X-Hub-Signature");
}

INSTANTIATE_TEST_SUITE_P(
    Rows, InfobipComplaint,
    testing::Values(
        Complaint{"Fine", [](auto&) {}, ""}, Complaint{"FineHmac", make_hmac, ""},
        Complaint{"NoUrl", [](auto& c) { c.base_url.clear(); }, "base_url is required"},
        Complaint{"NoKey", [](auto& c) { c.api_key = Secret(); }, "api_key is required"},
        Complaint{"KeyWithALineBreak", [](auto& c) { c.api_key = Secret("a\nb"); }, "api_key is required"},
        Complaint{"Dedupe", [](auto& c) { c.dedupe = true; }, "dedupe is for type sandbox"},
        Complaint{"OtherTypesKeys", [](auto& c) { c.client_id = "x"; },
                  "api, client_id and client_secret are not for type infobip"},
        Complaint{"SecretWithoutUser", [](auto& c) { c.webhook_secret = Secret("p"); },
                  "webhook_user is required"},
        Complaint{"UserWithoutSecret", [](auto& c) { set(c, "webhook_user", "u"); }, "webhook_user needs"},
        Complaint{"OldSecretAlone", [](auto& c) { c.settings.set("webhook_secret_old", Secret("p")); },
                  "webhook_secret_old needs"},
        Complaint{"UserWithAColon",
                  [](auto& c) {
                      c.webhook_secret = Secret("p");
                      set(c, "webhook_user", "u:v");
                  },
                  "webhook_user is required"},
        Complaint{"OtherAuth", [](auto& c) { set(c, "webhook_auth", "oauth"); }, "webhook_auth must be"},
        Complaint{"HmacWithoutSecret",
                  [](auto& c) {
                      make_hmac(c);
                      c.webhook_secret = Secret();
                  },
                  "webhook_secret is required"},
        Complaint{"HmacWithAUser",
                  [](auto& c) {
                      make_hmac(c);
                      set(c, "webhook_user", "u");
                  },
                  "webhook_user is for"},
        Complaint{"HmacWithoutHeader",
                  [](auto& c) {
                      make_hmac(c);
                      set(c, "hmac_header", "");
                  },
                  "hmac_header is required"},
        Complaint{"HmacOfAnOtherKind",
                  [](auto& c) {
                      make_hmac(c);
                      set(c, "hmac_algorithm", "crc32");
                  },
                  "hmac_algorithm must be"},
        Complaint{"HmacInAnOtherEncoding",
                  [](auto& c) {
                      make_hmac(c);
                      set(c, "hmac_encoding", "base32");
                  },
                  "hmac_encoding must be"},
        Complaint{"HmacSettingsForBasic", [](auto& c) { set(c, "hmac_prefix", "sha256="); },
                  "hmac_prefix is for webhook_auth"}),
    test::row_name);

}   // namespace
}   // namespace smsgw::providers::infobip
