// What is special in AWS: the signed request, topics and subscriptions.
#include "providers/aws.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "providers/aws_webhook.hpp"
#include "providers/registry.hpp"
#include "support/fake_clock.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"
#include "support/sns_fixture.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::a_submit;
using test::run_task;

constexpr WallTime now{1'767'323'045s};   // 2026-01-02T03:04:05Z

ProviderConfig a_config() {
    ProviderConfig config;
    config.id = ProviderId("aws");
    config.type = "aws";
    config.settings.set("region", std::string("eu-west-1"));
    config.settings.set("access_key_id", std::string("AKIDEXAMPLE"));
    config.settings.set("secret_access_key", Secret("secret-1"));
    config.settings.set("topic_arns", std::vector<std::string>{test::sns_topic});
    return config;
}

std::string complaint_with(const std::string& key, const std::string& value) {
    auto config = a_config();
    config.settings.set(key, value);
    return complaint_about(config);
}

Json body_with(Millis validity) {
    auto submit = a_submit();
    submit.validity = validity;
    return Json::parse(aws::build_request(a_config(), submit, now).body);
}

TEST(AwsRequest, GoesToTheRegionAndIsSignedForIt) {
    const auto request = aws::build_request(a_config(), a_submit(), now);
    EXPECT_EQ(request.url, "https://sms-voice.eu-west-1.amazonaws.com/");
    const auto authorization = http::find_header(request.headers, "Authorization");
    EXPECT_TRUE(authorization.starts_with(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/sms-voice/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="))
        << authorization;
    EXPECT_EQ(http::find_header(request.headers, "Host"), "");   // the client's to add
    EXPECT_EQ(http::find_header(request.headers, "X-Amz-Security-Token"), "");
}

TEST(AwsRequest, IsSignedAnewForEveryTextAndTime) {
    const auto signature = [](const SubmitRequest& submit, WallTime at) {
        return std::string(
            http::find_header(aws::build_request(a_config(), submit, at).headers, "Authorization"));
    };
    auto other = a_submit();
    other.message.text = SmsText("Bye");
    EXPECT_NE(signature(a_submit(), now), signature(other, now));
    EXPECT_NE(signature(a_submit(), now), signature(a_submit(), now + 1s));
    EXPECT_EQ(signature(a_submit(), now), signature(a_submit(), now));
}

TEST(AwsRequest, GoesToAnotherDomainInChina) {
    auto config = a_config();
    config.settings.set("region", std::string("cn-north-1"));
    EXPECT_EQ(aws::build_request(config, a_submit(), now).url,
              "https://sms-voice.cn-north-1.amazonaws.com.cn/");
}

TEST(AwsRequest, LivesAsLongAsTheMessageWithinWhatAwsAllows) {
    EXPECT_EQ(body_with(90'500ms)["TimeToLive"], 90);
    EXPECT_EQ(body_with(1s)["TimeToLive"], 5);
    EXPECT_EQ(body_with(100h)["TimeToLive"], 259'200);
    EXPECT_FALSE(body_with(0ms).contains("TimeToLive"));
}

TEST(AwsRequest, IsSentByTheConfiguredIdentityInstead) {
    auto config = a_config();
    config.settings.set("origination_identity", std::string("pool-1"));
    config.settings.set("message_type", std::string("PROMOTIONAL"));
    const auto body = Json::parse(aws::build_request(config, a_submit(), now).body);
    EXPECT_EQ(body["OriginationIdentity"], "pool-1");
    EXPECT_EQ(body["MessageType"], "PROMOTIONAL");
}

TEST(AwsDryRun, IsASubmitThatSendsNothing) {
    auto config = a_config();
    const auto request = aws::build_dry_run(config, now);
    EXPECT_EQ(Json::parse(request.body)["DryRun"], true);
    EXPECT_FALSE(Json::parse(request.body).contains("OriginationIdentity"));
    EXPECT_FALSE(http::find_header(request.headers, "Authorization").empty());
    config.settings.set("origination_identity", std::string("pool-1"));
    EXPECT_EQ(Json::parse(aws::build_dry_run(config, now).body)["OriginationIdentity"], "pool-1");
}

TEST(AwsConfig, IsCheckedAtTheStart) {
    EXPECT_EQ(complaint_about(a_config()), "");
    EXPECT_NE(complaint_with("region", "eu-west-1.evil.example/"), "");
    EXPECT_NE(complaint_with("region", ""), "");
    EXPECT_NE(complaint_with("message_type", "URGENT"), "");
    EXPECT_NE(complaint_with("access_key_id", "AK ID"), "");
    for (const std::string price : {"1.234567", "-1", "0", "100", "cheap"})
        EXPECT_NE(complaint_with("max_price", price), "") << price;
    EXPECT_EQ(complaint_with("max_price", "0.12345"), "");
    auto config = a_config();
    config.settings.set("topic_arns", std::vector<std::string>{"sms-events"});
    EXPECT_NE(complaint_about(config), "");
    config = a_config();
    config.settings.set("session_token", Secret("a\r\nX: y"));
    EXPECT_NE(complaint_about(config), "");
}

class AwsWebhook : public testing::Test {
protected:
    std::string read(const SnsMessage& message, WallTime at = now) {
        return read_body(test::sns_body(message), at);
    }
    std::string read_body(const std::string& body, WallTime at = now) {
        const auto news = run_task(io, provider.read_webhook(test::a_webhook(body), at));
        if (news.has_error()) return error_name(news.error());
        return std::to_string(news->reports.size()) + " reports";
    }
    static SnsMessage a_report() {
        auto message = test::an_sns_message(R"({"eventType":"TEXT_DELIVERED","messageId":"m1"})", now);
        test::sign_sns(message);
        return message;
    }
    static SnsMessage a_confirmation() {
        auto message = test::an_sns_message("You have chosen to subscribe", now);
        message.type = "SubscriptionConfirmation";
        message.token = "2336412f37";
        message.subscribe_url =
            "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37";
        test::sign_sns(message);
        return message;
    }

    asio::io_context io;
    test::FakeClock clock;
    http::Client client{io.get_executor(), clock, {}, {[](const asio::ip::address&) { return false; }}};
    test::FakeSns sns;
    Aws provider{a_config(), client, {[] { return now; }, sns.fetcher()}};
};

TEST_F(AwsWebhook, IsVerifiedWithTheCertificateThatItNamesWhichIsKeptForADay) {
    EXPECT_EQ(read(a_report()), "1 reports");
    EXPECT_EQ(read(a_report()), "1 reports");
    EXPECT_EQ(sns.asked, std::vector<std::string>{test::sns_cert_url});
    auto later = test::an_sns_message(R"({"eventType":"TEXT_DELIVERED","messageId":"m1"})", now + 24h);
    test::sign_sns(later);
    EXPECT_EQ(read(later, now + 24h), "1 reports");
    EXPECT_EQ(sns.asked.size(), 2U);
}

TEST_F(AwsWebhook, OfEitherSignatureVersionIsRead) {
    auto message = a_report();
    message.signature_version = "1";
    test::sign_sns(message);
    EXPECT_EQ(read(message), "1 reports");
}

TEST_F(AwsWebhook, ThatWasChangedIsRefused) {
    auto message = a_report();
    message.message = R"({"eventType":"TEXT_DELIVERED","messageId":"m2"})";
    EXPECT_EQ(read(message), "signature_bad");
    message = a_report();
    message.signature.clear();
    EXPECT_EQ(read(message), "signature_missing");
    EXPECT_EQ(read(a_report(), now + 2h), "signature_expired");
    EXPECT_EQ(read_body("delivered"), "signature_missing");
    EXPECT_EQ(read_body(R"({"eventType":"TEXT_DELIVERED","messageId":"m1"})"),
              "signature_missing");   // raw delivery
}

TEST_F(AwsWebhook, OfATopicThatIsNotConfiguredIsRefusedWithoutAskingAnybody) {
    auto message = a_report();
    message.topic_arn = "arn:aws:sns:eu-west-1:999999999999:sms-events";
    test::sign_sns(message);
    EXPECT_EQ(read(message), "signature_bad");
    EXPECT_TRUE(sns.asked.empty());
}

TEST_F(AwsWebhook, WithACertificateFromElsewhereIsRefusedWithoutAskingAnybody) {
    for (const std::string url :
         {"http://sns.eu-west-1.amazonaws.com/a.pem",
          "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
          "https://evil.example/sns.eu-west-1.amazonaws.com/a.pem", "https://s3.amazonaws.com/a.pem",
          "https://sns.eu-west-1.amazonaws.com:8443/a.pem", "https://169.254.169.254/a.pem",
          "https://sns.eu-west-1.amazonaws.com@evil.example/a.pem", ""}) {
        auto message = a_report();
        message.signing_cert_url = url;
        EXPECT_EQ(read(message), "signature_bad") << url;
    }
    EXPECT_TRUE(sns.asked.empty());
}

TEST_F(AwsWebhook, IsToComeAgainWhenTheCertificateCannotBeHad) {
    sns.answer = Errc::connect_timeout;
    EXPECT_EQ(read(a_report()), "connect_timeout");
    sns.answer = std::string("<html>");
    EXPECT_EQ(read(a_report()), "response_malformed");
    sns.answer = std::string(test::sns_certificate);
    EXPECT_EQ(read(a_report()), "1 reports");
}

TEST_F(AwsWebhook, ConfirmsTheSubscriptionOfAConfiguredTopic) {
    std::string lines;
    const log::Capture capture(lines);
    const auto message = a_confirmation();
    EXPECT_EQ(read(message), "0 reports");
    EXPECT_EQ(sns.asked, (std::vector<std::string>{test::sns_cert_url, message.subscribe_url}));
    EXPECT_NE(lines.find("webhook.subscribed"), std::string::npos);
}

TEST_F(AwsWebhook, ConfirmsNothingElsewhereAndNothingUnsigned) {
    auto message = a_confirmation();
    message.subscribe_url = "https://evil.example/?Action=ConfirmSubscription";
    test::sign_sns(message);
    EXPECT_EQ(read(message), "signature_bad");
    message = a_confirmation();
    message.subscribe_url += "x";
    EXPECT_EQ(read(message), "signature_bad");
    EXPECT_EQ(sns.asked, std::vector<std::string>{test::sns_cert_url});
}

TEST_F(AwsWebhook, IsToComeAgainWhenTheSubscriptionCannotBeConfirmed) {
    EXPECT_EQ(read(a_report()), "1 reports");   // the certificate is kept from here on
    sns.answer = Errc::read_timeout;
    EXPECT_EQ(read(a_confirmation()), "read_timeout");
}

TEST_F(AwsWebhook, ThatEndsASubscriptionIsSeenInTheLog) {
    std::string lines;
    const log::Capture capture(lines);
    auto message = a_confirmation();
    message.type = "UnsubscribeConfirmation";
    test::sign_sns(message);
    EXPECT_EQ(read(message), "0 reports");
    EXPECT_EQ(sns.asked.size(), 1U);
    EXPECT_NE(lines.find("webhook.unsubscribed"), std::string::npos);
}

}   // namespace
}   // namespace smsgw::providers
