// Vonage's SMS API: developer.vonage.com/api-errors/sms and the delivery receipts of its guides.
#include "base/crypto.hpp"
#include "providers/vonage_signature.hpp"
#include "providers/vonage_table.hpp"
#include "support/conformance.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using providers::ProviderConfig;

ProviderConfig sms_config(const std::string& base_url) {
    ProviderConfig config;
    config.id = ProviderId("vonage");
    config.type = "vonage";
    config.api = "sms";
    config.base_url = base_url;
    config.api_key = Secret("abcd1234");
    config.settings.set("api_secret", Secret("api-secret-1"));
    config.settings.set("signature_algorithm", std::string("sha256"));
    config.settings.set("currency", std::string("EUR"));
    config.webhook_secret = Secret("signature-secret-1");
    return config;
}

AnswerRow refusal(std::string name, const std::string& status, const std::string& text, std::string outcome) {
    AnswerRow row;
    row.name = std::move(name);
    row.body =
        R"({"message-count":"1","messages":[{"status":")" + status + R"(","error-text":")" + text + R"("}]})";
    row.outcome = std::move(outcome);
    return row;
}

std::vector<AnswerRow> accepting_answers() {
    return {
        {.name = "OnePart",
         .body =
             R"({"message-count":"1","messages":[{"to":"31612345678","message-id":"0A0000000123ABCD1","status":"0",)"
             R"("remaining-balance":"3.14159265","message-price":"0.03330000","network":"12345"}]})",
         .outcome = "accepted 0A0000000123ABCD1",
         .price = Money{33'300, "EUR"}},
        {.name = "TwoParts",
         .body = R"({"message-count":"2","messages":[)"
                 R"({"to":"31612345678","message-id":"A1","status":"0","message-price":"0.03330000"},)"
                 R"({"to":"31612345678","message-id":"A2","status":"0","message-price":"0.03330000"}]})",
         .outcome = "accepted A1 A2",
         .price = Money{66'600, "EUR"}},
        {.name = "SecondPartRefused",
         .body = R"({"message-count":"2","messages":[)"
                 R"({"message-id":"A1","status":"0","message-price":"0.03330000"},)"
                 R"({"status":"9","error-text":"Quota Exceeded - rejected"}]})",
         .outcome = "accepted A1",
         .price = Money{33'300, "EUR"}},
        {.name = "FirstPartRefused",
         .body = R"({"messages":[{"status":"1","error-text":"Throttled"},{"message-id":"A2","status":"0"}]})",
         .outcome = "accepted A2"},
        {.name = "NumbersForTexts",
         .body = R"({"messages":[{"status":0,"message-id":17}]})",
         .outcome = "accepted 17"},
        {.name = "NoId", .body = R"({"messages":[{"status":"0"}]})", .outcome = "accepted"},
        {.name = "UnusableId",
         .body = R"({"messages":[{"status":"0","message-id":"a b"}]})",
         .outcome = "accepted"},
    };
}

std::vector<AnswerRow> refusing_answers() {
    auto told_to_wait =
        refusal("ThrottledWithAWait", "1", "Throughput Rate Exceeded - please wait [ 702 ] and retry",
                "not_accepted vonage_1");
    told_to_wait.retry_after = 702ms;
    return {
        refusal("Throttled", "1", "Throttled", "not_accepted vonage_1"),
        told_to_wait,
        refusal("MissingParams", "2", "Missing to param", "refused_message vonage_2"),
        refusal("InvalidParams", "3", "Invalid value for parameter: to", "refused_message vonage_3"),
        refusal("BadCredentials", "4", "Bad Credentials", "refused_provider vonage_4"),
        refusal("InternalError", "5", "Internal Error", "not_accepted vonage_5"),
        refusal("InvalidMessage", "6", "Unroutable message - rejected", "refused_message vonage_6"),
        refusal("NumberBarred", "7", "Number barred", "refused_message vonage_7"),
        refusal("AccountBarred", "8", "Partner account barred", "refused_provider vonage_8"),
        refusal("NoCredit", "9", "Quota Exceeded - rejected", "refused_provider vonage_9"),
        refusal("TooManyBinds", "10", "Too many existing binds", "not_accepted vonage_10"),
        refusal("NotEnabled", "11", "Account not enabled for HTTP", "refused_provider vonage_11"),
        refusal("TooLong", "12", "Message too long", "refused_message vonage_12"),
        refusal("InvalidSignature", "14", "Invalid Signature", "refused_provider vonage_14"),
        refusal("InvalidSender", "15", "Invalid sender address", "refused_message vonage_15"),
        refusal("InvalidNetwork", "22", "Invalid network code", "refused_message vonage_22"),
        refusal("InvalidCallback", "23", "Invalid callback url", "refused_message vonage_23"),
        refusal("NotWhitelisted", "29", "Non-Whitelisted Destination", "refused_message vonage_29"),
        refusal("SignedAndSecret", "32", "Signature and API secret disallowed", "refused_provider vonage_32"),
        refusal("Deactivated", "33", "Number de-activated", "refused_provider vonage_33"),
        refusal("CampaignAccount", "101", "No access", "refused_provider vonage_101"),
        refusal("UnknownStatus", "77", "Something new", "ambiguous vonage_77"),
        {.name = "EveryPartRefused",
         .body =
             R"({"messages":[{"status":"1","error-text":"Throttled"},{"status":"5","error-text":"Internal"}]})",
         .outcome = "not_accepted vonage_1"},
        {.name = "OnePartUncertain",
         .body = R"({"messages":[{"status":"1"},{"status":"77"}]})",
         .outcome = "ambiguous vonage_77"},
        {.name = "PartWithoutStatus",
         .body = R"({"messages":[{}]})",
         .outcome = "ambiguous vonage_no_status"},
    };
}

std::vector<AnswerRow> other_answers() {
    return {
        {.name = "EmptyList",
         .body = R"({"message-count":"0","messages":[]})",
         .outcome = "ambiguous answer_malformed"},
        {.name = "NotJson", .body = "<html>", .outcome = "ambiguous answer_malformed"},
        {.name = "NoBody", .body = "", .outcome = "ambiguous answer_malformed"},
        {.name = "ErrorCodeWith200",
         .body = R"({"error-code":"420","error-code-label":"method failed"})",
         .outcome = "ambiguous vonage_420"},
        {.name = "ErrorCodeWith401",
         .status = 401,
         .body = R"({"error-code":"401","error-code-label":"authentication failed"})",
         .outcome = "refused_provider vonage_401"},
        {.name = "ProblemWith401",
         .status = 401,
         .body = R"({"type":"https://developer.nexmo.com/api-errors#unauthorized","title":"Unauthorized"})",
         .outcome = "refused_provider vonage_unauthorized"},
        {.name = "TooManyRequests", .status = 429, .body = "", .outcome = "not_accepted http_429"},
        {.name = "TooManyRequestsWithAWait",
         .status = 429,
         .headers = {{"Retry-After", "2"}},
         .body = R"({"title":"Too many requests"})",
         .outcome = "not_accepted http_429",
         .retry_after = 2s},
        {.name = "SuccessBeside500",
         .status = 500,
         .body = R"({"messages":[{"status":"0","message-id":"A1"}]})",
         .outcome = "ambiguous http_500"},
        {.name = "ServerError", .status = 500, .body = "", .outcome = "ambiguous http_500"},
        {.name = "Unavailable", .status = 503, .body = "", .outcome = "ambiguous http_503"},
    };
}

// A receipt as a query or form.
std::string receipt(const std::string& status, const std::string& code) {
    return "msisdn=31612345678&to=AcmeInc&network-code=12345&messageId=0A0000001234567B&price=0.03330000&"
           "status=" +
           status + "&scts=2001011400&err-code=" + code +
           "&api-key=abcd1234&client-ref=gw-42&message-timestamp=2020-01-01+12%3A00%3A00";
}

ReportRow by_form(std::string name, const std::string& status, const std::string& code, std::string report) {
    return {.name = std::move(name),
            .content_type = "application/x-www-form-urlencoded",
            .body = receipt(status, code),
            .report = std::move(report),
            .price = Money{33'300, "EUR"}};
}

std::vector<ReportRow> receipts() {
    const std::string id = "id=0A0000001234567B ref=gw-42 covers=part";
    return {
        {.name = "DeliveredByGet",
         .method = "GET",
         .query = receipt("delivered", "0"),
         .report = "delivered " + id,
         .price = Money{33'300, "EUR"}},
        by_form("Delivered", "delivered", "0", "delivered " + id),
        by_form("Accepted", "accepted", "0", "sent " + id),
        by_form("Buffered", "buffered", "0", "buffered " + id),
        by_form("Expired", "expired", "1", "undelivered error=vonage_expired_1 " + id),
        by_form("Failed", "failed", "6", "undelivered error=vonage_failed_6 " + id),
        by_form("FailedWithoutCode", "failed", "", "undelivered error=vonage_failed " + id),
        by_form("Rejected", "rejected", "14", "undelivered error=vonage_rejected_14 " + id),
        by_form("AbsentForGood", "failed", "3", "undelivered error=vonage_failed_3 invalid " + id),
        by_form("OptedOut", "failed", "9", "undelivered error=vonage_failed_9 opted_out " + id),
        by_form("Unknown", "unknown", "99", "dlr_timeout error=vonage_unknown_99 " + id),
        by_form("GoodNewsWithACode", "delivered", "9", "delivered " + id),
        {.name = "DeliveredByJson",
         .body =
             R"({"msisdn":"31612345678","to":"AcmeInc","messageId":"0A01","price":"0.0333","status":"delivered",)"
             R"("err-code":"0","message-timestamp":"2020-01-01 12:00:00"})",
         .report = "delivered id=0A01 covers=part",
         .price = Money{33'300, "EUR"}},
        {.name = "NumbersForTexts",
         .body = R"({"messageId":17,"status":"failed","err-code":7})",
         .report = "undelivered id=17 error=vonage_failed_7 covers=part"},
        {.name = "OnlyTheReference",
         .body = R"({"status":"delivered","client-ref":"gw-42"})",
         .report = "delivered ref=gw-42 covers=part"},
    };
}

std::vector<ReportRow> other_events() {
    const std::string form = "application/x-www-form-urlencoded";
    return {
        {.name = "Inbound",
         .content_type = form,
         .body = "msisdn=31612345678&to=3197010200&messageId=0B01&text=Caf%C3%A9+%26+more&type=unicode&"
                 "keyword=CAF",
         .mo = "from=+31612345678 to=3197010200 text=Café & more opt_out=none"},
        {.name = "InboundStop",
         .method = "GET",
         .query = "msisdn=31612345678&to=3197010200&messageId=0B02&text=Stop.&type=text&keyword=STOP",
         .mo = "from=+31612345678 to=3197010200 text=Stop. opt_out=stop"},
        {.name = "InboundStart",
         .body =
             R"({"msisdn":"31612345678","to":"3197010200","messageId":"0B03","text":"start","type":"text"})",
         .mo = "from=+31612345678 to=3197010200 text=start opt_out=start"},
        {.name = "InboundPart",
         .content_type = form,
         .body = "msisdn=31612345678&to=3197010200&messageId=0B04&text=one&concat=true&concat-ref=7&concat-"
                 "total=2"
                 "&concat-part=1",
         .mo = "from=+31612345678 to=3197010200 text=one opt_out=none"},
        {.name = "InboundOfAShortCode",
         .content_type = form,
         .body = "msisdn=12345&to=67890&messageId=0B05&text=hi",
         .mo = "from=12345 to=67890 text=hi opt_out=none"},
        {.name = "InboundBinary",
         .content_type = form,
         .body = "msisdn=31612345678&to=3197010200&messageId=0B06&type=binary&data=0011&udh=0605"},
        {.name = "OtherEvent", .body = R"({"event":"something_new","messageId":"0B07"})"},
        {.name = "NoName", .body = R"({"status":"delivered"})", .report = "malformed"},
        {.name = "UnknownWord", .body = R"({"status":"teleported","messageId":"A1"})", .report = "malformed"},
        {.name = "NotJson", .body = "{", .report = "malformed"},
        {.name = "JsonArray", .body = R"([{"status":"delivered","messageId":"A1"}])", .report = "malformed"},
        {.name = "BadEscape",
         .content_type = form,
         .body = "status=delivered&messageId=%zz",
         .report = "malformed"},
        {.name = "NameTwice",
         .content_type = form,
         .body = "status=failed&status=delivered&messageId=A1",
         .report = "malformed"},
    };
}

// Into whichever of its three forms the request has; what has none stays unsigned.
void sign_sms(WebhookRequest& request, const ProviderConfig& config, WallTime now) {
    auto params = providers::vonage_params(request);
    if (params.has_error()) return;
    const auto unix_time =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    params->emplace_back("timestamp", unix_time);
    const auto algorithm = providers::vonage_algorithm(config.settings.text("signature_algorithm"));
    const auto sig = providers::vonage_signature(*algorithm, config.webhook_secret, *params);
    const auto tail = "&timestamp=" + unix_time + "&sig=" + sig;
    if (request.method == "GET") {
        request.query += tail;
        request.public_url += tail;
    } else if (request.body.starts_with("{")) {
        request.body.insert(1, R"("timestamp":")" + unix_time + R"(","sig":")" + sig + R"(",)");
    } else {
        request.body += tail;
    }
}

}   // namespace

ProviderCase vonage_sms_case() {
    ProviderCase one;
    one.type = "vonage";
    one.config = sms_config;
    one.target = "/sms/json";
    one.sent_headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                        {"Authorization", "Basic YWJjZDEyMzQ6YXBpLXNlY3JldC0x"}};
    one.sent_body = {"from=AcmeInc", "to=31612345678", "text=Hello", "client-ref=m_1.1.sig",
                     "callback=https%3A%2F%2Fsms.example.com%2Fwebhooks%2Fp%2Fm_1.1.sig"};
    one.sent_body_long = {"type=unicode"};
    for (const auto& rows : {accepting_answers(), refusing_answers(), other_answers()})
        one.answers.insert(one.answers.end(), rows.begin(), rows.end());
    for (const auto& row : providers::vonage::sms_error_rows) one.error_codes.emplace_back(row.code);
    for (const auto& rows : {receipts(), other_events()})
        one.reports.insert(one.reports.end(), rows.begin(), rows.end());
    for (const auto& row : providers::vonage::sms_status_rows) one.status_words.emplace_back(row.word);
    one.report_codes = {"failed_3", "failed_9"};
    one.sign = sign_sms;
    return one;
}

}   // namespace smsgw::test
