// Twilio's answers and reports, written out (https://www.twilio.com/docs/messaging/api/message-resource, /docs/api/errors).
#include "http/form.hpp"
#include "providers/twilio_signature.hpp"
#include "providers/twilio_table.hpp"
#include "support/conformance.hpp"

namespace smsgw::test {
namespace {

constexpr const char* form = "application/x-www-form-urlencoded";
constexpr const char* sid = "SM0123456789abcdef0123456789abcdef";

std::string created(const std::string& members) {
    return R"({"sid":"SM0123456789abcdef0123456789abcdef","status":"queued","num_segments":"1","num_media":"0",)"
           R"("error_code":null,"error_message":null,"direction":"outbound-api","from":"AcmeInc",)"
           R"("to":"+31612345678","api_version":"2010-04-01",)" +
           members + "}";
}

std::string error_body(const std::string& code, int status) {
    return R"({"code":)" + code + R"(,"message":"words","more_info":"https://www.twilio.com/docs/errors/)" +
           code + R"(","status":)" + std::to_string(status) + "}";
}

// A documented error as Twilio answers it.
AnswerRow error(const std::string& name, const std::string& code, int status, const std::string& outcome) {
    return {.name = name,
            .status = status,
            .body = error_body(code, status),
            .outcome = outcome + " twilio_" + code};
}

std::vector<AnswerRow> successes() {
    const std::string accepted = std::string("accepted ") + sid;
    return {
        {.name = "Created",
         .status = 201,
         .body = created(R"("price":null,"price_unit":null)"),
         .outcome = accepted},
        {.name = "CreatedWithPrice",
         .status = 201,
         .body = created(R"("price":"-0.00750","price_unit":"USD")"),
         .outcome = accepted,
         .price = Money{7500, "USD"}},
        {.name = "CreatedWithPriceWithoutUnit",
         .status = 201,
         .body = created(R"("price":"-0.00750","price_unit":null)"),
         .outcome = accepted},
        {.name = "CreatedWithoutSid", .status = 201, .body = R"({"status":"queued"})", .outcome = "accepted"},
        {.name = "CreatedWithUnreadableSid",
         .status = 201,
         .body = R"({"sid":"a b"})",
         .outcome = "accepted"},
        {.name = "CreatedWithoutBody", .status = 201, .body = "", .outcome = "accepted"},
        {.name = "CreatedWithMalformedBody", .status = 201, .body = R"({"sid":"SM01)", .outcome = "accepted"},
    };
}

std::vector<AnswerRow> documented_errors() {
    return {
        error("Suspended", "10001", 403, "refused_provider"),
        error("RateExceeded", "14107", 400, "not_accepted"),
        error("Credentials", "20003", 401, "refused_provider"),
        error("AccountNotActive", "20005", 403, "refused_provider"),
        error("NoSuchAccount", "20404", 404, "refused_provider"),
        error("TooManyAtOnce", "20429", 429, "not_accepted"),
        error("InternalError", "20500", 500, "ambiguous"),
        error("Unavailable", "20503", 503, "ambiguous"),
        error("RecipientInvalid", "21211", 400, "invalid"),
        error("SenderInvalid", "21212", 400, "refused_message"),
        error("CountryNotPermitted", "21408", 403, "refused_message"),
        error("BodyMissing", "21602", 400, "refused_message"),
        error("FromMissing", "21603", 400, "refused_message"),
        error("ToMissing", "21604", 400, "refused_message"),
        error("SenderNotOurs", "21606", 400, "refused_message"),
        error("TrialAccount", "21608", 400, "refused_provider"),
        error("CallbackInvalid", "21609", 400, "refused_message"),
        error("OptedOut", "21610", 400, "opted_out"),
        error("QueueFull", "21611", 429, "not_accepted"),
        error("NotRoutable", "21612", 400, "refused_message"),
        error("NotMobile", "21614", 400, "invalid"),
        error("TooLong", "21617", 400, "refused_message"),
        error("SenderNotAccounts", "21659", 400, "refused_message"),
        error("SenderMismatch", "21660", 400, "refused_message"),
        error("ServiceEmpty", "21703", 400, "refused_message"),
        error("DailyLimit", "63038", 429, "refused_provider"),
        error("AccountInactive", "90010", 400, "refused_provider"),
    };
}

