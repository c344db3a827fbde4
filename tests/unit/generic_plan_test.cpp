// A provider by configuration is checked at the start: what is wrong is told with its key.
#include <gtest/gtest.h>

#include "providers/registry.hpp"
#include "support/generic_fixture.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::providers::generic {
namespace {

using test::List;

struct WrongText {
    std::string name;
    std::string key;
    std::string value;
    std::string complaint;   // its start
};

class GenericTextSetting : public testing::TestWithParam<WrongText> {};

TEST_P(GenericTextSetting, IsToldWhenItIsWrong) {
    auto config = test::json_api("https://api.example.com");
    config.settings.set(GetParam().key, GetParam().value);
    EXPECT_TRUE(complaint_about(config).starts_with(GetParam().complaint)) << complaint_about(config);
}

INSTANTIATE_TEST_SUITE_P(
    Settings, GenericTextSetting,
    testing::Values(
        WrongText{"Method", "method", "DELETE", "method: must be one of: POST, GET, PUT"},
        WrongText{"GetWithBody", "method", "GET", "body: a GET has none"},
        WrongText{"Path", "path", "v2", "path: must begin with /"},
        WrongText{"PathWithQuery", "path", "/v2?to={to}", "path: must begin with / and have no query"},
        WrongText{"PathVariable", "path", "/{nobody}", "path: unknown variable {nobody}"},
        WrongText{"BodyVariable", "body", R"({"to":"{too}"})", "body: unknown variable {too}"},
        WrongText{"BodyThatIsNoJson", "body", R"({"to":"{to}","text":"{text}")", "body: is not JSON"},
        WrongText{"BodyWithoutRecipient", "body", R"({"text":"{text}"})",
                  "body: neither it nor path or query has {to}"},
        WrongText{"BodyWithoutText", "body", R"({"to":"{to}"})",
                  "body: neither it nor path or query has {text}"},
        WrongText{"BodyWithAMissingCredential", "body",
                  R"({"to":"{to}","text":"{text}","k":"{client_secret}"})",
                  "client_secret: is required by {client_secret}"},
        WrongText{"ContentType", "content_type", "yaml", "content_type: must be json"},
        WrongText{"Charset", "charset", "utf-16", "charset: must be one of"},
        WrongText{"CharsetOfJson", "charset", "iso-8859-1", "charset: JSON is UTF-8"},
        WrongText{"NumberFormat", "number_format", "+", "number_format: must be one of: e164, digits, 00"},
        WrongText{"UnicodeText", "unicode_text", "base64", "unicode_text: must be one of"},
        WrongText{"ValidityRange", "validity_range", "60", "validity_range: must be"},
        WrongText{"ValidityRangeBackwards", "validity_range", "90-60", "validity_range: must be"},
        WrongText{"Auth", "auth", "digest", "auth: must be one of: none, basic, bearer, header"},
        WrongText{"AuthWithoutSecret", "auth", "basic", "auth: basic needs client_id and client_secret"},
        WrongText{"AuthHeader", "auth", "header", "auth_header: "},
        WrongText{"Id", "answer_id", "/messages/0/id", "answer_id: must be one of: json /pointer"},
        WrongText{"ErrorCode", "error_code", "regex (", "error_code: not an expression: missing )"},
        WrongText{"Price", "price", "xpath //a", "price: must be one of"},
        WrongText{"PriceCurrency", "price_currency", "EURO", "price_currency: must be three letters, or"},
        WrongText{"PriceWithoutCurrency", "price_currency", "", "price_currency: is required beside price"},
        WrongText{"RetryAfter", "retry_after", "json wait", "retry_after: a JSON pointer must begin with /"},
        WrongText{"RetryAfterUnit", "retry_after_unit", "h", "retry_after_unit: must be one of: s, ms, min"},
        WrongText{"ReportItems", "report_items", "field a", "report_items: must be json or regex"},
        WrongText{"ReportStatus", "report_status", "", "report_status: is required beside report_statuses"},
        WrongText{"ReportCovers", "report_covers", "segment", "report_covers: must be one of"},
        WrongText{"OptOutErrorsWithoutAnError", "report_error", "", "report_error: is required"},
        WrongText{"MoText", "mo_text", "", "mo_text: an inbound message needs both"},
        WrongText{"AckStatus", "ack_status", "500", "ack_status: must be 200 to 299"},
        WrongText{"AckStatusInWords", "ack_status", "OK", "ack_status: must be 200 to 299"},
        WrongText{"AckContentType", "ack_content_type", "a\r\nb", "ack_content_type: must be a media type"},
        WrongText{"WebhookAuth", "webhook_auth", "jwt",
                  "webhook_auth: must be one of: none, hmac, basic, bearer"},
        WrongText{"WebhookAuthUnused", "webhook_auth", "none",
                  "webhook_auth: must say how webhook_secret is used"},
        WrongText{"WebhookUser", "webhook_auth", "basic", "webhook_user: is required"},
        WrongText{"HmacAlgorithm", "hmac_algorithm", "sha3", "hmac_algorithm: must be one of"},
        WrongText{"HmacEncoding", "hmac_encoding", "base32", "hmac_encoding: must be one of"},
        WrongText{"HmacHeader", "hmac_header", "", "hmac_header: "},
        WrongText{"HmacPayload", "hmac_payload", "{timestamp}{boddy}", "hmac_payload: must be made of"},
        WrongText{"HmacTimestampUnsigned", "hmac_payload", "{body}", "hmac_payload: must be made of"}),
    test::row_name);

struct WrongList {
    std::string name;
    std::string key;
    List value;
    std::string complaint;
};

class GenericListSetting : public testing::TestWithParam<WrongList> {};

TEST_P(GenericListSetting, IsToldWithTheItemThatIsWrong) {
    auto config = test::json_api("https://api.example.com");
    config.settings.set(GetParam().key, GetParam().value);
    EXPECT_TRUE(complaint_about(config).starts_with(GetParam().complaint)) << complaint_about(config);
}

INSTANTIATE_TEST_SUITE_P(
    Settings, GenericListSetting,
    testing::Values(
        WrongList{"QueryWithoutName", "query", {"a=1", "={to}"}, "query[2]: must be name = template"},
        WrongList{"QueryVariable", "query", {"a={b}"}, "query[1]: unknown variable {b}"},
        WrongList{"Header", "headers", {"X Y: 1"}, "headers[1]: must be Name: template"},
        WrongList{
            "HeaderOfOurs", "headers", {"content-length: 1"}, "headers[1]: content-length is set by smsgw"},
        WrongList{"HeaderWithText", "headers", {"X-Text: {text}"}, "headers[1]: {text} may hold line ends"},
        WrongList{"HeaderWithALineEnd", "headers", {"X: a\r\nY: b"}, "headers[1]: control characters"},
        WrongList{"UnicodeValues", "unicode_values", {"0"}, "unicode_values: must be two"},
        WrongList{"NoAnswers", "answers", {}, "answers is required"},
        WrongList{
            "Answer", "answers", {"status 200 -> accepted", "status 200"}, "answers[2]: must be conditions"},
        WrongList{"NothingAccepted", "answers", {"any -> ambiguous"}, "answers: no rule ends in accepted"},
        WrongList{"Statuses", "report_statuses", {}, "report_statuses: is required beside report_status"},
        WrongList{"Status", "report_statuses", {"DELIVRD"}, "report_statuses[1]: must be their word = ours"},
        WrongList{"StatusThatPromisesTooMuch",
                  "report_statuses",
                  {"a=sent", "REJECTD = rejected"},
                  "report_statuses[2]: \"rejected\" must be one of: submitted, sent"},
        WrongList{"StatusTwice",
                  "report_statuses",
                  {"a=sent", "A = delivered"},
                  "report_statuses[2]: \"a\" is there already"},
        WrongList{"Methods", "report_methods", {"PUT"}, "report_methods: must be of GET and POST"}),
    test::row_name);

TEST(GenericConfig, OfTheInventedApisIsFine) {
    EXPECT_EQ(complaint_about(test::form_api("https://api.example.com")), "");
    EXPECT_EQ(complaint_about(test::json_api("https://api.example.com/base/")), "");
}

TEST(GenericConfig, NeedsAUrl) {
    for (const std::string url :
         {"", "api.example.com", "ftp://api.example.com", "https://api.example.com?a=b"})
        EXPECT_TRUE(complaint_about(test::form_api(url)).starts_with("base_url: ")) << url;
}

TEST(GenericConfig, ThatCannotMatchReportsIsRefused) {
    auto config = test::json_api("https://api.example.com");
    config.settings.set("body", std::string(R"({"to":"{to}","text":"{text}"})"));
    EXPECT_EQ(complaint_about(config), "");   // by the id
    config.settings.set("answer_id", std::string());
    EXPECT_TRUE(complaint_about(config).starts_with("report_status: no report could be matched"))
        << complaint_about(config);
}

TEST(GenericConfig, WithoutASecretNeedsTheReportUrl) {
    auto config = test::json_api("https://api.example.com");
    config.webhook_secret = Secret();
    config.settings.set("webhook_auth", std::string("none"));
    EXPECT_EQ(complaint_about(config), "");
    config.settings.set("body", std::string(R"({"to":"{to}","text":"{text}","ref":"{ref}"})"));
    EXPECT_TRUE(complaint_about(config).starts_with("webhook_auth: without it only"))
        << complaint_about(config);
    config.settings.set("webhook_auth", std::string("bearer"));
    EXPECT_TRUE(complaint_about(config).starts_with("webhook_secret: is required"))
        << complaint_about(config);
}

TEST(GenericConfig, MayDropRepeatsOnlyWhenTheyCanBeTold) {
    auto config = test::json_api("https://api.example.com");
    config.dedupe = true;
    EXPECT_EQ(complaint_about(config), "");
    config.settings.set("headers", List{});
    EXPECT_TRUE(complaint_about(config).starts_with("dedupe: the request must carry {dedupe_key}"));
}

}   // namespace
}   // namespace smsgw::providers::generic
