// What is particular to Vonage: two APIs, reports by segment, two ways to sign and two to log in.
#include "providers/vonage.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "http/form.hpp"
#include "providers/json.hpp"
#include "providers/registry.hpp"
#include "providers/vonage_messages.hpp"
#include "providers/vonage_signature.hpp"
#include "providers/vonage_sms.hpp"
#include "providers/vonage_webhook.hpp"
#include "support/conformance.hpp"
#include "support/provider_fixtures.hpp"
#include "support/rsa_pair.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::a_submit;
using test::a_webhook;
using test::an_answer;
using test::text_of;

const WallTime now = WallTime(1'767'323'045s);

ProviderConfig sms() {
    return test::vonage_sms_case().config("");
}
ProviderConfig messages() {
    return test::vonage_messages_case().config("");
}

// The value of a form's field; "absent" without it.
std::string field(const http::ClientRequest& request, const std::string& name) {
    const auto form = http::read_form(request.body).value();
    for (const auto& [key, value] : form)
        if (key == name) return value;
    return "absent";
}

Json member(const http::ClientRequest& request, const char* name) {
    return Json::parse(request.body).value(name, Json());
}

SubmitRequest valid_for(Millis validity) {
    auto submit = a_submit();
    submit.validity = validity;
    return submit;
}

// ---- requests ------------------------------------------------------------------------------------------------------

TEST(VonageRequest, GoesToTheHostOfItsApi) {
    EXPECT_EQ(vonage::build_sms_request(sms(), a_submit(), now).url, "https://rest.nexmo.com/sms/json");
    EXPECT_EQ(vonage::build_messages_request(messages(), a_submit(), "").url,
              "https://api.nexmo.com/v1/messages");
    auto regional = messages();
    regional.base_url = "https://api-eu.vonage.com/";
    EXPECT_EQ(vonage::build_messages_request(regional, a_submit(), "").url,
              "https://api-eu.vonage.com/v1/messages");
}

TEST(VonageRequest, AsksForAValidityThatTheApiTakes) {
    const auto ttl = [](Millis validity) {
        return field(vonage::build_sms_request(sms(), valid_for(validity), now), "ttl");
    };
    EXPECT_EQ(ttl(0ms), "absent");
    EXPECT_EQ(ttl(1s), "20000");
    EXPECT_EQ(ttl(90'500ms), "90500");
    EXPECT_EQ(ttl(24h * 30), "604800000");
    const auto seconds = [](Millis validity) {
        return member(vonage::build_messages_request(messages(), valid_for(validity), ""), "ttl");
    };
    EXPECT_EQ(seconds(0ms), Json());
    EXPECT_EQ(seconds(1s), 20);
    EXPECT_EQ(seconds(90'999ms), 90);
    EXPECT_EQ(seconds(24h * 30), 604'800);
}

TEST(VonageRequest, WritesANumberOfASenderWithoutPlusAndANameAsItIs) {
    auto submit = a_submit();
    submit.message.sender = Sender("+3197010200");
    EXPECT_EQ(field(vonage::build_sms_request(sms(), submit, now), "from"), "3197010200");
    EXPECT_EQ(member(vonage::build_messages_request(messages(), submit, ""), "from"), "3197010200");
    submit.message.sender = Sender("H&M");
    EXPECT_EQ(field(vonage::build_sms_request(sms(), submit, now), "from"), "H&M");
}

TEST(VonageRequest, SaysUnicodeOnlyWhenTheTextNeedsIt) {
    auto submit = a_submit();
    EXPECT_EQ(field(vonage::build_sms_request(sms(), submit, now), "type"), "absent");
    submit.message.encoding = Encoding::ucs2;
    EXPECT_EQ(field(vonage::build_sms_request(sms(), submit, now), "type"), "unicode");
}

TEST(VonageRequest, CarriesOurReferenceWhereItFits) {
    auto submit = a_submit();
    submit.ref = std::string(43, 'r');
    auto request = vonage::build_sms_request(sms(), submit, now);
    EXPECT_EQ(field(request, "callback"), submit.report_url);
    EXPECT_EQ(field(request, "client-ref"), "absent");   // beyond what all of Vonage's documents allow
    submit.report_url = "https://" + std::string(100, 'h') + ".example.com/webhooks/p/" + submit.ref;
    request = vonage::build_sms_request(sms(), submit, now);
    EXPECT_EQ(field(request, "callback"), "absent");
    EXPECT_EQ(field(request, "client-ref"), submit.ref);
}

TEST(VonageRequest, IsSignedWhenThereIsNoSecretOfTheKey) {
    auto config = sms();
    config.settings.set("api_secret", Secret());
    const auto request = vonage::build_sms_request(config, a_submit(), now);
    EXPECT_EQ(http::find_header(request.headers, "Authorization"), "");
    EXPECT_EQ(field(request, "api_key"), "abcd1234");
    const auto params = http::read_form(request.body).value();
    const Secret keys[] = {config.webhook_secret};
    EXPECT_TRUE(check_vonage_sig(VonageAlgorithm::sha256, keys, params, now).has_value());
    EXPECT_EQ(complaint_about(config), "");
}

TEST(VonageLogin, IsATokenOfTheApplication) {
    const auto pair = test::an_rsa_pair(2048);
    vonage::ApplicationLogin login(RsaPrivateKey::parse(Secret(pair.private_key_pem)).value(), "app-1");
    const auto authorization = login.authorization(now);
    ASSERT_TRUE(authorization.starts_with("Bearer "));
    const auto token = authorization.substr(7);
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    const auto certificate = RsaCertificate::parse(pair.certificate_pem).value();
    EXPECT_TRUE(certificate.verify(Digest::sha256, token.substr(0, last),
                                   from_base64url(token.substr(last + 1)).value()));
    const auto claims = Json::parse(from_base64url(token.substr(first + 1, last - first - 1)).value());
    EXPECT_EQ(claims["application_id"], "app-1");
    EXPECT_EQ(claims["iat"], 1'767'323'045);
    EXPECT_EQ(claims["exp"], 1'767'323'945);
    EXPECT_GE(claims["jti"].get<std::string>().size(), 16U);
}

TEST(VonageLogin, UsesATokenForTenMinutesUnlessTheClockGoesBack) {
    const auto pair = test::an_rsa_pair(2048);
    vonage::ApplicationLogin login(RsaPrivateKey::parse(Secret(pair.private_key_pem)).value(), "app-1");
    const auto first = login.authorization(now);
    EXPECT_EQ(login.authorization(now + 599s), first);
    const auto second = login.authorization(now + 600s);
    EXPECT_NE(second, first);
    EXPECT_NE(login.authorization(now + 599s), second);
}

// ---- answers -------------------------------------------------------------------------------------------------------

TEST(VonageAnswer, OfPartsThatWereRefusedBesideOthersIsCountedAndLogged) {
    std::string lines;
    const log::Capture capture(lines);
    const auto outcome = vonage::read_sms_answer(
        sms(),
        an_answer(200, R"({"messages":[{"status":"0","message-id":"A1"},{"status":"9"},{"status":"9"}]})"));
    EXPECT_EQ(text_of(outcome), "accepted A1");
    EXPECT_EQ(std::get<Accepted>(outcome).parts_refused, 2);
    EXPECT_NE(lines.find("submit.parts_refused"), std::string::npos) << lines;
    EXPECT_NE(lines.find("vonage_9"), std::string::npos) << lines;
}

TEST(VonageAnswer, HasNoPriceWithoutACurrencyOrWhenOnePartHasNone) {
    const auto price = [](const ProviderConfig& config, const std::string& second) {
        const auto outcome = vonage::read_sms_answer(
            config, an_answer(200, R"({"messages":[{"status":"0","message-price":"0.05"},{"status":"0")" +
                                       second + "}]}"));
        return std::get<Accepted>(outcome).price;
    };
    EXPECT_EQ(price(sms(), R"(,"message-price":"0.06")"), (Money{110'000, "EUR"}));
    EXPECT_EQ(price(sms(), ""), std::nullopt);
    auto config = sms();
    config.settings.set("currency", std::string());
    EXPECT_EQ(price(config, R"(,"message-price":"0.06")"), std::nullopt);
}

TEST(VonageAnswer, IsNoWaitThatCannotBeRead) {
    const auto told = [](const std::string& text) {
        return text_of(vonage::read_sms_answer(
            sms(), an_answer(200, R"({"messages":[{"status":"1","error-text":")" + text + R"("}]})")));
    };
    EXPECT_EQ(told("wait [ 702 ] please"), "not accepted vonage_1 702ms");
    EXPECT_EQ(told("wait [99999999] please"), "not accepted vonage_1 3600000ms");
    for (const char* text : {"wait", "wait [ ]", "wait [ -5 ]", "wait [ 5", "wait ] 5 [", "wait [ 0 ]",
                             "wait [ 99999999999999 ]"})
        EXPECT_EQ(told(text), "not accepted vonage_1") << text;
}

TEST(VonageAnswer, RefusesTheMessageByEveryCodeOfARangeWhateverTheStatus) {
    const auto read = [](const std::string& code) {
        return text_of(
            vonage::read_messages_answer(an_answer(500, R"({"type":"https://x#)" + code + R"("})")));
    };
    for (int code = 1262; code <= 1500; ++code) {
        if (code == 1320 || code == 1360) continue;   // rows of the table
        const bool is_refused = (code >= 1270 && code <= 1310) || (code >= 1420 && code <= 1483);
        const auto text = std::to_string(code);
        EXPECT_EQ(read(text), (is_refused ? "refused message vonage_" : "ambiguous vonage_") + text);
    }
    EXPECT_EQ(read("01290"), "ambiguous vonage_01290");
    EXPECT_EQ(read("129"), "ambiguous vonage_129");
}

// ---- webhooks ------------------------------------------------------------------------------------------------------

constexpr const char* receipt = R"({"messageId":"A1","status":"delivered","client-ref":"m_other.1.sig"})";
constexpr const char* status = R"({"message_uuid":"u1","status":"delivered","client_ref":"m_other.1.sig"})";

TEST(VonageWebhook, WithoutASecretIsBelievedAboutTheMessageOfItsPathOnly) {
    auto by_sms = sms();
    auto by_messages = messages();
    for (auto* config : {&by_sms, &by_messages}) config->webhook_secret = Secret();
    const auto of_sms = vonage::read_sms_webhook(by_sms, a_webhook(receipt, {}, "m_1.1.sig"), now).value();
    EXPECT_EQ(text_of(of_sms.reports.at(0)), "delivered id=A1 ref=m_1.1.sig error=");
    const auto of_messages =
        vonage::read_messages_webhook(by_messages, a_webhook(status, {}, "m_1.1.sig"), now).value();
    EXPECT_EQ(text_of(of_messages.reports.at(0)), "delivered id=u1 ref=m_1.1.sig error=");

    EXPECT_EQ(vonage::read_sms_webhook(by_sms, a_webhook(receipt), now).error(), Errc::signature_missing);
    EXPECT_EQ(vonage::read_messages_webhook(by_messages, a_webhook(status), now).error(),
              Errc::signature_missing);
    const auto inbound = vonage::read_sms_webhook(
        by_sms, a_webhook(R"({"msisdn":"31612345678","text":"STOP"})", {}, "m_1.1.sig"), now);
    EXPECT_TRUE(inbound.value().inbound.empty());
}

TEST(VonageWebhook, IsBelievedByTheFormerSecretToo) {
    for (const auto& one : {test::vonage_sms_case(), test::vonage_messages_case()}) {
        const auto former = one.config("");
        auto request = a_webhook(former.api == "sms" ? receipt : status);
        one.sign(request, former, now);
        auto config = former;
        config.webhook_secret = Secret("signature-secret-2");
        const auto read = [&] {
            return former.api == "sms" ? vonage::read_sms_webhook(config, request, now)
                                       : vonage::read_messages_webhook(config, request, now);
        };
        EXPECT_EQ(read().error(), Errc::signature_bad);
        config.settings.set("webhook_secret_old", former.webhook_secret);
        EXPECT_TRUE(read().has_value());
    }
}

TEST(VonageWebhook, IsCheckedByTheAlgorithmOfTheAccount) {
    for (const char* algorithm : {"md5hash", "md5", "sha1", "sha256", "sha512"}) {
        auto config = sms();
        config.settings.set("signature_algorithm", std::string(algorithm));
        auto request = a_webhook(receipt);
        test::vonage_sms_case().sign(request, config, now);
        EXPECT_TRUE(vonage::read_sms_webhook(config, request, now).has_value()) << algorithm;
        config.settings.set("signature_algorithm",
                            std::string(algorithm == std::string("md5") ? "sha1" : "md5"));
        EXPECT_EQ(vonage::read_sms_webhook(config, request, now).error(), Errc::signature_bad) << algorithm;
    }
}

// ---- configuration -------------------------------------------------------------------------------------------------

TEST(VonageConfig, IsJudgedByWhatItsApiNeeds) {
    const auto complaint = [](ProviderConfig config, auto change) {
        change(config);
        return complaint_about(config);
    };
    const auto text = [](const char* name, const char* value) {
        return [=](ProviderConfig& c) { c.settings.set(name, std::string(value)); };
    };
    const auto secret = [](const char* name, const std::string& value) {
        return [=](ProviderConfig& c) { c.settings.set(name, Secret(value)); };
    };
    EXPECT_EQ(complaint(sms(), [](auto& c) { c.api.clear(); }), "");
    EXPECT_NE(complaint(sms(), [](auto& c) { c.api = "voice"; }), "");
    EXPECT_NE(complaint(sms(), [](auto& c) { c.dedupe = true; }), "");
    EXPECT_NE(complaint(sms(), [](auto& c) { c.base_url = "rest.nexmo.com"; }), "");
    EXPECT_NE(complaint(sms(), [](auto& c) { c.api_key = Secret("a\r\nb"); }), "");
    EXPECT_NE(complaint(sms(), secret("api_secret", "a\nb")), "");
    EXPECT_NE(complaint(sms(), text("signature_algorithm", "sha3")), "");
    EXPECT_NE(complaint(sms(), text("signature_algorithm", "")), "");
    EXPECT_NE(complaint(sms(), text("application_id", "app-1")), "");
    EXPECT_NE(complaint(sms(), text("currency", "euro")), "");
    EXPECT_NE(complaint(messages(), text("signature_algorithm", "sha256")), "");
    EXPECT_NE(complaint(messages(), text("application_id", "app-1")), "");
    EXPECT_NE(complaint(messages(), secret("api_secret", "")), "");
    EXPECT_NE(complaint(messages(), secret("private_key", "not a key")), "");
    const auto pair = test::an_rsa_pair(2048);
    EXPECT_EQ(complaint(messages(),
                        [&](auto& c) {
                            c.api_key = Secret();
                            text("application_id", "app-1")(c);
                            secret("private_key", pair.private_key_pem)(c);
                        }),
              "");
}

}   // namespace
}   // namespace smsgw::providers
