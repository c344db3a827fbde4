// How the providers that want to know are told whether a code was entered.
#include <gtest/gtest.h>

#include "http/form.hpp"
#include "providers/classify.hpp"
#include "providers/registry.hpp"
#include "providers/twilio.hpp"
#include "providers/vonage_sms.hpp"
#include "support/conformance.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::providers {
namespace {

ConversionFeedback told(const std::string& id, Conversion outcome = Conversion::converted) {
    return {ProviderMsgId(id), outcome, WallTime(Millis(1'767'323'045'678))};
}

ProviderConfig twilio_config(bool feedback = true) {
    auto config = test::twilio_case().config("");
    config.settings.set("conversion_feedback", feedback);
    return config;
}
ProviderConfig vonage_config(const std::string& base_url = "") {
    auto config = test::vonage_sms_case().config(base_url);
    config.settings.set("conversion_feedback", true);
    return config;
}

std::string field(const http::ClientRequest& request, std::string_view name) {
    const auto form = http::read_form(request.body);
    return form ? std::string(http::find_header(*form, name)) : "unreadable";
}

std::string outcome_text(const FeedbackOutcome& outcome) {
    const auto* failed = std::get_if<FeedbackFailed>(&outcome);
    return failed == nullptr ? "taken" : failed->error;
}

TEST(TwilioFeedback, IsAnnouncedWithTheSubmitWhenItIsSwitchedOn) {
    EXPECT_EQ(field(twilio::build_request(twilio_config(), test::a_submit()), "ProvideFeedback"), "true");
    EXPECT_EQ(field(twilio::build_request(twilio_config(false), test::a_submit()), "ProvideFeedback"), "");
    EXPECT_EQ(complaint_about(twilio_config()), "");
}

TEST(TwilioFeedback, IsPostedBelowTheMessage) {
    auto config = twilio_config();
    const auto messages = twilio::build_request(config, test::a_submit());
    const auto request = twilio::build_feedback(config, told("SM01"));
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, messages.url.substr(0, messages.url.rfind('.')) + "/SM01/Feedback.json");
    EXPECT_EQ(request.headers, messages.headers);
    EXPECT_EQ(request.body, "Outcome=confirmed");
    EXPECT_EQ(twilio::build_feedback(config, told("SM01", Conversion::unconverted)).body,
              "Outcome=unconfirmed");
    config.base_url = messages.url;   // whoever configures the complete URL means the same
    EXPECT_EQ(twilio::build_feedback(config, told("SM01")).url, request.url);
}

TEST(TwilioFeedback, LetsNoIdLeadElsewhere) {
    const auto url = twilio::build_feedback(twilio_config(), told("../a?b#c")).url;
    EXPECT_TRUE(url.ends_with("/Messages/..%2Fa%3Fb%23c/Feedback.json")) << url;
}

TEST(VonageFeedback, IsAFormWithTheCredentials) {
    const auto request = vonage::build_conversion_request(vonage_config(), told("id-1"));
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.body,
              "message-id=id-1&delivered=true&timestamp=2026-01-02+03%3A04%3A05&api_key=abcd1234"
              "&api_secret=api-secret-1");
    EXPECT_EQ(http::find_header(request.headers, "Content-Type"), "application/x-www-form-urlencoded");
    const auto other =
        vonage::build_conversion_request(vonage_config(), told("id-1", Conversion::unconverted));
    EXPECT_EQ(field(other, "delivered"), "false");
}

TEST(VonageFeedback, GoesToTheOtherHostOfVonage) {
    const auto url = [](const std::string& base_url) {
        return vonage::build_conversion_request(vonage_config(base_url), told("id-1")).url;
    };
    EXPECT_EQ(url(""), "https://api.nexmo.com/conversions/sms");
    EXPECT_EQ(url("https://rest.nexmo.com/sms/json"), "https://api.nexmo.com/conversions/sms");
    EXPECT_EQ(url("https://rest-us-1.nexmo.com/"), "https://api-us-1.nexmo.com/conversions/sms");
    EXPECT_EQ(url("https://rest.proxy.example.com"), "https://rest.proxy.example.com/conversions/sms");
    EXPECT_EQ(url("http://127.0.0.1:8000"), "http://127.0.0.1:8000/conversions/sms");
}

TEST(VonageFeedback, NeedsTheSecretAndTheApiThatHasIt) {
    EXPECT_EQ(complaint_about(vonage_config()), "");
    auto config = vonage_config();
    config.settings.set("api_secret", Secret());
    EXPECT_TRUE(complaint_about(config).starts_with("conversion_feedback needs api_secret"))
        << complaint_about(config);
    config = test::vonage_messages_case().config("");
    config.settings.set("conversion_feedback", true);
    EXPECT_EQ(complaint_about(config), "conversion_feedback is for api \"sms\"");
}

TEST(ProviderFeedback, IsTakenBySuccessAlone) {
    for (const auto& [status, outcome] : {std::pair{200, "taken"},
                                          {201, "taken"},
                                          {302, "http_302"},
                                          {402, "http_402"},
                                          {429, "http_429"},
                                          {500, "http_500"}})
        EXPECT_EQ(outcome_text(feedback_of(test::an_answer(status))), outcome);
    EXPECT_EQ(outcome_text(feedback_of(test::a_failure(http::Sent::maybe_acted_on, Errc::read_timeout))),
              "read_timeout");
}

}   // namespace
}   // namespace smsgw::providers
