// Requests to Smstools and what its answers mean, both faces.
#include <gtest/gtest.h>

#include "providers/json.hpp"
#include "providers/smstools.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::providers {
namespace {

using test::a_failure;
using test::a_submit;
using test::an_answer;
using test::text_of;

ProviderConfig client_face() {
    ProviderConfig config;
    config.id = ProviderId("smstools");
    config.type = "smstools";
    config.api = "client";
    config.client_id = "id-1";
    config.client_secret = Secret("secret-1");
    return config;
}

ProviderConfig bearer_face() {
    ProviderConfig config;
    config.id = ProviderId("smstools");
    config.type = "smstools";
    config.api = "bearer";
    config.api_key = Secret("key-1");
    return config;
}

TEST(SmstoolsRequest, OfTheClientFaceCarriesCredentialsDigitsAndOurReference) {
    const auto request = smstools::build_request(client_face(), a_submit());
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://api.smsgatewayapi.com/v1/message/send");
    EXPECT_EQ(http::find_header(request.headers, "X-Client-Id"), "id-1");
    EXPECT_EQ(http::find_header(request.headers, "X-Client-Secret"), "secret-1");
    EXPECT_EQ(http::find_header(request.headers, "Content-Type"), "application/json");
    EXPECT_EQ(http::find_header(request.headers, "Authorization"), "");
    EXPECT_EQ(Json::parse(request.body), Json({{"to", "31612345678"},
                                               {"message", "Hello"},
                                               {"sender", "AcmeInc"},
                                               {"reference", "m_1.1.sig"}}));
}

TEST(SmstoolsRequest, OfTheBearerFaceCarriesTheKeyAndTheNumberWithItsPlus) {
    const auto request = smstools::build_request(bearer_face(), a_submit());
    EXPECT_EQ(request.url, "https://api.smstools.nl/send");
    EXPECT_EQ(http::find_header(request.headers, "Authorization"), "Bearer key-1");
    EXPECT_EQ(http::find_header(request.headers, "X-Client-Id"), "");
    EXPECT_EQ(Json::parse(request.body),
              Json({{"to", "+31612345678"}, {"message", "Hello"}, {"sender", "AcmeInc"}}));
}

TEST(SmstoolsRequest, GoesToTheConfiguredHostHoweverItIsWritten) {
    auto config = client_face();
    for (const char* base : {"https://api.smstools.com", "https://api.smstools.com/",
                             "https://api.smstools.com/v1/message/send"}) {
        config.base_url = base;
        EXPECT_EQ(smstools::build_request(config, a_submit()).url,
                  "https://api.smstools.com/v1/message/send");
    }
    config = bearer_face();
    config.base_url = "http://127.0.0.1:9/send";
    EXPECT_EQ(smstools::build_request(config, a_submit()).url, "http://127.0.0.1:9/send");
}

TEST(SmstoolsRequest, LeavesOutAnEmptyReference) {
    auto submit = a_submit();
    submit.ref.clear();
    EXPECT_FALSE(Json::parse(smstools::build_request(client_face(), submit).body).contains("reference"));
}

TEST(SmstoolsRequest, KeepsTheTextAsItIs) {
    auto submit = a_submit();
    submit.message.text = SmsText("\"quoted\"\n\xE2\x82\xAC \xF0\x9F\x98\x80");
    EXPECT_EQ(Json::parse(smstools::build_request(client_face(), submit).body)["message"],
              submit.message.text.reveal());
}

struct AnswerCase {
    std::string name;
    std::string api;
    int status;
    std::string body;
    std::string expected;
};

class SmstoolsAnswer : public testing::TestWithParam<AnswerCase> {};

TEST_P(SmstoolsAnswer, IsReadAsTheTableSays) {
    const auto& row = GetParam();
    const auto config = row.api == "bearer" ? bearer_face() : client_face();
    EXPECT_EQ(text_of(smstools::read_answer(config, an_answer(row.status, row.body))), row.expected);
}

INSTANTIATE_TEST_SUITE_P(
    Client, SmstoolsAnswer,
    testing::Values(
        AnswerCase{"RecordedSuccess", "client", 200, R"({"messageid":"e0ncuxht345hjmbjvv2feky0azflcw"})",
                   "accepted e0ncuxht345hjmbjvv2feky0azflcw"},
        AnswerCase{"SeveralIds", "client", 200, R"({"messageids":["aaa","bbb"]})", "accepted aaa bbb"},
        AnswerCase{"NumericId", "client", 200, R"({"messageid":123456789012})", "accepted 123456789012"},
        AnswerCase{"NoId", "client", 200, R"({"ok":true})", "accepted"},
        AnswerCase{"UnreadableId", "client", 200, R"({"messageid":"a b"})", "accepted"},
        AnswerCase{"NotJson", "client", 200, "<html>", "accepted"},
        AnswerCase{"NoBody", "client", 200, "", "accepted"},
        AnswerCase{"TooDeep", "client", 200, std::string(40, '[') + std::string(40, ']'), "accepted"},
        AnswerCase{"EmptyErrorIsNone", "client", 200, R"({"error":"","messageid":"aaa"})", "accepted aaa"},
        AnswerCase{"NullErrorIsNone", "client", 200, R"({"error":null,"messageid":"aaa"})", "accepted aaa"},
        AnswerCase{"FalseErrorIsNone", "client", 200, R"({"error":false,"messageid":"aaa"})", "accepted aaa"},
        AnswerCase{"ErrorDespite200", "client", 200, R"({"error":"104","errorMsg":"Invalid credentials"})",
                   "refused provider smstools_104"},
        AnswerCase{"NumericCode", "client", 400, R"({"error":118})", "refused message smstools_118"},
        AnswerCase{"WordWith400", "client", 400, R"({"error":"error parsing json"})",
                   "refused message smstools_error_parsing_json"},
        AnswerCase{"WordWith200IsAContradiction", "client", 200, R"({"error":"Something New!"})",
                   "ambiguous smstools_something_new_"},
        AnswerCase{"UnknownCodeWith400", "client", 400, R"({"error":"777"})", "refused message smstools_777"},
        AnswerCase{"UnknownCodeWith401", "client", 401, R"({"error":"777"})",
                   "refused provider smstools_777"},
        AnswerCase{"UnknownCodeWith429", "client", 429, R"({"error":"777"})", "not accepted smstools_777"},
        AnswerCase{"UnknownCodeWith500", "client", 500, R"({"error":"777"})", "ambiguous smstools_777"},
        AnswerCase{"UnknownCodeWith200", "client", 200, R"({"error":"777"})", "ambiguous smstools_777"},
        AnswerCase{"ErrorObject", "client", 400, R"({"error":{"code":104}})",
                   "refused message smstools_error"},
        AnswerCase{"LongWordIsCut", "client", 500, R"({"error":")" + std::string(99, 'x') + R"("})",
                   "ambiguous smstools_" + std::string(32, 'x')},
        AnswerCase{"ServerErrorWithoutBody", "client", 502, "", "ambiguous http_502"},
        AnswerCase{"BadRequestWithoutBody", "client", 400, "", "refused message http_400"}),
    test::row_name);

INSTANTIATE_TEST_SUITE_P(
    Bearer, SmstoolsAnswer,
    testing::Values(
        AnswerCase{"Msgid", "bearer", 200, R"({"msgid":"abc-1"})", "accepted abc-1"},
        AnswerCase{"Messageid", "bearer", 201, R"({"messageid":"abc-1"})", "accepted abc-1"},
        AnswerCase{"Id", "bearer", 202, R"({"id":"abc-1"})", "accepted abc-1"},
        AnswerCase{"NumericMsgid", "bearer", 200, R"({"msgid":42})", "accepted 42"},
        AnswerCase{"IdTooLong", "bearer", 200, R"({"id":")" + std::string(65, 'a') + R"("})", "accepted"},
        AnswerCase{"NoBody", "bearer", 200, "", "accepted"},
        AnswerCase{"WrongKey", "bearer", 401, "", "refused provider http_401"},
        AnswerCase{"VendorCode", "bearer", 400, R"({"error":"108"})", "refused provider smstools_108"},
        AnswerCase{"Throttled", "bearer", 429, R"({"message":"slow"})", "not accepted http_429"}),
    test::row_name);

TEST(SmstoolsMissingAnswer, IsClassifiedByHowFarTheRequestGot) {
    EXPECT_EQ(text_of(smstools::read_answer(client_face(),
                                            a_failure(http::Sent::nothing_acted_on, Errc::tls_failed))),
              "not accepted tls_failed");
    EXPECT_EQ(text_of(smstools::read_answer(client_face(),
                                            a_failure(http::Sent::maybe_acted_on, Errc::read_timeout))),
              "ambiguous read_timeout");
}

struct CodeCase {
    std::string name;
    std::string code;
    std::string kind;
};

class SmstoolsErrorCode : public testing::TestWithParam<CodeCase> {};

// Whatever the HTTP status says: the body decides.
TEST_P(SmstoolsErrorCode, DecidesWhateverTheHttpStatus) {
    const auto& row = GetParam();
    const auto expected = row.kind + " smstools_" + row.code;
    for (const int status : {200, 400, 401, 500}) {
        const auto as_string = an_answer(status, R"({"error":")" + row.code + R"(","errorMsg":"words"})");
        const auto as_number = an_answer(status, R"({"error":)" + row.code + "}");
        EXPECT_EQ(text_of(smstools::read_answer(client_face(), as_string)), expected) << status;
        EXPECT_EQ(text_of(smstools::read_answer(client_face(), as_number)), expected) << status;
    }
}

constexpr const char* message = "refused message";
constexpr const char* provider = "refused provider";

INSTANTIATE_TEST_SUITE_P(
    Table, SmstoolsErrorCode,
    testing::Values(
        CodeCase{"NoMessage", "102", message}, CodeCase{"NumberRequired", "103", message},
        CodeCase{"InvalidCredentials", "104", provider},
        CodeCase{"ServerErrorTryLater", "105", "not accepted"}, CodeCase{"NumberInvalid", "106", message},
        CodeCase{"NoCredits", "108", provider}, CodeCase{"SenderEmpty", "109", message},
        CodeCase{"SenderWithoutPlus", "110", message}, CodeCase{"SenderInvalid", "111", message},
        CodeCase{"MessageRequired", "112", message}, CodeCase{"OrderRequired", "113", message},
        CodeCase{"EmptyRequest", "114", message}, CodeCase{"AccessDisabled", "116", provider},
        CodeCase{"MessageTooLong", "118", message}, CodeCase{"DateInvalid", "121", message},
        CodeCase{"Contact122", "122", message}, CodeCase{"Contact123", "123", message},
        CodeCase{"Contact124", "124", message}, CodeCase{"Contact125", "125", message},
        CodeCase{"Contact126", "126", message}, CodeCase{"Group127", "127", message},
        CodeCase{"Group128", "128", message}, CodeCase{"Group129", "129", message},
        CodeCase{"OptedOut", "131", message}, CodeCase{"InboxNotFound", "132", message},
        CodeCase{"MessageNotFound", "133", message}, CodeCase{"WebhookNotFound", "134", message},
        CodeCase{"LimitInvalid", "135", message}, CodeCase{"PageInvalid", "136", message},
        CodeCase{"WhatsappWindow", "137", message}, CodeCase{"Misconfiguration", "138", provider},
        CodeCase{"ParametersInvalid", "139", message}, CodeCase{"WhatsappAccount", "140", message},
        CodeCase{"AddressNotAllowed", "200", provider}, CodeCase{"TooManyLogins", "1002", provider},
        CodeCase{"TeamUserNotAuthorised", "1403", provider}),
    test::row_name);

TEST(SmstoolsErrorCode105, KeepsTheWaitThatTheProviderAsksFor) {
    const auto answer = an_answer(503, R"({"error":"105"})", {{"Retry-After", "4"}});
    EXPECT_EQ(text_of(smstools::read_answer(client_face(), answer)), "not accepted smstools_105 4000ms");
}

}   // namespace
}   // namespace smsgw::providers