std::vector<AnswerRow> other_answers() {
    return {
        error("UnknownCode", "29999", 400, "refused_message"),
        error("UnknownCodeForbidden", "29998", 403, "refused_provider"),
        error("UnknownCodeServerError", "29997", 500, "ambiguous"),
        error("ErrorBodyWith200", "21211", 200, "invalid"),
        error("UnknownErrorBodyWith201", "29996", 201, "ambiguous"),
        {.name = "ThrottledWithWait",
         .status = 429,
         .headers = {{"Retry-After", "7"}},
         .body = error_body("20429", 429),
         .outcome = "not_accepted twilio_20429",
         .retry_after = std::chrono::seconds{7}},
        {.name = "ThrottledWithoutBody", .status = 429, .body = "", .outcome = "not_accepted http_429"},
        {.name = "ThrottledWithoutBodyWithWait",
         .status = 429,
         .headers = {{"Retry-After", "2"}},
         .body = "",
         .outcome = "not_accepted http_429",
         .retry_after = std::chrono::seconds{2}},
        {.name = "Unauthorized", .status = 401, .body = "", .outcome = "refused_provider http_401"},
        {.name = "ServerErrorWithoutBody", .status = 500, .body = "", .outcome = "ambiguous http_500"},
        {.name = "UnavailableWithoutBody", .status = 503, .body = "", .outcome = "ambiguous http_503"},
        {.name = "UnavailableWithWait",
         .status = 503,
         .headers = {{"Retry-After", "3"}},
         .body = "<html>",
         .outcome = "not_accepted http_503",
         .retry_after = std::chrono::seconds{3}},
    };
}

// A status callback, with the fields that come with every one.
ReportRow report(const std::string& name, const std::string& status, const std::string& expected,
                 const std::string& more = "") {
    return {.name = name,
            .content_type = form,
            .body = "SmsSid=SM0123456789abcdef0123456789abcdef&SmsStatus=" + status +
                    "&MessageStatus=" + status +
                    "&To=%2B31612345678&MessageSid=SM0123456789abcdef0123456789abcdef"
                    "&AccountSid=AC0123456789abcdef0123456789abcdef&From=AcmeInc&ApiVersion=2010-04-01" +
                    more,
            .report = expected.empty() ? "malformed" : expected};
}

std::vector<ReportRow> reports() {
    const std::string id = " id=SM0123456789abcdef0123456789abcdef";
    return {
        report("Delivered", "delivered", "delivered" + id, "&RawDlrDoneDate=2511250312"),
        report("Accepted", "accepted", "submitted" + id),
        report("Scheduled", "scheduled", "submitted" + id),
        report("Queued", "queued", "submitted" + id),
        report("Sending", "sending", "submitted" + id),
        report("Sent", "sent", "sent" + id),
        report("Read", "read", "delivered" + id),
        report("PartiallyDelivered", "partially_delivered", "delivered" + id),
        report("UndeliveredWithCode", "undelivered", "undelivered" + id + " error=twilio_30005 invalid",
               "&ErrorCode=30005&ErrorMessage=Unknown+destination+handset"),
        report("FixedLine", "undelivered", "undelivered" + id + " error=twilio_30006 invalid",
               "&ErrorCode=30006"),
        report("UndeliveredWithoutCode", "undelivered", "undelivered" + id + " error=twilio_undelivered"),
        report("Failed", "failed", "undelivered" + id + " error=twilio_30007", "&ErrorCode=30007"),
        report("FailedWithoutCode", "failed", "undelivered" + id + " error=twilio_failed", "&ErrorCode="),
        report("FailedWithAWordForACode", "failed", "undelivered" + id + " error=twilio_failed",
               "&ErrorCode=x%0Ay"),
        report("Canceled", "canceled", "undelivered" + id + " error=twilio_canceled"),
        report("OptedOut", "failed", "undelivered" + id + " error=twilio_21610 opted_out",
               "&ErrorCode=21610"),
        report("UnknownWord", "teleported", ""),
        {.name = "OldFieldsOnly",
         .content_type = form,
         .body = "SmsSid=SM0123456789abcdef0123456789abcdef&SmsStatus=sent",
         .report = "sent" + id},
        {.name = "NothingNamed", .content_type = form, .body = "MessageStatus=sent", .report = "malformed"},
        {.name = "ClickOnAShortenedLink",
         .content_type = form,
         .body = "event_type=click&sms_sid=SM0123456789abcdef0123456789abcdef&link=https%3A%2F%2Ftwil.io%2Fa",
         .report = ""},
        {.name = "InboundWithUnreadableSender",
         .content_type = form,
         .body = "MessageSid=SM1&SmsStatus=received&From=%01&To=%2B3197001234567&Body=Hi",
         .report = "malformed"},
    };
}

