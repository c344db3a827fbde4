// What Smstools answers and reports, in full, by both faces of its API.
#include "providers/smstools_table.hpp"
#include "providers/webhook_signature.hpp"
#include "support/conformance.hpp"

namespace smsgw::test {
namespace {

namespace smstools = providers::smstools;

void sign(WebhookRequest& request, const providers::ProviderConfig& config, WallTime now) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const auto timestamp = std::to_string(seconds);
    const auto v1 = providers::webhook_signature(config.webhook_secret, timestamp, request.body);
    request.headers.emplace_back("X-Smstools-Timestamp", timestamp);
    request.headers.emplace_back("X-Smstools-Signature", "t=" + timestamp + ",v1=" + v1);
}

// An error as the vendor writes it. In its documentation they come with status 400.
AnswerRow error(const std::string& code, const std::string& message, const std::string& outcome) {
    return {"Error" + code,
            400,
            {},
            R"({"error":")" + code + R"(","errorMsg":")" + message + R"("})",
            outcome + " smstools_" + code};
}

std::vector<AnswerRow> answers(const std::string& success_body, const std::string& id) {
    return {
        {"Success", 200, {}, success_body, "accepted " + id},
        {"SuccessWithoutId", 200, {}, "{}", "accepted"},
        {"SuccessThatIsNoJson", 200, {}, "<html>", "accepted"},
        error("102", "No message", "refused_message"),
        error("103", "Phone number required", "refused_message"),
        error("104", "Invalid credentials", "refused_provider"),
        error("105", "Server error, try again later", "not_accepted"),
        error("106", "Phone number missing or invalid", "invalid"),
        error("108", "Not enough credits", "refused_provider"),
        error("109", "Sender is empty", "refused_message"),
        error("110", "A numeric sender must start with +", "refused_message"),
        error("111", "Sender is invalid", "refused_message"),
        error("112", "Message required", "refused_message"),
        error("113", "Order required", "refused_message"),
        error("114", "Empty request", "refused_message"),
        error("116", "Access disabled", "refused_provider"),
        error("118", "Message too long", "refused_message"),
        error("121", "Date invalid", "refused_message"),
        error("122", "Contact", "refused_message"),
        error("123", "Contact", "refused_message"),
        error("124", "Contact", "refused_message"),
        error("125", "Contact", "refused_message"),
        error("126", "Group", "refused_message"),
        error("127", "Group", "refused_message"),
        error("128", "Group", "refused_message"),
        error("129", "Group", "refused_message"),
        error("131", "Number on opt-out list", "opted_out"),
        error("132", "Inbox not found", "refused_message"),
        error("133", "Message not found", "refused_message"),
        error("134", "Webhook not found", "refused_message"),
        error("135", "Limit", "refused_message"),
        error("136", "Page", "refused_message"),
        error("137", "WhatsApp window", "refused_message"),
        error("138", "Misconfiguration", "refused_provider"),
        error("139", "Missing or invalid parameters", "refused_message"),
        error("140", "WhatsApp account", "refused_message"),
        error("200", "IP address not allowed", "refused_provider"),
        error("1002", "Too many failed logins", "refused_provider"),
        error("1403", "Team user not authorised", "refused_provider"),
        {"ErrorBesideA200", 200, {}, R"({"error":"104"})", "refused_provider smstools_104"},
        {"ErrorAsANumber", 400, {}, R"({"error":118})", "refused_message smstools_118"},
        {"ErrorInWords",
         400,
         {},
         R"({"error":"error parsing json"})",
         "refused_message smstools_error_parsing_json"},
        {"UnknownCode", 400, {}, R"({"error":"999"})", "refused_message smstools_999"},
        {"UnknownCodeBesideA200", 200, {}, R"({"error":"999"})", "ambiguous smstools_999"},
        {"UnknownCodeOfAFault", 500, {}, R"({"error":"999"})", "ambiguous smstools_999"},
        {"TryAgainInAMinute",
         400,
         {{"Retry-After", "60"}},
         R"({"error":"105"})",
         "not_accepted smstools_105",
         Millis{60'000}},
        {"WrongCredentials", 401, {}, "", "refused_provider http_401"},
        {"Throttled", 429, {{"Retry-After", "30"}}, "", "not_accepted http_429", Millis{30'000}},
        {"ThrottledForAnUnknownTime", 429, {}, R"({"message":"slow down"})", "not_accepted http_429"},
        {"FaultWithoutABody", 500, {}, "", "ambiguous http_500"},
        {"Unavailable", 503, {}, "", "ambiguous http_503"},
        {"UnavailableForAWhile",
         503,
         {{"Retry-After", "5"}},
         "<html>",
         "not_accepted http_503",
         Millis{5000}},
    };
}

ReportRow report(std::string name, std::string body, std::string read, std::string mo = "") {
    ReportRow row;
    row.name = std::move(name);
    row.body = std::move(body);
    row.report = std::move(read);
    row.mo = std::move(mo);
    return row;
}

// The vendor's event, in the array that its documentation shows.
std::string event(const std::string& type, const std::string& fields) {
    return R"([{"webhook_id":"w1","webhook_type":")" + type + R"(","username":"demo","message":{)" + fields +
           "}}]";
}

std::string delivery(const std::string& fields) {
    return event("delivery_report",
                 R"("messageid":"e1","datetime":"2026-01-02 03:04:05","reference":"m_1.1.sig",)" + fields);
}

const std::string handset = R"("messageid":"i1","sender":"32470123456","receiver":"32460000000",)";

// What any face's account may get by its webhook besides reports.
void add_events(std::vector<ReportRow>& rows) {
    const std::vector<ReportRow> more = {
        report("Inbound", event("inbox_message", handset + R"("content":"See you at 5€")"), "",
               "from=+32470123456 to=32460000000 text=See you at 5€"),
        report("InboundStop", event("inbox_message", handset + R"("content":" Stop. ")"), "",
               "from=+32470123456 to=32460000000 text= Stop.  opt_out=stop"),
        report("InboundFromAShortCode",
               R"({"webhook_type":"inbox_message","sender":"8850","receiver":"3246","content":"Hi"})", "",
               "from=8850 to=3246 text=Hi"),
        report("InboundFromNobody", event("inbox_message", R"("content":"Hi")"), ""),
        report("OptOut", event("add_optout", R"("number":"32470123456")"), "",
               "from=+32470123456 to= text= opt_out=stop"),
        report("OptIn", event("delete_optout", R"("receiver":"+32470123456")"), "",
               "from=+32470123456 to= text= opt_out=start"),
        report("OptOutOfNobody", event("add_optout", R"("id":"17")"), ""),
        report("ReadReceipt", event("read_report", R"("messageid":"e1")"), ""),
        report("NoCreditLeft", R"([{"webhook_type":"insufficient_funds"}])", ""),
        report("UnknownType", R"({"webhook_type":"something_new","message":{"delivery_code":"1"}})", ""),
        report("NoEvents", "[]", ""),
        report("NoJson", "delivered", "malformed"),
        report("CutShort", R"([{"webhook_type":"deli)", "malformed"),
        report("Empty", "", "malformed"),
    };
    rows.insert(rows.end(), more.begin(), more.end());
}

providers::ProviderConfig face(const std::string& api, const std::string& base_url) {
    providers::ProviderConfig config;
    config.id = ProviderId("smstools");
    config.type = "smstools";
    config.api = api;
    config.base_url = base_url;
    config.webhook_secret = Secret("0aebc8f4-whsec");
    return config;
}

}   // namespace

ProviderCase smstools_client_case() {
    ProviderCase one;
    one.type = "smstools";
    one.config = [](const std::string& base_url) {
        auto config = face("client", base_url);
        config.client_id = "client-id-1";
        config.client_secret = Secret("client-secret-1");
        return config;
    };
    one.target = "/v1/message/send";
    one.sent_headers = {{"Content-Type", "application/json"},
                        {"X-Client-Id", "client-id-1"},
                        {"X-Client-Secret", "client-secret-1"}};
    one.sent_body = {R"("to":"31612345678")", R"("message":"Hello")", R"("sender":"AcmeInc")",
                     R"("reference":"m_1.1.sig")"};
    one.sent_body_long = {"é😀ж", R"("reference":"m_1.1.sig")"};
    one.answers =
        answers(R"({"messageid":"e0ncuxht345hjmbjvv2feky0azflcw"})", "e0ncuxht345hjmbjvv2feky0azflcw");
    one.answers.push_back({"SeveralIds", 200, {}, R"({"messageids":["a1","b2"]})", "accepted a1 b2"});
    one.error_codes = codes_of(smstools::error_rows);
    one.reports = {
        report("Submitted", delivery(R"("delivery_code":"0")"), "sent id=e1 ref=m_1.1.sig"),
        report("Delivered", delivery(R"("delivery_code":"1","delivery_status":"delivered")"),
               "delivered id=e1 ref=m_1.1.sig"),
        report("NotDelivered", delivery(R"("delivery_code":"2")"), "undelivered id=e1 error=smstools_2"),
        report("NotDeliveredWithDetail", delivery(R"("delivery_code":"2","delivery_code_detail":"11")"),
               "undelivered id=e1 error=smstools_2_11"),
        report("Buffered", delivery(R"("delivery_code":"3")"), "buffered id=e1"),
        report("RejectedByTheOperator", delivery(R"("delivery_code":"4")"),
               "undelivered id=e1 error=smstools_rejected"),
        report("RejectedWithDetail", delivery(R"("delivery_code":"5","delivery_code_detail":"10")"),
               "undelivered id=e1 error=smstools_rejected_10"),
        report("NoReportAvailable", delivery(R"("delivery_code":"9")"), "dlr_timeout id=e1 error=smstools_9"),
        report("CodeAsANumber", delivery(R"("delivery_code":1)"), "delivered id=e1"),
        report("BareObject",
               R"({"webhook_type":"delivery_report","message":{"messageid":"e1","delivery_code":"1"}})",
               "delivered id=e1"),
        report("FieldsAtTheTop", R"({"messageid":"e1","reference":"m_1.1.sig","delivery_code":"1"})",
               "delivered id=e1 ref=m_1.1.sig"),
        report(
            "Batch",
            R"([{"message":{"messageid":"e1","delivery_code":"0"}},{"message":{"messageid":"e2","delivery_code":"1"}}])",
            "sent id=e1; delivered id=e2"),
        report(
            "UnreadableBesideReadable",
            R"([{"message":{"messageid":"e1","delivery_code":"77"}},{"message":{"messageid":"e2","delivery_code":"1"}}])",
            "delivered id=e2"),
        report(
            "ReportBesideInbound",
            R"([{"messageid":"e1","delivery_code":"1"},{"webhook_type":"inbox_message","sender":"32470123456","receiver":"3246","content":"Hi"}])",
            "delivered id=e1", "from=+32470123456 to=3246 text=Hi"),
        report("UnknownCode", delivery(R"("delivery_code":"7")"), "malformed"),
        report("WithoutCode", event("delivery_report", R"("messageid":"e1")"), "malformed"),
    };
    add_events(one.reports);
    one.status_words = codes_of(smstools::delivery_rows);
    one.sign = sign;
    return one;
}

ProviderCase smstools_bearer_case() {
    ProviderCase one;
    one.type = "smstools";
    one.config = [](const std::string& base_url) {
        auto config = face("bearer", base_url + "/send");
        config.api_key = Secret("bearer-key-1");
        return config;
    };
    one.target = "/send";
    one.sent_headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer bearer-key-1"}};
    // This face has no place for our ref.
    one.sent_body = {R"("to":"+31612345678")", R"("message":"Hello")", R"("sender":"AcmeInc")"};
    one.sent_body_long = {"é😀ж"};
    one.answers = answers(R"({"msgid":"abc-1"})", "abc-1");
    one.answers.push_back({"Created", 201, {}, R"({"id":77})", "accepted 77"});
    one.error_codes = codes_of(smstools::error_rows);
    one.reports = {
        report("Delivered", R"({"msgid":"abc-1","status":"Delivered"})", "delivered id=abc-1"),
        report("Buffered", R"({"messageid":"abc-1","status":"Buffered"})", "buffered id=abc-1"),
        report("Failed", R"({"id":77,"status":"Failed"})", "undelivered id=77 error=smstools_failed"),
        report("Sent", R"({"msgid":"abc-1","status":"sent"})", "sent id=abc-1"),
        report("Submitted", R"({"msgid":"abc-1","status":"SUBMITTED"})", "sent id=abc-1"),
        report("Batch", R"([{"msgid":"a","status":"Delivered"},{"msgid":"b","status":"Failed"}])",
               "delivered id=a; undelivered id=b error=smstools_failed"),
        report("UnreadableBesideReadable",
               R"([{"msgid":"a","status":"Eaten"},{"msgid":"b","status":"Delivered"}])", "delivered id=b"),
        report("UnknownWord", R"({"msgid":"abc-1","status":"Lost"})", "malformed"),
        report("WithoutStatus", R"({"msgid":"abc-1"})", "malformed"),
    };
    add_events(one.reports);
    one.status_words = words_of(smstools::status_word_rows);
    one.sign = sign;
    one.believes_without_secret = true;
    return one;
}

}   // namespace smsgw::test
