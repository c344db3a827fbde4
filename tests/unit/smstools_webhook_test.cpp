// Delivery reports of Smstools: who is believed, and what is understood.
#include "providers/smstools_webhook.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "providers/webhook_signature.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"

namespace smsgw::providers::smstools {
namespace {

using namespace std::chrono_literals;
using test::a_webhook;
using test::text_of;

// Vectors smstools-webhook-self and smstools-webhook-tampered-self: the scheme of two independent receivers.
constexpr const char* vector_secret = "webhook-secret";
constexpr const char* vector_timestamp = "1767323045";
constexpr const char* vector_signature =
    "t=1767323045,v1=b81a967b86f693eb3e17ff7ae38c79cd2d874842a3a66e9d39ec006162c414c7";
constexpr const char* vector_body =
    R"([{"webhook_id":"w1","webhook_type":"delivery_report","username":"demo","message":{"messageid":"h2md1ewkyzjkuyn9ak7pryw1evtyw3x","datetime":"2026-01-02 03:04:05","sender":"AcmeInc","receiver":"32470123456","reference":"gw-42","delivery_code":"1","delivery_status":"delivered"}}])";
constexpr const char* tampered_body =
    R"([{"webhook_id":"w1","webhook_type":"delivery_report","username":"demo","message":{"messageid":"h2md1ewkyzjkuyn9ak7pryw1evtyw3x","datetime":"2026-01-02 03:04:05","sender":"AcmeInc","receiver":"32470123456","reference":"gw-42","delivery_code":"2","delivery_status":"delivered"}}])";
constexpr WallTime vector_now{std::chrono::seconds{1'767'323'045}};

ProviderConfig face(const std::string& api, const std::string& secret = {}) {
    ProviderConfig config;
    config.id = ProviderId("smstools");
    config.api = api;
    config.webhook_secret = Secret(secret);
    return config;
}

std::vector<http::Header> signature_of(const std::string& timestamp, const std::string& body) {
    const auto v1 = webhook_signature(Secret(vector_secret), timestamp, body);
    return {{"X-Smstools-Timestamp", timestamp}, {"X-Smstools-Signature", "t=" + timestamp + ",v1=" + v1}};
}

std::vector<http::Header> vector_headers() {
    return {{"X-Smstools-Timestamp", vector_timestamp}, {"X-Smstools-Signature", vector_signature}};
}

Errc refusal(const ProviderConfig& config, const WebhookRequest& request, WallTime now = vector_now) {
    const auto read = read_webhook(config, request, now);
    return read.has_error() ? static_cast<Errc>(read.error().value()) : Errc{};
}

// The reports of one body, signed, as text.
std::string read_signed(const std::string& api, const std::string& body,
                        const std::string& ref = "m_9.1.path") {
    const auto request = a_webhook(body, signature_of(vector_timestamp, body), ref);
    const auto read = read_webhook(face(api, vector_secret), request, vector_now);
    if (read.has_error()) return error_name(read.error());
    const auto& reports = read->reports;
    return reports.size() == 1 ? text_of(reports.front()) : std::to_string(reports.size()) + " reports";
}

TEST(SmstoolsSignature, OfTheRecordedReportIsAccepted) {
    const auto reports = test::value_of(read_webhook(face("client", vector_secret),
                                                     a_webhook(vector_body, vector_headers()), vector_now))
                             .reports;
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(text_of(reports[0]), "delivered id=h2md1ewkyzjkuyn9ak7pryw1evtyw3x ref=gw-42 error=");
    EXPECT_EQ(reports[0].provider_time, "2026-01-02 03:04:05");
}

TEST(SmstoolsSignature, OfATamperedReportIsRefused) {
    EXPECT_EQ(refusal(face("client", vector_secret), a_webhook(tampered_body, vector_headers())),
              Errc::signature_bad);
}

TEST(SmstoolsSignature, WithAnotherSecretIsRefused) {
    EXPECT_EQ(refusal(face("client", "other"), a_webhook(vector_body, vector_headers())),
              Errc::signature_bad);
}

TEST(SmstoolsSignature, HoldsForFiveMinutesEitherWay) {
    const auto config = face("client", vector_secret);
    const auto request = a_webhook(vector_body, vector_headers());
    EXPECT_TRUE(read_webhook(config, request, vector_now + 300s).has_value());
    EXPECT_TRUE(read_webhook(config, request, vector_now - 300s).has_value());
    EXPECT_EQ(refusal(config, request, vector_now + 301s), Errc::signature_expired);
    EXPECT_EQ(refusal(config, request, vector_now - 301s), Errc::signature_expired);
}

TEST(SmstoolsSignature, IsMissingWithoutEitherOfItsParts) {
    const auto config = face("client", vector_secret);
    EXPECT_EQ(refusal(config, a_webhook(vector_body)), Errc::signature_missing);
    EXPECT_EQ(refusal(config, a_webhook(vector_body, {{"X-Smstools-Timestamp", vector_timestamp}})),
              Errc::signature_missing);
    EXPECT_EQ(refusal(config, a_webhook(vector_body, {{"X-Smstools-Signature", "v1=00"}})),
              Errc::signature_missing);
    EXPECT_EQ(refusal(config, a_webhook(vector_body, {{"X-Smstools-Timestamp", vector_timestamp},
                                                      {"X-Smstools-Signature", "t=1767323045,v0=00"}})),
              Errc::signature_missing);
}

TEST(SmstoolsSignature, IsBadWhenItsTwoTimestampsDiffer) {
    auto headers = vector_headers();
    headers[0].second = "1767323046";
    EXPECT_EQ(refusal(face("client", vector_secret), a_webhook(vector_body, headers)), Errc::signature_bad);
}

TEST(SmstoolsSignature, IsBadWhenItsTimestampIsNoNumber) {
    const auto config = face("client", vector_secret);
    for (const std::string timestamp : {"-1767323045", "1767323045.0", "17673230450000000", "now"})
        EXPECT_EQ(refusal(config, a_webhook(vector_body, signature_of(timestamp, vector_body))),
                  Errc::signature_bad)
            << timestamp;
}

TEST(SmstoolsSignature, MayBeOneOfSeveralWhileASecretIsRotated) {
    auto headers = signature_of(vector_timestamp, vector_body);
    headers[1].second = "t=1767323045, v1=" + std::string(64, '0') + ", " + headers[1].second.substr(13);
    EXPECT_EQ(refusal(face("client", vector_secret), a_webhook(vector_body, headers)), Errc{});
}

TEST(SmstoolsSignature, IsNotReplacedByAVerifiedPathWhenASecretIsConfigured) {
    EXPECT_EQ(refusal(face("client", vector_secret), a_webhook(vector_body, {}, "m_1.1.sig")),
              Errc::signature_missing);
}

TEST(SmstoolsWithoutSecret, OfTheClientFaceBelievesOnlyAVerifiedPath) {
    EXPECT_EQ(refusal(face("client"), a_webhook(vector_body)), Errc::signature_missing);
    EXPECT_EQ(refusal(face("client"), a_webhook(vector_body, {}, "m_1.1.sig")), Errc{});
}

TEST(SmstoolsWithoutSecret, OfTheClientFaceIsAboutTheMessageOfThePathAndNoOther) {
    const auto reports =
        test::value_of(read_webhook(face("client"), a_webhook(vector_body, {}, "m_1.1.sig"), vector_now))
            .reports;
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].ref, "m_1.1.sig");
    const auto two = R"([{"messageid":"e1","delivery_code":"1"},{"messageid":"e2","delivery_code":"1"}])";
    EXPECT_EQ(refusal(face("client"), a_webhook(two, {}, "m_1.1.sig")), Errc::report_malformed);
}

TEST(SmstoolsWithoutSecret, OfTheBearerFaceBelievesEverybody) {
    EXPECT_EQ(refusal(face("bearer"), a_webhook(R"({"msgid":"a1","status":"Delivered"})")), Errc{});
}

TEST(SmstoolsWithoutSecret, SpeaksForNoHandset) {
    const auto stop =
        R"([{"webhook_type":"inbox_message","message":{"sender":"32470123456","content":"STOP"}}])";
    const auto listed = R"([{"webhook_type":"add_optout","message":{"number":"32470123456"}}])";
    for (const auto* api : {"client", "bearer"})
        for (const auto* body : {stop, listed}) {
            const auto news =
                test::value_of(read_webhook(face(api), a_webhook(body, {}, "m_1.1.sig"), vector_now));
            EXPECT_TRUE(news.inbound.empty() && news.reports.empty()) << api << " " << body;
        }
}

TEST(SmstoolsBearerSecret, MayBeShownOrUsedToSign) {
    const std::string body = R"({"msgid":"a1","status":"Delivered"})";
    const auto config = face("bearer", vector_secret);
    EXPECT_EQ(refusal(config, a_webhook(body, {{"Authorization", "Bearer webhook-secret"}})), Errc{});
    EXPECT_EQ(refusal(config, a_webhook(body, signature_of(vector_timestamp, body))), Errc{});
    EXPECT_EQ(refusal(config, a_webhook(body, {{"Authorization", "Bearer webhook-secreT"}})),
              Errc::signature_bad);
    EXPECT_EQ(refusal(config, a_webhook(body)), Errc::signature_missing);
}

TEST(SmstoolsBearerSecret, DoesNotExcuseABadSignature) {
    const std::string body = R"({"msgid":"a1","status":"Delivered"})";
    auto headers = signature_of(vector_timestamp, "another body");
    headers.emplace_back("Authorization", "Bearer webhook-secret");
    EXPECT_EQ(refusal(face("bearer", vector_secret), a_webhook(body, headers)), Errc::signature_bad);
}

TEST(SmstoolsClientSecret, IsNotAcceptedAsABearerToken) {
    EXPECT_EQ(refusal(face("client", vector_secret),
                      a_webhook(vector_body, {{"Authorization", "Bearer webhook-secret"}})),
              Errc::signature_missing);
}

struct ReportCase {
    std::string name;
    std::string api;
    std::string body;
    std::string expected;
};

std::string vendor_event(const std::string& fields) {
    return R"([{"webhook_type":"delivery_report","message":{"messageid":"e1","reference":"m_1.1.s",)" +
           fields + "}}]";
}

class SmstoolsReport : public testing::TestWithParam<ReportCase> {};

TEST_P(SmstoolsReport, IsReadAsTheTableSays) {
    EXPECT_EQ(read_signed(GetParam().api, GetParam().body), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    VendorShapes, SmstoolsReport,
    testing::Values(
        ReportCase{"StrangeDetailIsDropped", "client",
                   vendor_event(R"("delivery_code":"2","delivery_code_detail":"x\ny")"),
                   "undelivered id=e1 ref=m_1.1.s error=smstools_2"},
        ReportCase{"BareObject", "client",
                   R"({"webhook_type":"delivery_report","message":{"messageid":"e1","delivery_code":"1"}})",
                   "delivered id=e1 ref=m_9.1.path error="},
        ReportCase{"FieldsAtTheTop", "client", R"({"messageid":"e1","reference":"r","delivery_code":"1"})",
                   "delivered id=e1 ref=r error="},
        ReportCase{"MessageThatIsText", "client", R"({"messageid":"e1","message":"Hi","delivery_code":"1"})",
                   "delivered id=e1 ref=m_9.1.path error="},
        ReportCase{"BareString", "client", R"("delivered")", "report_malformed"},
        ReportCase{"ArrayOfNumbers", "client", "[1,2]", "report_malformed"},
        ReportCase{"NotUtf8", "client", "{\"messageid\":\"\xFF\"}", "report_malformed"},
        ReportCase{"TooDeep", "client", std::string(100, '['), "report_malformed"}),
    test::row_name);

TEST(SmstoolsReportNames, NeedAnIdOrAReference) {
    EXPECT_EQ(read_signed("bearer", R"({"status":"Delivered"})", ""), "report_malformed");
    EXPECT_EQ(
        read_signed("bearer", R"({"msgid":")" + std::string(65, 'a') + R"(","status":"Delivered"})", ""),
        "report_malformed");
    EXPECT_EQ(read_signed("bearer", R"({"msgid":"a b","status":"Delivered"})", ""), "report_malformed");
}

std::vector<DeliveryReport> read_all(const std::string& body) {
    const auto request = a_webhook(body, signature_of(vector_timestamp, body), "m_9.1.path");
    return test::value_of(read_webhook(face("client", vector_secret), request, vector_now)).reports;
}

TEST(SmstoolsReports, OfOneBodyAreAllReadAndThePathNamesNone) {
    const auto reports = read_all(
        R"([{"message":{"messageid":"e1","delivery_code":"0"}},{"message":{"messageid":"e2","delivery_code":"1"}}])");
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(text_of(reports[0]), "sent id=e1 ref= error=");
    EXPECT_EQ(text_of(reports[1]), "delivered id=e2 ref= error=");
}

TEST(SmstoolsReports, ThatCannotBeReadDoNotHoldUpTheirNeighbours) {
    std::string lines;
    const log::Capture capture(lines);
    const auto reports = read_all(
        R"([{"message":{"messageid":"e1","delivery_code":"77"}},{"message":{"messageid":"e2","delivery_code":"1"}}])");
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].provider_msgid.str(), "e2");
    EXPECT_NE(lines.find("webhook.events_unreadable"), std::string::npos);
}

TEST(SmstoolsReports, AreAtMostAHundred) {
    const auto body_of = [](int count) {
        std::string body = "[";
        for (int i = 0; i < count; ++i) body += R"({"msgid":"a","status":"Delivered"},)";
        body.back() = ']';
        return body;
    };
    EXPECT_EQ(read_signed("bearer", body_of(100)), "100 reports");
    EXPECT_EQ(read_signed("bearer", body_of(101)), "report_malformed");
}

}   // namespace
}   // namespace smsgw::providers::smstools
