// Vonage's Messages API for SMS: developer.vonage.com/api-errors/messages and the status webhooks of version 1.
#include "base/crypto.hpp"
#include "base/jwt.hpp"
#include "providers/vonage_table.hpp"
#include "support/conformance.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using providers::ProviderConfig;

ProviderConfig messages_config(const std::string& base_url) {
    ProviderConfig config;
    config.id = ProviderId("vonage");
    config.type = "vonage";
    config.api = "messages";
    config.base_url = base_url;
    config.api_key = Secret("abcd1234");
    config.settings.set("api_secret", Secret("api-secret-1"));
    config.webhook_secret = Secret("signature-secret-1");
    return config;
}

AnswerRow problem(std::string name, int status, const std::string& code, std::string outcome) {
    AnswerRow row;
    row.name = std::move(name);
    row.status = status;
    row.body = R"({"type":"https://developer.vonage.com/api-errors/messages#)" + code +
               R"(","title":"A title","detail":"A detail","instance":"bf0ca0bf927b3b52e3cb03217e1a1ddf"})";
    row.outcome = std::move(outcome);
    return row;
}

std::vector<AnswerRow> plain_answers() {
    return {
        {.name = "Accepted",
         .status = 202,
         .body = R"({"message_uuid":"d8f86df1-dec6-442f-870a-2241be27d721"})",
         .outcome = "accepted d8f86df1-dec6-442f-870a-2241be27d721"},
        {.name = "NoId", .status = 202, .body = "{}", .outcome = "accepted"},
        {.name = "UnusableId", .status = 202, .body = R"({"message_uuid":"a b"})", .outcome = "accepted"},
        {.name = "NotJson", .status = 202, .body = "<html>", .outcome = "accepted"},
        problem("ErrorBeside202", 202, "something-new", "ambiguous vonage_something_new"),
        {.name = "TitleForCode",
         .status = 422,
         .body = R"({"type":"about:blank","title":"1120"})",
         .outcome = "refused_message vonage_1120"},
        {.name = "NoCode",
         .status = 403,
         .body = R"({"title":"Forbidden"})",
         .outcome = "refused_provider http_403"},
        problem("UnknownCodeWith422", 422, "1999", "refused_message vonage_1999"),
        problem("UnknownCodeWith500", 500, "1999", "ambiguous vonage_1999"),
        {.name = "TooManyRequests", .status = 429, .body = "", .outcome = "not_accepted http_429"},
        {.name = "TooManyRequestsWithAWait",
         .status = 429,
         .headers = {{"Retry-After", "3"}},
         .body = R"({"type":"https://developer.vonage.com/api-errors/messages#1000"})",
         .outcome = "not_accepted vonage_1000",
         .retry_after = 3s},
        {.name = "ServerError", .status = 500, .body = "", .outcome = "ambiguous http_500"},
        {.name = "Unavailable", .status = 503, .body = "", .outcome = "ambiguous http_503"},
    };
}

std::vector<AnswerRow> words_of_all_apis() {
    return {
        problem("LowBalance", 402, "low-balance", "refused_provider vonage_low_balance"),
        problem("Unauthorized", 401, "unauthorized", "refused_provider vonage_unauthorized"),
        problem("Forbidden", 403, "forbidden", "refused_provider vonage_forbidden"),
        problem("Unprovisioned", 403, "unprovisioned", "refused_provider vonage_unprovisioned"),
        problem("Suspended", 403, "account-suspended", "refused_provider vonage_account_suspended"),
        problem("TokenExpired", 401, "jwt-expired", "refused_provider vonage_jwt_expired"),
        problem("TokenRevoked", 401, "jwt-revoked", "refused_provider vonage_jwt_revoked"),
        problem("InvalidKey", 401, "invalid-api-key", "refused_provider vonage_invalid_api_key"),
        problem("InvalidSignature", 401, "invalid-signature", "refused_provider vonage_invalid_signature"),
        problem("InvalidParams", 422, "invalid-params", "refused_message vonage_invalid_params"),
    };
}

