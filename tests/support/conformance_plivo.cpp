// Plivo's answers and reports, written out (https://www.plivo.com/docs/messaging/api/messages, /troubleshooting/error-codes).
#include "http/form.hpp"
#include "providers/plivo_signature.hpp"
#include "providers/plivo_table.hpp"
#include "support/conformance.hpp"

namespace smsgw::test {
namespace {

constexpr const char* form = "application/x-www-form-urlencoded";
constexpr const char* uuid = "db3ce55a-7f1d-11e1-8ea7-1231380bc196";

AnswerRow success(const std::string& name, const std::string& members, const std::string& outcome) {
    return {.name = name,
            .status = 202,
            .body = R"({"api_id":"db342550-7f1d-11e1-8ea7-1231380bc196","message":"message(s) queued")" +
                    members + "}",
            .outcome = outcome};
}

AnswerRow error(const std::string& name, int status, const std::string& words, const std::string& outcome) {
    return {.name = name,
            .status = status,
            .body = R"({"api_id":"db342550-7f1d-11e1-8ea7-1231380bc196","error":")" + words + R"("})",
            .outcome = outcome};
}

std::vector<AnswerRow> successes() {
    return {
        success("Queued", R"(,"message_uuid":["db3ce55a-7f1d-11e1-8ea7-1231380bc196"])",
                std::string("accepted ") + uuid),
        success("QueuedWithOneUuidAlone", R"(,"message_uuid":"aaa")", "accepted aaa"),
        success("QueuedWithSeveralUuids", R"(,"message_uuid":["aaa","bbb"])", "accepted aaa bbb"),
        success("QueuedWithNullError", R"(,"error":null,"message_uuid":["aaa"])", "accepted aaa"),
        success("QueuedWithoutUuid", "", "accepted"),
        success("QueuedWithUnreadableUuids", R"(,"message_uuid":["a b",7,null])", "accepted"),
        {.name = "WithoutBody", .status = 202, .body = "", .outcome = "accepted"},
        {.name = "WithMalformedBody", .status = 202, .body = R"({"message_uuid":[)", .outcome = "accepted"},
    };
}

std::vector<AnswerRow> documented_errors() {
    return {
        error("Invalid", 400, "dst parameter is invalid", "refused_message plivo_400"),
        error("Credentials", 401, "authentication failed", "refused_provider plivo_401"),
        error("PaymentRequired", 402, "payment required", "refused_provider plivo_402"),
        error("CountryNotPermitted", 403, "permission to send to this region is not enabled",
              "refused_message plivo_403"),
        error("NotFound", 404, "not found", "refused_message plivo_404"),
        error("MethodNotAllowed", 405, "method not allowed", "refused_message plivo_405"),
        error("Conflict", 409, "conflict", "ambiguous plivo_409"),
        error("Unprocessable", 422, "unprocessable entity", "refused_message plivo_422"),
        error("TooManyRequests", 429, "too many requests", "not_accepted plivo_429"),
        error("InternalError", 500, "internal server error", "ambiguous plivo_500"),
        error("CreditSpent", 400, "Insufficient Credit", "refused_provider plivo_insufficient_credit"),
        error("CreditSpentBesideSuccess", 202, "insufficient credit left",
              "refused_provider plivo_insufficient_credit"),
        error("CreditSpentBesideServerError", 500, "INSUFFICIENT CREDIT",
              "refused_provider plivo_insufficient_credit"),
    };
}

std::vector<AnswerRow> other_answers() {
    return {
        error("UnlistedStatus", 418, "teapot", "ambiguous plivo_418"),
        error("ErrorBodyWith202", 202, "something", "ambiguous plivo_error"),
        {.name = "ErrorThatIsNoText",
         .status = 400,
         .body = R"({"error":{"dst":["invalid"]}})",
         .outcome = "refused_message plivo_400"},
        {.name = "ThrottledWithWait",
         .status = 429,
         .headers = {{"Retry-After", "7"}},
         .body = R"({"error":"too many requests"})",
         .outcome = "not_accepted plivo_429",
         .retry_after = std::chrono::seconds{7}},
        {.name = "ThrottledWithoutBody", .status = 429, .body = "", .outcome = "not_accepted http_429"},
        {.name = "ForbiddenBySomebodyElse",
         .status = 403,
         .body = "<html>",
         .outcome = "refused_provider http_403"},
        {.name = "ServerErrorWithoutBody", .status = 500, .body = "", .outcome = "ambiguous http_500"},
        {.name = "UnavailableWithoutBody", .status = 503, .body = "", .outcome = "ambiguous http_503"},
        {.name = "UnavailableWithError",
         .status = 503,
         .body = R"({"error":"x"})",
         .outcome = "ambiguous plivo_503"},
        {.name = "UnavailableWithWait",
         .status = 503,
         .headers = {{"Retry-After", "3"}},
         .body = "",
         .outcome = "not_accepted http_503",
         .retry_after = std::chrono::seconds{3}},
    };
}

ReportRow report(const std::string& name, const std::string& status, const std::string& code,
                 const std::string& expected) {
    ReportRow row{.name = name,
                  .content_type = form,
                  .body =
                      "MessageUUID=db3ce55a-7f1d-11e1-8ea7-1231380bc196"
                      "&ParentMessageUUID=db3ce55a-7f1d-11e1-8ea7-1231380bc196&From=AcmeInc&To=31612345678"
                      "&Type=sms&Status=" +
                      status +
                      "&Units=2&TotalRate=0.0035&TotalAmount=0.007&MCC=204&MNC=08&PartInfo=1+of+1&Sequence=2"
                      "&MessageTime=2025-11-25+03%3A12%3A01.123456&ErrorCode=" +
                      code,
                  .report = expected};
    if (expected != "malformed") row.price = Money{7000, "USD"};
    return row;
}

std::vector<ReportRow> reports() {
    const std::string id = " id=db3ce55a-7f1d-11e1-8ea7-1231380bc196";
    return {
        report("Delivered", "delivered", "000", "delivered" + id),
        report("Queued", "queued", "", "submitted" + id),
        report("Sent", "sent", "", "sent" + id),
        report("Read", "read", "", "delivered" + id),
        report("Undelivered", "undelivered", "50", "undelivered" + id + " error=plivo_50 invalid"),
        report("UnavailableForGood", "undelivered", "70", "undelivered" + id + " error=plivo_70 invalid"),
        report("UndeliveredWithoutCode", "undelivered", "", "undelivered" + id + " error=plivo_undelivered"),
        report("Failed", "failed", "900", "undelivered" + id + " error=plivo_900"),
        report("FailedForReasonsUnknown", "failed", "1000", "undelivered" + id + " error=plivo_1000"),
        report("FailedWithCodeForNone", "failed", "000", "undelivered" + id + " error=plivo_failed"),
        report("FailedWithAWordForACode", "failed", "x%0Ay", "undelivered" + id + " error=plivo_failed"),
        report("Expired", "undelivered", "420", "undelivered" + id + " error=plivo_420"),
        report("Rejected", "rejected", "", "undelivered" + id + " error=plivo_rejected"),
        report("OptedOut", "undelivered", "200", "undelivered" + id + " error=plivo_200 opted_out"),
        report("InCapitals", "DELIVERED", "", "delivered" + id),
        report("UnknownWord", "teleported", "", "malformed"),
        {.name = "LowerCaseKeyWithoutParentAndPrice",
         .content_type = form,
         .body = "MessageUUID=aaa&status=sent",
         .report = "sent id=aaa"},
        {.name = "ParentBeforePart",
         .content_type = form,
         .body = "MessageUUID=part-2&ParentMessageUUID=whole-1&Status=sent",
         .report = "sent id=whole-1"},
        {.name = "ByGet",
         .method = "GET",
         .query = "MessageUUID=aaa&Status=delivered&TotalAmount=0.00350",
         .content_type = "",
         .report = "delivered id=aaa",
         .price = Money{3500, "USD"}},
        {.name = "NothingNamed", .content_type = form, .body = "Status=sent", .report = "malformed"},
        {.name = "AnotherEvent",
         .content_type = form,
         .body = "Event=ComplianceUpdate&Uuid=aaa",
         .report = ""},
        {.name = "InboundWithUnreadableSender",
         .content_type = form,
         .body = "MessageUUID=aaa&From=%01&To=31970012345&Text=Hi",
         .report = "malformed"},
    };
}

std::vector<ReportRow> inbound() {
    const auto mo = [](const std::string& name, const std::string& text, const std::string& expected) {
        return ReportRow{.name = name,
                         .content_type = form,
                         .body =
                             "From=31612345678&To=31970012345&Type=sms&MessageUUID=aaa&Units=1&TotalRate=0"
                             "&TotalAmount=0&Text=" +
                             text,
                         .report = "",
                         .mo = "from=+31612345678 to=31970012345 " + expected};
    };
    return {
        mo("Inbound", "Caf%C3%A9+at+5%3F%0A%F0%9F%98%80", "text=Café at 5?\n😀 opt_out=none"),
        mo("InboundStop", "stop", "text=stop opt_out=stop"),
        mo("InboundStart", "Unstop", "text=Unstop opt_out=start"),
        mo("InboundBytesThatAreNoText", "a%FFb",
           "text=a\xEF\xBF\xBD"
           "b opt_out=none"),
    };
}

void sign(WebhookRequest& request, const providers::ProviderConfig& config, WallTime) {
    constexpr const char* nonce = "05429567804466091622";
    const bool is_form = request.method == "POST" && http::is_form(request.header("Content-Type"));
    const auto params = is_form ? http::read_form(request.body).value_or(std::vector<http::Header>{})
                                : std::vector<http::Header>{};
    const providers::PlivoParts parts{request.method, request.public_url, nonce, params};
    request.headers.emplace_back(
        "X-Plivo-Signature-V3",
        providers::plivo_signature(providers::PlivoVersion::v3, config.api_key, parts));
    request.headers.emplace_back("X-Plivo-Signature-V3-Nonce", nonce);
}

}   // namespace

ProviderCase plivo_case() {
    ProviderCase one;
    one.type = "plivo";
    one.config = [](const std::string& base_url) {
        providers::ProviderConfig config;
        config.id = ProviderId("plivo");
        config.type = "plivo";
        config.base_url = base_url;
        config.api_key = Secret("auth-token-1");
        config.settings.set("auth_id", std::string("MA0123456789ABCDEFGH"));
        return config;
    };
    one.target = "/v1/Account/MA0123456789ABCDEFGH/Message/";
    one.sent_headers = {{"Content-Type", "application/json"},
                        // base64 of MA0123456789ABCDEFGH:auth-token-1
                        {"Authorization", "Basic TUEwMTIzNDU2Nzg5QUJDREVGR0g6YXV0aC10b2tlbi0x"}};
    one.sent_body = {R"("dst":"31612345678")",
                     R"("src":"AcmeInc")",
                     R"("text":"Hello")",
                     R"("type":"sms")",
                     R"("url":"https://sms.example.com/webhooks/p/m_1.1.sig")",
                     R"("method":"POST")"};
    one.sent_body_long = {"😀", "€", R"(\n)", R"(\\n)", R"(\"5\")"};

    one.answers = successes();
    for (auto rows : {documented_errors(), other_answers()})
        one.answers.insert(one.answers.end(), rows.begin(), rows.end());
    for (const auto& row : providers::plivo::error_rows) one.error_codes.emplace_back(row.code);
    for (const auto& row : providers::plivo::error_word_rows)
        one.error_codes.emplace_back(row.error.substr(std::string_view("plivo_").size()));

    one.reports = reports();
    for (auto& row : inbound()) one.reports.push_back(row);
    for (const auto& row : providers::plivo::status_rows) one.status_words.emplace_back(row.word);
    for (const auto& row : providers::plivo::fault_rows) one.report_codes.emplace_back(row.code);

    one.sign = sign;
    one.signature_has_time = false;
    one.signs_url = true;
    return one;
}

}   // namespace smsgw::test
