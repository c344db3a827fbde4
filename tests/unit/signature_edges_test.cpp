// What the vectors of tests/data cannot say of the signature checks: bounds, settings, and what is made for our own requests.
#include <gtest/gtest.h>

#include "base/jwt.hpp"
#include "providers/aws_sigv4.hpp"
#include "providers/aws_sns.hpp"
#include "providers/hmac_signature.hpp"
#include "providers/plivo_signature.hpp"
#include "providers/telnyx_signature.hpp"
#include "providers/twilio_signature.hpp"
#include "providers/vonage_signature.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::a_webhook;

const WallTime checked_at{1'767'323'045s};
const std::vector<Secret> keys = {Secret("key")};

http::Header a_form_header() {
    return {"Content-Type", "application/x-www-form-urlencoded"};
}

template <class T>
Errc error_of(const Result<T>& result) {
    return result.has_error() ? static_cast<Errc>(result.error().value()) : Errc{};
}

TEST(SignatureCheck, LooksOnlyAtTheFirstFewOfAList) {
    EXPECT_EQ(read_signature_list(" a, b ,,c"), (std::vector<std::string_view>{"a", "b", "c"}));
    EXPECT_EQ(read_signature_list("1,2,3,4,5,6").size(), 4U);
    EXPECT_TRUE(read_signature_list(" ,, ").empty());
}

TEST(SignatureCheck, ReadsUnixSecondsThatAreDigitsOnly) {
    EXPECT_EQ(read_unix_seconds("1767323045"), checked_at);
    for (const auto* text : {"", "-1", "+1", " 1", "1 ", "1.5", "1e9", "1234567890123", "0x1"})
        EXPECT_FALSE(read_unix_seconds(text)) << text;
}

TEST(SignatureCheck, TakesTheWholeWindowAndNoMore) {
    EXPECT_FALSE(check_window(checked_at - 300s, checked_at).has_error());
    EXPECT_FALSE(check_window(checked_at + 300s, checked_at).has_error());
    EXPECT_EQ(error_of(check_window(checked_at - 300s - 1ms, checked_at)), Errc::signature_expired);
    EXPECT_EQ(error_of(check_window(checked_at + 300s + 1ms, checked_at)), Errc::signature_expired);
}

TEST(TwilioSignature, IsTriedWithAndWithoutThePort) {
    using Urls = std::array<std::string, 3>;
    EXPECT_EQ(twilio_urls("https://a.b/c?d#e"),
              (Urls{"https://a.b/c?d", "https://a.b/c?d", "https://a.b:443/c?d"}));
    EXPECT_EQ(twilio_urls("http://a.b:81"), (Urls{"http://a.b:81", "http://a.b", "http://a.b:81"}));
    EXPECT_EQ(twilio_urls("http://u:p@[::1]/x:1"),
              (Urls{"http://u:p@[::1]/x:1", "http://u:p@[::1]/x:1", "http://u:p@[::1]:80/x:1"}));
    EXPECT_EQ(twilio_urls("no url")[1], "no url");
}

TEST(TwilioSignature, IsRefusedForAFormThatCannotBeRead) {
    auto request = a_webhook("a=%zz", {a_form_header()});
    request.headers.emplace_back("X-Twilio-Signature", twilio_signature(keys[0], request.public_url, {}));
    EXPECT_EQ(error_of(check_twilio(keys, request)), Errc::signature_bad);
    request.body.clear();
    EXPECT_FALSE(check_twilio(keys, request).has_error());
    EXPECT_EQ(error_of(check_twilio({}, request)), Errc::signature_bad);
}

TEST(TwilioSignature, IsRefusedForTwoHashesOfTheBody) {
    auto request = a_webhook("{}", {{"Content-Type", "application/json"}});
    request.public_url += "?bodySHA256=" + hex(sha256("{}")) + "&bodySHA256=" + hex(sha256("[]"));
    request.headers.emplace_back("X-Twilio-Signature", twilio_signature(keys[0], request.public_url, {}));
    EXPECT_EQ(error_of(check_twilio(keys, request)), Errc::signature_bad);
}

TEST(TwilioSignature, MayBeHugeAndIsThenWrong) {
    const auto request = a_webhook("", {{"X-Twilio-Signature", std::string(1'000'000, 'A')}});
    EXPECT_EQ(error_of(check_twilio(keys, request)), Errc::signature_bad);
}

TEST(VonageSignature, IsReadWhereverTheAccountPutsIt) {
    auto get = a_webhook("");
    get.method = "GET";
    get.query = "a=1&sig=x";
    const std::vector<http::Header> expected = {{"a", "1"}, {"sig", "x"}};
    EXPECT_EQ(vonage_params(get).value(), expected);
    EXPECT_EQ(vonage_params(a_webhook("a=1&sig=x", {a_form_header()})).value(), expected);
    EXPECT_EQ(vonage_params(a_webhook(R"({"a":1,"sig":"x"})")).value(), expected);
    for (const auto* body : {"", "[]", "a=1", R"({"a":{}})", R"({"a":null})", R"({"a":1.5})"})
        EXPECT_EQ(error_of(vonage_params(a_webhook(body))), Errc::report_malformed) << body;
    EXPECT_EQ(error_of(vonage_params(a_webhook("a=1&a=1", {a_form_header()}))), Errc::report_malformed);
}

TEST(VonageSignature, KnowsTheNamesOfItsAlgorithms) {
    EXPECT_EQ(vonage_algorithm("md5hash"), VonageAlgorithm::md5hash);
    EXPECT_EQ(vonage_algorithm("sha512"), VonageAlgorithm::sha512);
    EXPECT_FALSE(vonage_algorithm("sha384"));
    EXPECT_FALSE(vonage_algorithm("SHA256"));
}

TEST(VonageToken, NamesItsSchemeInEitherCase) {
    const auto token = sign_jwt(JwtAlgorithm::hs256, keys[0], {{"iat", 1'767'323'045}});
    EXPECT_FALSE(check_vonage_jwt(keys, a_webhook("", {{"Authorization", "bearer " + token}}), checked_at)
                     .has_error());
    for (const auto& value : {std::string(), std::string("Bearer"), token, "Token " + token})
        EXPECT_EQ(error_of(check_vonage_jwt(keys, a_webhook("", {{"Authorization", value}}), checked_at)),
                  Errc::signature_missing);
    EXPECT_EQ(error_of(check_vonage_jwt(keys, a_webhook("", {{"Authorization", "Bearer "}}), checked_at)),
              Errc::signature_missing);
}

TEST(VonageToken, IsRefusedWithATimeThatIsNone) {
    for (const auto* claims : {R"({"iat":"1767323045"})", R"({"iat":1767323045.5})", R"({"iat":-1})",
                               R"({"iat":18446744073709551615})", R"({"iat":1767323045,"exp":"never"})"}) {
        const auto token = sign_jwt(JwtAlgorithm::hs256, keys[0], nlohmann::json::parse(claims));
        const auto request = a_webhook("", {{"Authorization", "Bearer " + token}});
        EXPECT_EQ(error_of(check_vonage_jwt(keys, request, checked_at)), Errc::signature_bad) << claims;
    }
}

TEST(PlivoSignature, IsNotTakenBelowTheWeakestVersion) {
    auto request = a_webhook("Status=sent", {a_form_header(), {"X-Plivo-Signature-V2-Nonce", "1"}});
    const PlivoParts parts{request.method, request.public_url, "1", {}};
    request.headers.emplace_back("X-Plivo-Signature-V2", plivo_signature(PlivoVersion::v2, keys[0], parts));
    EXPECT_FALSE(check_plivo(PlivoVersion::v1, keys, request).has_error());
    EXPECT_FALSE(check_plivo(PlivoVersion::v2, keys, request).has_error());
    EXPECT_EQ(error_of(check_plivo(PlivoVersion::v3, keys, request)), Errc::signature_missing);
    // Nor when a stronger one is there and wrong.
    request.headers.emplace_back("X-Plivo-Signature-V3", "AAAA");
    request.headers.emplace_back("X-Plivo-Signature-V3-Nonce", "1");
    EXPECT_EQ(error_of(check_plivo(PlivoVersion::v1, keys, request)), Errc::signature_bad);
}

TEST(TelnyxSignature, IsRefusedWithoutAKey) {
    const auto request = a_webhook(
        "", {{"telnyx-timestamp", "1767323045"}, {"telnyx-signature-ed25519", base64(std::string(64, 'x'))}});
    EXPECT_EQ(error_of(check_telnyx({}, request, checked_at)), Errc::signature_bad);
    const std::vector<std::string> no_keys = {"", "not base64", base64("short")};
    EXPECT_EQ(error_of(check_telnyx(no_keys, request, checked_at)), Errc::signature_bad);
}

TEST(HmacScheme, IsRefusedWhenItWouldBoundNothing) {
    HmacScheme scheme;
    EXPECT_TRUE(check_scheme(scheme).has_error());
    scheme.header = "X-Sig";
    EXPECT_FALSE(check_scheme(scheme).has_error());
    for (const auto* payload :
         {"", "{", "}", "{body", "body}", "{Body}", "{}", "{body}}", "{timestamp}.{body}", "{nonce}{body}"}) {
        scheme.payload = payload;
        EXPECT_EQ(error_of(check_scheme(scheme)), Errc::config_invalid) << payload;
    }
    scheme.payload = "{timestamp}.{body}";
    scheme.timestamp_header = "X-Time";
    EXPECT_FALSE(check_scheme(scheme).has_error());
    scheme.payload = "{body}";
    EXPECT_EQ(error_of(check_scheme(scheme)), Errc::config_invalid);
}

TEST(HmacScheme, SignsTheRootPathOfAUrlThatHasNone) {
    HmacScheme scheme;
    scheme.header = "X-Sig";
    scheme.payload = "{path}";
    auto request = a_webhook("");
    request.public_url = "https://a.b?c";
    EXPECT_EQ(hmac_signature(scheme, keys[0], request), hex(hmac_sha256("key", "/")));
}

TEST(HmacScheme, KnowsTheNamesOfItsAlgorithms) {
    EXPECT_EQ(hmac_algorithm("sha224"), Digest::sha224);
    EXPECT_FALSE(hmac_algorithm("sha3"));
    EXPECT_FALSE(hmac_algorithm(""));
}

TEST(Sns, IsReadOnlyWhenItIsComplete) {
    const auto good =
        R"({"Type":"Notification","MessageId":"m","TopicArn":"t","Message":"","Timestamp":"x"})";
    EXPECT_TRUE(read_sns(good).has_value());
    for (
        const auto* body :
        {"", "[]", "{}", R"({"Type":"Other","MessageId":"m","TopicArn":"t","Message":"","Timestamp":"x"})",
         R"({"Type":"Notification","MessageId":"m","TopicArn":"t","Timestamp":"x"})",
         R"({"Type":"Notification","MessageId":"m","TopicArn":"t","Message":7,"Timestamp":"x"})",
         R"({"Type":"Notification","MessageId":"m","TopicArn":"t","Message":"","Timestamp":"x","Subject":7})",
         R"({"Type":"SubscriptionConfirmation","MessageId":"m","TopicArn":"t","Message":"","Timestamp":"x"})"})
        EXPECT_EQ(error_of(read_sns(body)), Errc::report_malformed) << body;
}

TEST(Sns, IsConfirmedAtItsOwnUrlsOnly) {
    EXPECT_TRUE(is_sns_url("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"));
    EXPECT_FALSE(is_sns_cert_url("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&x=.pem"));
    EXPECT_TRUE(is_sns_cert_url("https://SNS.eu-west-1.amazonaws.com:443/S.pem"));
    for (const auto* url : {"", "https://sns..amazonaws.com/", "https://sns.amazonaws.com/",
                            "https://sns.eu_west.amazonaws.com/", "https://169.254.169.254/",
                            "https://user@sns.eu-west-1.amazonaws.com/", "ftp://sns.a.amazonaws.com/"})
        EXPECT_FALSE(is_sns_url(url)) << url;
}

TEST(AwsSigV4, GivesTheHeadersThatTheRequestNeeds) {
    AwsRequest request;
    request.headers = {{"Host", "sms-voice.eu-west-1.amazonaws.com"}, {"x-amz-date", "of before"}};
    request.body = "{}";
    const AwsCredentials credentials{"AKID", Secret("secret"), Secret("token")};
    const AwsScope scope{"eu-west-1", "sms-voice", checked_at};
    AwsOptions options;
    options.body_hash = AwsOptions::BodyHash::in_header;
    const auto made = sign_aws(request, credentials, scope, options);
    ASSERT_EQ(made.headers.size(), 4U);
    EXPECT_EQ(made.headers[0], (http::Header{"X-Amz-Date", "20260102T030405Z"}));
    EXPECT_EQ(made.headers[1], (http::Header{"X-Amz-Content-Sha256", hex(sha256("{}"))}));
    EXPECT_EQ(made.headers[2], (http::Header{"X-Amz-Security-Token", "token"}));
    EXPECT_EQ(made.headers[3].first, "Authorization");
    EXPECT_EQ(made.headers[3].second,
              "AWS4-HMAC-SHA256 Credential=AKID/20260102/eu-west-1/sms-voice/aws4_request, "
              "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=" +
                  made.signature);
    // Signed once more, as before another attempt: what the first brought is replaced, not signed beside the new.
    request.headers.insert(request.headers.end(), made.headers.begin(), made.headers.end());
    EXPECT_EQ(sign_aws(request, credentials, scope, options).signature, made.signature);
}

}   // namespace
}   // namespace smsgw::providers
