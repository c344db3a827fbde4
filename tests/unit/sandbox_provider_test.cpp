// The provider that speaks to the simulated operator, and the registry that makes providers.
#include "providers/sandbox.hpp"

#include <gtest/gtest.h>

#include "base/system_clock.hpp"
#include "providers/json.hpp"
#include "providers/registry.hpp"
#include "providers/sandbox_reporter.hpp"
#include "providers/smstools.hpp"
#include "providers/webhook_signature.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::a_failure;
using test::a_submit;
using test::a_webhook;
using test::an_answer;
using test::text_of;

constexpr WallTime now{std::chrono::seconds{1'767'323'045}};

ProviderConfig a_config() {
    ProviderConfig config;
    config.id = ProviderId("sandbox");
    config.type = "sandbox";
    config.base_url = "http://127.0.0.1:4000";
    config.api_key = Secret("key-1");
    config.webhook_secret = Secret("whsec-1");
    return config;
}

WebhookRequest signed_webhook(const std::string& body, const std::string& secret = "whsec-1",
                              std::string ref = {}) {
    return a_webhook(body,
                     {{std::string(sandbox_timestamp_header), "1767323045"},
                      {std::string(sandbox_signature_header),
                       "v1=" + webhook_signature(Secret(secret), "1767323045", body)}},
                     std::move(ref));
}

std::string read_one(const WebhookRequest& request, const ProviderConfig& config = a_config(),
                     WallTime at = now) {
    const auto read = sandbox::read_webhook(config, request, at);
    return read.has_error() ? error_name(read.error()) : text_of(read->reports.at(0));
}

TEST(SandboxRequest, CarriesTheMessageOurRefAndWhereToReport) {
    const auto request = sandbox::build_request(a_config(), a_submit());
    EXPECT_EQ(request.url, "http://127.0.0.1:4000/v1/submit");
    EXPECT_EQ(http::find_header(request.headers, "Authorization"), "Bearer key-1");
    EXPECT_EQ(Json::parse(request.body),
              Json({{"to", "+31612345678"},
                    {"text", "Hello"},
                    {"sender", "AcmeInc"},
                    {"ref", "m_1.1.sig"},
                    {"report_url", "https://sms.example.com/webhooks/p/m_1.1.sig"}}));
}

TEST(SandboxAnswer, IsReadByItsStatusAndItsId) {
    EXPECT_EQ(text_of(sandbox::read_answer(an_answer(200, R"({"id":"sb-1"})"))), "accepted sb-1");
    EXPECT_EQ(text_of(sandbox::read_answer(an_answer(200, "{}"))), "accepted");
    EXPECT_EQ(text_of(sandbox::read_answer(an_answer(200, "no json"))), "accepted");
    EXPECT_EQ(text_of(sandbox::read_answer(an_answer(400, R"({"error":"refused"})"))),
              "refused message http_400");
    EXPECT_EQ(text_of(sandbox::read_answer(an_answer(500, R"({"id":"sb-1"})"))), "ambiguous http_500");
    EXPECT_EQ(text_of(sandbox::read_answer(a_failure(http::Sent::maybe_acted_on, Errc::connection_lost))),
              "ambiguous connection_lost");
}

TEST(SandboxRequest, NamesTheMessageWhenTheOperatorDropsRepeats) {
    auto config = a_config();
    EXPECT_EQ(http::find_header(sandbox::build_request(config, a_submit()).headers, "Idempotency-Key"), "");
    config.dedupe = true;
    EXPECT_EQ(http::find_header(sandbox::build_request(config, a_submit()).headers, "Idempotency-Key"),
              "m_1");
}

TEST(SandboxRequest, AsksForTheWholeRef) {
    auto config = a_config();
    config.base_url += "/";
    const auto request = sandbox::build_look_up(config, {MsgId("m_1"), 2, "m_1.2.a-_&b"});
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.url, "http://127.0.0.1:4000/v1/messages?ref=m_1.2.a-_%26b");
    EXPECT_EQ(http::find_header(request.headers, "Authorization"), "Bearer key-1");
    EXPECT_EQ(request.body, "");
}

TEST(SandboxProvider, SaysWhatItCanDoAboutAnUnknownOutcome) {
    asio::io_context io;
    SystemClock clock;
    http::Client client(io.get_executor(), clock, {}, {[](const asio::ip::address&) { return false; }});
    auto config = a_config();
    EXPECT_TRUE(SandboxProvider(config, client).can_look_up());
    EXPECT_FALSE(SandboxProvider(config, client).deduplicates());
    config.dedupe = true;
    EXPECT_TRUE(SandboxProvider(config, client).deduplicates());
}

TEST(SmstoolsProvider, CanDoNothingAboutAnUnknownOutcome) {
    asio::io_context io;
    SystemClock clock;
    http::Client client(io.get_executor(), clock, {}, {[](const asio::ip::address&) { return false; }});
    Smstools provider(a_config(), client);
    EXPECT_FALSE(provider.can_look_up());
    EXPECT_FALSE(provider.deduplicates());
    EXPECT_EQ(text_of(test::run_task(io, provider.look_up({MsgId("m_1"), 1, "m_1.1.sig"}))),
              "failed unsupported");
}

struct LookUpCase {
    std::string name;
    int status;
    std::string body;
    std::string expected;
};

class SandboxLookUp : public testing::TestWithParam<LookUpCase> {};

TEST_P(SandboxLookUp, ProvesOnlyWhatItsAnswerSaysAboutOurRef) {
    EXPECT_EQ(text_of(sandbox::read_look_up(an_answer(GetParam().status, GetParam().body), "m_1.1.sig")),
              GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, SandboxLookUp,
    testing::Values(LookUpCase{"Queued", 200, R"({"id":"sb-1","ref":"m_1.1.sig","status":"queued"})",
                               "found submitted id=sb-1 ref=m_1.1.sig error= ids=sb-1;"},
                    LookUpCase{"Undelivered", 200,
                               R"({"id":"sb-1","ref":"m_1.1.sig","status":"undelivered","error":"absent"})",
                               "found undelivered id=sb-1 ref=m_1.1.sig error=sandbox_absent ids=sb-1;"},
                    LookUpCase{"WithoutId", 200, R"({"ref":"m_1.1.sig","status":"sent"})",
                               "found sent id= ref=m_1.1.sig error= ids="},
                    LookUpCase{"OtherAttempt", 200, R"({"id":"sb-1","ref":"m_1.2.sig","status":"sent"})",
                               "failed answer_malformed"},
                    LookUpCase{"UnknownWord", 200, R"({"id":"sb-1","ref":"m_1.1.sig","status":"eaten"})",
                               "failed answer_malformed"},
                    LookUpCase{"NoJson", 200, "<html>", "failed answer_malformed"},
                    LookUpCase{"NotFound", 404, R"({"error":"not_found","ref":"m_1.1.sig"})", "not found"},
                    LookUpCase{"NotFoundOfAnotherRef", 404, R"({"error":"not_found","ref":"m_2.1.sig"})",
                               "failed http_404"},
                    LookUpCase{"NoSuchPage", 404, R"({"error":"not_found"})", "failed http_404"},
                    LookUpCase{"PageOfAProxy", 404, "<html>", "failed http_404"},
                    LookUpCase{"GoneWithANotFound", 410, R"({"error":"not_found","ref":"m_1.1.sig"})",
                               "failed http_410"},
                    LookUpCase{"NoContent", 204, "", "failed http_204"},
                    LookUpCase{"WrongKey", 401, R"({"error":"unauthorized"})", "failed http_401"},
                    LookUpCase{"Unavailable", 503, R"({"error":"unavailable"})", "failed http_503"}),
    test::row_name);

TEST(SandboxLookUpFailure, ProvesNothing) {
    EXPECT_EQ(text_of(sandbox::read_look_up(a_failure(http::Sent::nothing_acted_on, Errc::connect_timeout),
                                            "m_1.1.sig")),
              "failed connect_timeout");
    EXPECT_EQ(text_of(sandbox::read_look_up(a_failure(http::Sent::maybe_acted_on, Errc::read_timeout),
                                            "m_1.1.sig")),
              "failed read_timeout");
    EXPECT_EQ(text_of(sandbox::read_look_up(an_answer(404, R"({"error":"not_found"})"), "")),
              "failed http_404");
}

struct ReportCase {
    std::string name;
    std::string body;
    std::string expected;
};

class SandboxReport : public testing::TestWithParam<ReportCase> {};

TEST_P(SandboxReport, IsReadAsTheTableSays) {
    EXPECT_EQ(read_one(signed_webhook(GetParam().body)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, SandboxReport,
    testing::Values(
        ReportCase{"Queued", R"({"id":"sb-1","ref":"r","status":"queued"})",
                   "submitted id=sb-1 ref=r error="},
        ReportCase{"Sent", R"({"id":"sb-1","ref":"r","status":"sent"})", "sent id=sb-1 ref=r error="},
        ReportCase{"Buffered", R"({"id":"sb-1","ref":"r","status":"buffered"})",
                   "buffered id=sb-1 ref=r error="},
        ReportCase{"Delivered", R"({"id":"sb-1","ref":"r","status":"delivered","error":""})",
                   "delivered id=sb-1 ref=r error="},
        ReportCase{"Undelivered", R"({"id":"sb-1","ref":"r","status":"undelivered","error":"absent"})",
                   "undelivered id=sb-1 ref=r error=sandbox_absent"},
        ReportCase{"UnknownWord", R"({"id":"sb-1","ref":"r","status":"eaten"})", "report_malformed"},
        ReportCase{"NoName", R"({"status":"sent"})", "report_malformed"},
        ReportCase{"Array", R"([{"id":"sb-1","status":"sent"}])", "report_malformed"},
        ReportCase{"NoJson", "sent", "report_malformed"}),
    test::row_name);

TEST(SandboxWebhook, TakesTheRefOfThePathWhenTheBodyHasNone) {
    EXPECT_EQ(read_one(signed_webhook(R"({"id":"sb-1","status":"sent"})", "whsec-1", "m_1.1.sig")),
              "sent id=sb-1 ref=m_1.1.sig error=");
}

TEST(SandboxWebhook, MustBeSignedWithOurSecretInTime) {
    const std::string body = R"({"id":"sb-1","ref":"r","status":"sent"})";
    EXPECT_EQ(read_one(a_webhook(body, {}, "m_1.1.sig")), "signature_missing");
    EXPECT_EQ(read_one(signed_webhook(body, "other")), "signature_bad");
    EXPECT_EQ(read_one(signed_webhook(body), a_config(), now + 301s), "signature_expired");
}

TEST(SandboxWebhook, IsNeverAuthenticWithoutASecret) {
    auto config = a_config();
    config.webhook_secret = Secret();
    EXPECT_EQ(read_one(signed_webhook(R"({"id":"sb-1","ref":"r","status":"sent"})", ""), config),
              "signature_missing");
}

struct ConfigCase {
    std::string name;
    void (*change)(ProviderConfig&);
    std::string complaint;
};

class ProviderComplaint : public testing::TestWithParam<ConfigCase> {};

TEST_P(ProviderComplaint, NamesWhatIsWrong) {
    auto config = a_config();
    GetParam().change(config);
    EXPECT_EQ(complaint_about(config), GetParam().complaint);
}

std::string all_types() {
    std::string all;
    for (const auto type : provider_types()) all.append(all.empty() ? "" : ", ").append(type);
    return all;
}

void make_client_face(ProviderConfig& config) {
    config.type = "smstools";
    config.api = "client";
    config.base_url.clear();
    config.client_id = "id-1";
    config.client_secret = Secret("secret-1");
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ProviderComplaint,
    testing::Values(ConfigCase{"UnknownType", [](ProviderConfig& c) { c.type = "pigeon"; },
                               "unknown type \"pigeon\"; known types: " + all_types()},
                    ConfigCase{"Sandbox", [](ProviderConfig&) {}, ""},
                    ConfigCase{"SandboxWithoutUrl", [](ProviderConfig& c) { c.base_url.clear(); },
                               "base_url is required and must start with https:// or http://"},
                    ConfigCase{"SandboxWithoutKey", [](ProviderConfig& c) { c.api_key = Secret(); },
                               "api_key is required"},
                    ConfigCase{"SandboxWithoutSecret", [](ProviderConfig& c) { c.webhook_secret = Secret(); },
                               "webhook_secret is required: the sandbox signs its reports"},
                    ConfigCase{"ClientFace", make_client_face, ""},
                    ConfigCase{
                        "SmstoolsThatDropsRepeats",
                        [](ProviderConfig& c) {
                            make_client_face(c);
                            c.dedupe = true;
                        },
                        "dedupe is for type sandbox: smstools does not promise to drop repeats of a submit"},
                    ConfigCase{"ClientFaceWithoutId",
                               [](ProviderConfig& c) {
                                   make_client_face(c);
                                   c.client_id.clear();
                               },
                               "client_id is required for api \"client\""},
                    ConfigCase{"ClientSecretWithALineBreak",
                               [](ProviderConfig& c) {
                                   make_client_face(c);
                                   c.client_secret = Secret("a\r\nX-Evil: 1");
                               },
                               "client_secret is required for api \"client\""},
                    ConfigCase{"UnknownFace",
                               [](ProviderConfig& c) {
                                   make_client_face(c);
                                   c.api = "soap";
                               },
                               "api must be \"client\" or \"bearer\""},
                    ConfigCase{"BearerFaceWithoutKey",
                               [](ProviderConfig& c) {
                                   make_client_face(c);
                                   c.api = "bearer";
                                   c.api_key = Secret();
                               },
                               "api_key is required for api \"bearer\""},
                    ConfigCase{"UrlWithoutScheme",
                               [](ProviderConfig& c) {
                                   make_client_face(c);
                                   c.base_url = "api.smstools.com";
                               },
                               "base_url must start with https:// or http://"}),
    test::row_name);

}   // namespace
}   // namespace smsgw::providers