std::vector<ReportRow> inbound() {
    const auto mo = [](const std::string& name, const std::string& body, const std::string& expected) {
        return ReportRow{
            .name = name,
            .content_type = form,
            .body =
                "MessageSid=SM1&SmsSid=SM1&SmsMessageSid=SM1&AccountSid=AC0123456789abcdef0123456789abcdef"
                "&From=%2B31612345678&To=%2B3197001234567&NumMedia=0&NumSegments=1&SmsStatus=received"
                "&ApiVersion=2010-04-01&FromCity=&FromCountry=NL&Body=" +
                body,
            .report = "",
            .mo = "from=+31612345678 to=+3197001234567 " + expected};
    };
    return {
        mo("Inbound", "Caf%C3%A9+at+5%3F%0A%F0%9F%98%80", "text=Café at 5?\n😀 opt_out=none"),
        mo("InboundStop", "+Stop.+", "text= Stop.  opt_out=stop"),
        mo("InboundStart", "START", "text=START opt_out=start"),
        mo("InboundStopByTwilio", "no+more&OptOutType=STOP", "text=no more opt_out=stop"),
        mo("InboundStartByTwilio", "again&OptOutType=START", "text=again opt_out=start"),
        mo("InboundHelpByTwilio", "STOP&OptOutType=HELP", "text=STOP opt_out=none"),
        mo("InboundBytesThatAreNoText", "a%FFb",
           "text=a\xEF\xBF\xBD"
           "b opt_out=none"),
        {.name = "InboundByGet",
         .method = "GET",
         .query = "MessageSid=SM1&SmsStatus=received&From=%2B31612345678&To=12345&Body=Hi",
         .content_type = "",
         .report = "",
         .mo = "from=+31612345678 to=12345 text=Hi opt_out=none"},
    };
}

void sign(WebhookRequest& request, const providers::ProviderConfig& config, WallTime) {
    const bool is_form = request.method == "POST" && http::is_form(request.header("Content-Type"));
    const auto params = is_form ? http::read_form(request.body).value_or(std::vector<http::Header>{})
                                : std::vector<http::Header>{};
    request.headers.emplace_back(
        "X-Twilio-Signature", providers::twilio_signature(config.webhook_secret, request.public_url, params));
}

}   // namespace

ProviderCase twilio_case() {
    ProviderCase one;
    one.type = "twilio";
    one.config = [](const std::string& base_url) {
        providers::ProviderConfig config;
        config.id = ProviderId("twilio");
        config.type = "twilio";
        config.base_url = base_url;
        config.api_key = Secret("api-key-secret-1");
        config.webhook_secret = Secret("auth-token-1");
        config.settings.set("account_sid", std::string("AC0123456789abcdef0123456789abcdef"));
        config.settings.set("api_key_sid", std::string("SK0123456789abcdef0123456789abcdef"));
        return config;
    };
    one.target = "/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json";
    one.sent_headers = {
        {"Content-Type", "application/x-www-form-urlencoded"},
        // base64 of SK0123456789abcdef0123456789abcdef:api-key-secret-1
        {"Authorization", "Basic U0swMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjphcGkta2V5LXNlY3JldC0x"}};
    one.sent_body = {
        "To=%2B31612345678", "From=AcmeInc", "Body=Hello", "SmartEncoded=false",
        "StatusCallback=https%3A%2F%2Fsms.example.com%2Fwebhooks%2Fp%2Fm_1.1.sig%23rc%3D5%26rp%3Dall"};
    one.sent_body_long = {"Body=", "%F0%9F%98%80", "%E2%82%AC", "%0A", "%5C", "%26"};

    one.answers = successes();
    for (auto rows : {documented_errors(), other_answers()})
        one.answers.insert(one.answers.end(), rows.begin(), rows.end());
    for (const auto& row : providers::twilio::error_rows) one.error_codes.emplace_back(row.code);

    one.reports = reports();
    for (auto& row : inbound()) one.reports.push_back(row);
    for (const auto& row : providers::twilio::status_rows) one.status_words.emplace_back(row.word);
    for (const auto& row : providers::twilio::fault_rows) one.report_codes.emplace_back(row.code);

    one.sign = sign;
    one.signature_has_time = false;
    one.signs_url = true;
    return one;
}

}   // namespace smsgw::test
