// Sinch's answers and reports, written out (https://developers.sinch.com/docs/sms/api-reference/).
#include "base/crypto.hpp"
#include "providers/sinch_table.hpp"
#include "support/conformance.hpp"

namespace smsgw::test {
namespace {

constexpr const char* created =
    R"({"id":"01FC66621XXXXX119Z8PMV1QPQ","to":["+31612345678"],"from":"AcmeInc","canceled":false,"body":"Hello",)"
    R"("type":"mt_text","created_at":"2026-01-02T03:04:05.678Z","modified_at":"2026-01-02T03:04:05.678Z",)"
    R"("delivery_report":"per_recipient","expire_at":"2026-01-05T03:04:05.678Z","client_reference":"m_1.1.sig"})";

providers::ProviderConfig config_of(const std::string& base_url) {
    providers::ProviderConfig config;
    config.id = ProviderId("sinch");
    config.type = "sinch";
    config.base_url = base_url;
    config.api_key = Secret("sinch-token-1");
    config.webhook_secret = Secret("sinch-whsec-1");
    config.settings.set("service_plan_id", std::string("plan-1"));
    return config;
}

void sign(WebhookRequest& request, const providers::ProviderConfig& config, WallTime now) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const auto timestamp = std::to_string(seconds);
    const std::string nonce = "01FJA8B4A7BM43YGWSG9GBV067";
    const auto text = request.body + "." + nonce + "." + timestamp;
    request.headers.emplace_back("x-sinch-webhook-signature-timestamp", timestamp);
    request.headers.emplace_back("x-sinch-webhook-signature-nonce", nonce);
    request.headers.emplace_back("x-sinch-webhook-signature-algorithm", "HmacSHA256");
    request.headers.emplace_back("x-sinch-webhook-signature",
                                 base64(hmac_sha256(config.webhook_secret.reveal(), text)));
}

AnswerRow error(std::string name, int status, const std::string& code, std::string outcome) {
    return {.name = std::move(name),
            .status = status,
            .body = R"({"code":")" + code + R"(","text":"words"})",
            .outcome = std::move(outcome)};
}

std::vector<AnswerRow> answers() {
    return {
        {.name = "Created", .status = 201, .body = created, .outcome = "accepted 01FC66621XXXXX119Z8PMV1QPQ"},
        {.name = "CreatedWithoutId", .status = 201, .body = R"({"type":"mt_text"})", .outcome = "accepted"},
        {.name = "CreatedWithUnreadableId", .status = 201, .body = R"({"id":"a b"})", .outcome = "accepted"},
        {.name = "CreatedWithoutBody", .status = 201, .body = "", .outcome = "accepted"},
        {.name = "CreatedAndNoJson", .status = 201, .body = "<html>", .outcome = "accepted"},
        error("InvalidJson", 400, "syntax_invalid_json", "refused_message sinch_syntax_invalid_json"),
        error("InvalidFormat", 400, "syntax_invalid_parameter_format",
              "refused_message sinch_syntax_invalid_parameter_format"),
        error("ConstraintViolation", 400, "syntax_constraint_violation",
              "refused_message sinch_syntax_constraint_violation"),
        error("UnknownGroup", 403, "unknown_group", "refused_message sinch_unknown_group"),
        error("UnknownCampaign", 403, "unknown_campaign", "refused_message sinch_unknown_campaign"),
        error("MissingCallbackUrl", 403, "missing_callback_url",
              "refused_message sinch_missing_callback_url"),
        error("ConflictGroupName", 409, "conflict_group_name", "refused_message sinch_conflict_group_name"),
        error("ConflictSendAt", 409, "conflict_send_at", "refused_message sinch_conflict_send_at"),
        error("NewCodeWith403", 403, "something_new", "refused_message sinch_something_new"),
        error("NewCodeWith401", 401, "unauthorized", "refused_provider sinch_unauthorized"),
        error("NewCodeWith409", 409, "something_new", "ambiguous sinch_something_new"),
        error("NewCodeWith429", 429, "too_many", "not_accepted sinch_too_many"),
        error("NewCodeWith500", 500, "internal", "ambiguous sinch_internal"),
        error("NewCodeDespite201", 201, "something_new", "ambiguous sinch_something_new"),
        {.name = "NewFormOfErrors",
         .status = 401,
         .body = R"({"error":{"code":401,"message":"words","status":"UNAUTHENTICATED","details":[]}})",
         .outcome = "refused_provider sinch_UNAUTHENTICATED"},
        {.name = "NewFormOfErrorsWithoutWord",
         .status = 400,
         .body = R"({"error":{}})",
         .outcome = "refused_message sinch_error"},
        {.name = "ProblemDetails",
         .status = 404,
         .body = R"({"type":"about:blank","title":"Not Found","status":404})",
         .outcome = "refused_message http_404"},
        {.name = "WrongToken", .status = 401, .body = "", .outcome = "refused_provider http_401"},
        {.name = "Forbidden", .status = 403, .body = "", .outcome = "refused_provider http_403"},
        {.name = "WrongMethod", .status = 405, .body = "", .outcome = "refused_message http_405"},
        {.name = "WrongMediaType", .status = 415, .body = "", .outcome = "refused_message http_415"},
        {.name = "TooManyRequests", .status = 429, .body = "", .outcome = "not_accepted http_429"},
        {.name = "TooManyRequestsAndWhenToComeBack",
         .status = 429,
         .headers = {{"Retry-After", "3"}},
         .body = "",
         .outcome = "not_accepted http_429",
         .retry_after = Millis{3000}},
        {.name = "ServerErrorWithoutBody", .status = 500, .body = "", .outcome = "ambiguous http_500"},
        {.name = "Unavailable", .status = 503, .body = "", .outcome = "ambiguous http_503"},
        {.name = "UnavailableAndWhenToComeBack",
         .status = 503,
         .headers = {{"Retry-After", "60"}},
         .body = "",
         .outcome = "not_accepted http_503",
         .retry_after = Millis{60'000}},
    };
}

std::string recipient_report(const std::string& members) {
    return R"({"type":"recipient_delivery_report_sms","batch_id":"01FC","recipient":"+31612345678",)"
           R"("at":"2026-01-02T03:04:08.930Z","operator_status_at":"2026-01-02T03:04:08.150Z",)"
           R"("client_reference":"m_1.1.sig","encoding":"GSM","number_of_message_parts":1,"operator":"20404",)" +
           members + "}";
}

ReportRow report(std::string name, const std::string& code, const std::string& status, std::string read) {
    return {.name = std::move(name),
            .body = recipient_report(R"("code":)" + code + R"(,"status":")" + status + "\""),
            .report = std::move(read)};
}

std::vector<ReportRow> status_reports() {
    return {
        report("Delivered", "0", "Delivered", "delivered id=01FC ref=m_1.1.sig"),
        report("Queued", "400", "Queued", "submitted id=01FC"),
        report("Dispatched", "401", "Dispatched", "sent id=01FC"),
        report("Aborted", "402", "Aborted", "undelivered id=01FC error=sinch_402"),
        report("Cancelled", "407", "Cancelled", "undelivered id=01FC error=sinch_407"),
        report("Failed", "403", "Failed", "undelivered id=01FC error=sinch_403"),
        report("Rejected", "408", "Rejected", "undelivered id=01FC error=sinch_408"),
        report("Deleted", "404", "Deleted", "undelivered id=01FC error=sinch_404"),
        report("Expired", "406", "Expired", "undelivered id=01FC error=sinch_406"),
        report("Unknown", "405", "Unknown", "dlr_timeout id=01FC error=sinch_405"),
        report("InLowerCase", "0", "delivered", "delivered id=01FC"),
        report("FailedWithoutCode", "0", "Failed", "undelivered id=01FC error=sinch_failed"),
        report("NewWord", "0", "Eaten", "malformed"),
    };
}

std::string batch_report(const std::string& statuses) {
    return R"({"type":"delivery_report_sms","batch_id":"01FC","client_reference":"m_1.1.sig","total_message_count":1,"statuses":)" +
           statuses + "}";
}

std::vector<ReportRow> other_reports() {
    const std::string delivered = R"({"code":0,"status":"Delivered","count":1,"recipients":["31612345678"]})";
    const std::string inbound =
        R"({"type":"mo_text","id":"01XX","from":"31612345678","to":"3161","received_at":"2026-01-02T03:04:05.000Z","body":)";
    return {
        {.name = "OfABatch", .body = batch_report("[" + delivered + "]"), .report = "delivered id=01FC"},
        {.name = "OfABatchInTwoStates",
         .body = batch_report(R"([{"code":401,"status":"Dispatched"},)" + delivered + "]"),
         .report = "sent id=01FC; delivered id=01FC"},
        {.name = "UnreadableBesideReadable",
         .body = batch_report(R"([{"code":1,"status":"Eaten"},7,)" + delivered + "]"),
         .report = "delivered id=01FC"},
        {.name = "OfABatchUnreadable",
         .body = batch_report(R"([{"code":1,"status":"Eaten"}])"),
         .report = "malformed"},
        {.name = "OfABatchWithoutStatuses", .body = batch_report("7"), .report = "malformed"},
        {.name = "WithoutAnyName",
         .body = R"({"type":"recipient_delivery_report_sms","code":0,"status":"Delivered"})",
         .report = "malformed"},
        {.name = "WithOurRefOnly",
         .body =
             R"({"type":"recipient_delivery_report_sms","client_reference":"m_1.1.sig","status":"Delivered"})",
         .report = "delivered ref=m_1.1.sig"},
        {.name = "WithoutOurRef",
         .body = R"({"type":"recipient_delivery_report_sms","batch_id":"01FC","status":"Delivered"})",
         .report = "delivered id=01FC"},
        {.name = "Inbound",
         .body = inbound + R"("Hello"})",
         .report = "",
         .mo = "from=+31612345678 to=3161 text=Hello"},
        {.name = "InboundStop",
         .body = inbound + R"("STOP"})",
         .report = "",
         .mo = "from=+31612345678 to=3161 text=STOP opt_out=stop"},
        {.name = "InboundBinary",
         .body =
             R"({"type":"mo_binary","id":"01XX","from":"31612345678","to":"3161","udh":"00","body":"aGk="})",
         .report = ""},
        {.name = "OtherType",
         .body = R"({"type":"recipient_delivery_report_mms","status":"Delivered"})",
         .report = ""},
        {.name = "WithoutType", .body = R"({"status":"Delivered","batch_id":"01FC"})", .report = "malformed"},
        {.name = "NoObject", .body = "[]", .report = "malformed"},
        {.name = "NoJson", .body = "Delivered", .report = "malformed"},
    };
}

}   // namespace

ProviderCase sinch_case() {
    ProviderCase one;
    one.type = "sinch";
    one.config = config_of;
    one.target = "/xms/v1/plan-1/batches";
    one.sent_headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer sinch-token-1"}};
    one.sent_body = {R"("to":["+31612345678"])",
                     R"("from":"AcmeInc")",
                     R"("body":"Hello")",
                     R"("type":"mt_text")",
                     R"("client_reference":"m_1.1.sig")",
                     R"("delivery_report":"per_recipient")",
                     R"("callback_url":"https://sms.example.com/webhooks/p/m_1.1.sig")"};
    one.sent_body_long = {"é😀ж"};
    one.answers = answers();
    for (const auto& row : providers::sinch::error_rows) one.error_codes.emplace_back(row.code);
    for (const auto& rows : {status_reports(), other_reports()})
        one.reports.insert(one.reports.end(), rows.begin(), rows.end());
    for (const auto& row : providers::sinch::status_rows) one.status_words.emplace_back(row.word);
    one.sign = sign;
    return one;
}

}   // namespace smsgw::test