std::vector<AnswerRow> codes() {
    return {
        problem("Throttled", 429, "1000", "not_accepted vonage_1000"),
        problem("Code1010", 422, "1010", "refused_message vonage_1010"),
        problem("Code1020", 422, "1020", "refused_message vonage_1020"),
        problem("Code1021", 422, "1021", "refused_message vonage_1021"),
        problem("Code1022", 422, "1022", "refused_message vonage_1022"),
        problem("InternalError", 500, "1030", "not_accepted vonage_1030"),
        problem("Code1040", 422, "1040", "refused_message vonage_1040"),
        problem("Code1050", 422, "1050", "refused_message vonage_1050"),
        problem("AccountBarred", 422, "1060", "refused_provider vonage_1060"),
        problem("NoCredit", 422, "1070", "refused_provider vonage_1070"),
        problem("NotEnabled", 422, "1080", "refused_provider vonage_1080"),
        problem("Code1090", 422, "1090", "refused_message vonage_1090"),
        problem("NotCommunicated", 500, "1100", "not_accepted vonage_1100"),
        problem("Code1120", 422, "1120", "refused_message vonage_1120"),
        problem("Code1130", 422, "1130", "refused_message vonage_1130"),
        problem("Code1140", 403, "1140", "refused_message vonage_1140"),
        problem("Code1150", 422, "1150", "refused_message vonage_1150"),
        problem("Code1160", 422, "1160", "refused_message vonage_1160"),
        problem("Code1170", 422, "1170", "invalid vonage_1170"),
        problem("AbsentForNow", 422, "1180", "not_accepted vonage_1180"),
        problem("Code1190", 422, "1190", "invalid vonage_1190"),
        problem("Code1200", 422, "1200", "refused_message vonage_1200"),
        problem("Code1210", 422, "1210", "refused_message vonage_1210"),
        problem("Busy", 422, "1220", "not_accepted vonage_1220"),
        problem("Network", 422, "1230", "not_accepted vonage_1230"),
        problem("Stopped", 422, "1240", "opted_out vonage_1240"),
        problem("TooManyToOne", 429, "1241", "not_accepted vonage_1241"),
        problem("Code1250", 422, "1250", "refused_message vonage_1250"),
        problem("Code1260", 422, "1260", "refused_message vonage_1260"),
        problem("SentBefore", 422, "1320", "refused_message vonage_1320"),
        problem("Unknown", 422, "1330", "ambiguous vonage_1330"),
        problem("TheirProvider", 422, "1331", "ambiguous vonage_1331"),
        problem("Code1360", 422, "1360", "refused_message vonage_1360"),
        // Of the codes that are documented as ranges; tests/unit/vonage_test.cpp walks all of them.
        problem("FirstRangeBegins", 422, "1270", "refused_message vonage_1270"),
        problem("FirstRangeEnds", 422, "1310", "refused_message vonage_1310"),
        problem("SecondRangeBegins", 422, "1420", "refused_message vonage_1420"),
        problem("SecondRangeEnds", 422, "1483", "refused_message vonage_1483"),
    };
}

const std::string uuid = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab";

// A status webhook; `error` is a member of its own, or nothing.
ReportRow status_event(std::string name, const std::string& status, const std::string& error,
                       std::string report) {
    return {.name = std::move(name),
            .body = R"({"message_uuid":")" + uuid +
                    R"(","to":"31612345678","from":"AcmeInc","timestamp":"2025-02-03T12:14:25Z","status":")" +
                    status + R"(",)" + error +
                    R"("usage":{"currency":"EUR","price":"0.0333"},"client_ref":"gw-42","channel":"sms",)" +
                    R"("destination":{"network_code":"12345"},"sms":{"count_total":"2"}})",
            .report = std::move(report) + " id=" + uuid + " ref=gw-42",
            .price = Money{33'300, "EUR"}};
}

std::string error_member(const std::string& code) {
    return R"("error":{"type":"https://developer.vonage.com/api-errors/messages#)" + code + R"(","title":")" +
           code + R"(","detail":"A detail"},)";
}

std::vector<ReportRow> status_events() {
    return {
        status_event("Delivered", "delivered", "", "delivered"),
        status_event("Submitted", "submitted", "", "sent"),
        status_event("Read", "read", "", "delivered"),
        status_event("Rejected", "rejected", error_member("1000"), "undelivered error=vonage_rejected_1000"),
        status_event("RejectedWithoutCode", "rejected", "", "undelivered error=vonage_rejected"),
        status_event("Undeliverable", "undeliverable", error_member("1260"),
                     "undelivered error=vonage_undeliverable_1260"),
        status_event("NoSuchNumber", "rejected", error_member("1170"),
                     "undelivered error=vonage_rejected_1170 invalid"),
        status_event("AbsentForGood", "rejected", error_member("1190"),
                     "undelivered error=vonage_rejected_1190 invalid"),
        status_event("Stopped", "rejected", error_member("1240"),
                     "undelivered error=vonage_rejected_1240 opted_out"),
        status_event("UnknownReason", "undeliverable", error_member("1330"),
                     "dlr_timeout error=vonage_undeliverable_1330"),
        status_event("ReasonOfTheirProvider", "undeliverable", error_member("1331"),
                     "dlr_timeout error=vonage_undeliverable_1331"),
        status_event("ErrorOfVersion01", "undeliverable", R"("error":{"code":1260,"reason":"Unreachable"},)",
                     "undelivered error=vonage_undeliverable_1260"),
        {.name = "WithoutReference",
         .body = R"({"message_uuid":"u1","status":"delivered","channel":"sms"})",
         .report = "delivered id=u1"},
        {.name = "Inbound",
         .body =
             R"({"message_uuid":"u2","to":"3197010200","from":"31612345678","timestamp":"2025-02-03T12:14:25Z",)"
             R"("channel":"sms","message_type":"text","text":"Café & more","sms":{"num_messages":"1"}})",
         .mo = "from=+31612345678 to=3197010200 text=Café & more opt_out=none"},
        {.name = "InboundStop",
         .body = R"({"message_uuid":"u3","to":"3197010200","from":"31612345678","channel":"sms",)"
                 R"("message_type":"text","text":"STOP"})",
         .mo = "from=+31612345678 to=3197010200 text=STOP opt_out=stop"},
        {.name = "InboundPicture",
         .body = R"({"message_uuid":"u4","from":"31612345678","channel":"sms","message_type":"image"})"},
        {.name = "OtherChannel",
         .body = R"({"message_uuid":"u5","status":"delivered","channel":"whatsapp"})"},
        {.name = "OtherEvent", .body = R"({"event":"something_new"})"},
        {.name = "NoName", .body = R"({"status":"delivered","channel":"sms"})", .report = "malformed"},
        {.name = "UnknownWord",
         .body = R"({"status":"teleported","message_uuid":"u6"})",
         .report = "malformed"},
        {.name = "NotJson", .body = "{", .report = "malformed"},
        {.name = "Array", .body = R"([{"status":"delivered","message_uuid":"u7"}])", .report = "malformed"},
        {.name = "Empty", .body = "", .report = "malformed"},
    };
}

void sign_messages(WebhookRequest& request, const ProviderConfig& config, WallTime now) {
    nlohmann::json claims = {
        {"iat", std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count()},
        {"jti", "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5"},
        {"iss", "Vonage"},
        {"api_key", "abcd1234"}};
    if (!request.body.empty()) claims["payload_hash"] = hex(sha256(request.body));
    request.headers.emplace_back("Authorization",
                                 "Bearer " + sign_jwt(JwtAlgorithm::hs256, config.webhook_secret, claims));
}

}   // namespace

ProviderCase vonage_messages_case() {
    ProviderCase one;
    one.type = "vonage";
    one.config = messages_config;
    one.target = "/v1/messages";
    one.sent_headers = {{"Content-Type", "application/json"},
                        {"Authorization", "Basic YWJjZDEyMzQ6YXBpLXNlY3JldC0x"}};
    one.sent_body = {R"("channel":"sms")",
                     R"("message_type":"text")",
                     R"("from":"AcmeInc")",
                     R"("to":"31612345678")",
                     R"("text":"Hello")",
                     R"("client_ref":"m_1.1.sig")",
                     R"("webhook_url":"https://sms.example.com/webhooks/p/m_1.1.sig")",
                     R"("webhook_version":"v1")",
                     R"("sms":{"encoding_type":"text"})"};
    one.sent_body_long = {R"("sms":{"encoding_type":"unicode"})"};
    for (const auto& rows : {plain_answers(), words_of_all_apis(), codes()})
        one.answers.insert(one.answers.end(), rows.begin(), rows.end());
    for (const auto& row : providers::vonage::problem_rows) one.error_codes.emplace_back(row.code);
    for (const auto& range : providers::vonage::refused_ranges)
        for (const auto code : {range.first, range.last}) one.error_codes.emplace_back(code);
    one.reports = status_events();
    for (const auto& row : providers::vonage::messages_status_rows) one.status_words.emplace_back(row.word);
    one.report_codes = {"rejected_1170", "rejected_1190", "rejected_1240", "undeliverable_1330",
                        "undeliverable_1331"};
    one.sign = sign_messages;
    return one;
}

}   // namespace smsgw::test
