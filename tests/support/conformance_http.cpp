// What two invented APIs answer and report to a provider that is described by configuration alone.
#include "base/crypto.hpp"
#include "providers/hmac_signature.hpp"
#include "support/conformance.hpp"
#include "support/generic_fixture.hpp"

namespace smsgw::test {
namespace {

AnswerRow xml(const std::string& code, const std::string& outcome, int status = 200) {
    return {"Code" + code,
            status,
            {},
            "<answer><result>ERROR</result><code>" + code + "</code></answer>",
            outcome + " acme_" + code};
}

std::vector<AnswerRow> form_answers() {
    return {
        {"Success",
         200,
         {},
         "<answer>\n <result>OK</result>\n <id>x-17</id><price>0.0333</price>\n</answer>",
         "accepted x-17",
         std::nullopt,
         Money{33'300, "EUR"}},
        {"SuccessWithoutId", 200, {}, "<answer><result>OK</result></answer>", "accepted"},
        {"SuccessWithAnIdThatIsNone",
         200,
         {},
         "<answer><result>OK</result><id>a b</id></answer>",
         "accepted"},
        xml("10", "refused_message"),
        xml("11", "refused_message", 400),
        xml("12", "opted_out"),
        xml("20", "refused_provider"),
        xml("21", "refused_provider", 401),
        xml("30", "refused_provider"),
        xml("40", "not_accepted"),
        xml("50", "not_accepted"),
        xml("59", "not_accepted", 500),
        xml("90", "ambiguous"),
        xml("77", "ambiguous"),              // no rule knows it, and 200 contradicts it
        xml("78", "refused_message", 400),   // no rule knows it, so the HTTP status decides
        xml("79", "ambiguous", 500),
        {"ToldToWait",
         200,
         {},
         "<answer><code>40</code><wait>2500</wait></answer>",
         "not_accepted acme_40",
         Millis{2500}},
        {"ToldToWaitByTheHeader",
         200,
         {{"Retry-After", "9"}},
         "<answer><code>40</code></answer>",
         "not_accepted acme_40",
         Millis{9000}},
        {"ToldToWaitForever",
         200,
         {},
         "<answer><code>40</code><wait>999999999999</wait></answer>",
         "not_accepted acme_40",
         Millis{3'600'000}},
        {"NoXml", 200, {}, "Welcome to nginx!", "ambiguous acme_no_rule"},
        {"AcceptedButNotQuite", 302, {}, "<answer><result>OK</result></answer>", "ambiguous http_302"},
        {"Throttled", 429, {{"Retry-After", "30"}}, "", "not_accepted http_429", Millis{30'000}},
        {"ThrottledForAnUnknownTime", 429, {}, "", "not_accepted http_429"},
        {"FaultWithoutABody", 500, {}, "", "ambiguous http_500"},
        {"Unavailable", 503, {}, "<html>", "ambiguous http_503"},
        {"UnavailableForAWhile",
         503,
         {{"Retry-After", "5"}},
         "<html>",
         "not_accepted http_503",
         Millis{5000}},
    };
}

ReportRow row(std::string name, std::string type, std::string body, std::string report, std::string mo = "") {
    ReportRow made;
    made.name = std::move(name);
    made.content_type = std::move(type);
    made.body = std::move(body);
    made.report = std::move(report);
    made.mo = std::move(mo);
    return made;
}

std::string in_xml(const std::string& state, const std::string& more = "") {
    return "<report><id>x-17</id><ref>m_1.1.sig</ref><state>" + state + "</state>" + more + "</report>";
}

std::vector<ReportRow> form_reports() {
    const auto xml_row = [](std::string name, const std::string& reports, std::string report) {
        return row(std::move(name), "text/xml", "<reports>" + reports + "</reports>", std::move(report));
    };
    return {
        xml_row("Accepted", in_xml("ACCEPTD"), "submitted id=x-17 error= ref=m_1.1.sig"),
        xml_row("OnItsWay", in_xml("ENROUTE"), "sent id=x-17 error="),
        xml_row("Delayed", in_xml("DELAYED"), "buffered id=x-17 error="),
        xml_row("Delivered", in_xml("DELIVRD"), "delivered id=x-17 error="),
        xml_row("DeliveredInLowerCase", in_xml("delivrd", "<reason>0</reason>"), "delivered id=x-17 error="),
        xml_row("Undelivered", in_xml("UNDELIV", "<reason>Absent-7</reason>"),
                "undelivered id=x-17 error=acme_Absent_7"),
        xml_row("UndeliveredWithoutReason", in_xml("UNDELIV"), "undelivered id=x-17 error=acme_undeliv"),
        xml_row("Blacklisted", in_xml("BLACKLIST"), "undelivered id=x-17 error=acme_blacklist opted_out"),
        xml_row("Unknown", in_xml("UNKNOWN"), "dlr_timeout id=x-17 error=acme_unknown"),
        xml_row("OtherNews", in_xml("NOTE"), ""),
        xml_row("Batch", in_xml("ENROUTE") + "\n<report>\n<id>x-18</id>\n<state>DELIVRD</state>\n</report>",
                "sent id=x-17 error= ref=m_1.1.sig; delivered id=x-18 error= ref="),
        xml_row("UnreadableBesideReadable", in_xml("EATEN") + in_xml("DELIVRD"), "delivered id=x-17 error="),
        xml_row("UnknownWord", in_xml("EATEN"), "malformed"),
        xml_row("WithoutState", "<report><id>x-17</id></report>", "malformed"),
        xml_row("OfNothing", "<report><state>DELIVRD</state></report>", "malformed"),
        xml_row("Nothing", "", "malformed"),
        row("CutShort", "text/xml", "<reports><report><id>x-17</id><state>DELIVRD</sta", "malformed"),
    };
}

void show_password(WebhookRequest& request, const providers::ProviderConfig& config, WallTime) {
    request.headers.emplace_back("Authorization",
                                 "Basic " + base64("acme:" + config.webhook_secret.reveal()));
}

AnswerRow json(const std::string& type, const std::string& code, const std::string& outcome, int status) {
    return {"Error" + code,
            status,
            {},
            R"({"error":{"type":")" + type + R"(","code":)" + code + "}}",
            outcome + " globex_" + code};
}

std::vector<AnswerRow> json_answers() {
    return {
        {"Success",
         202,
         {},
         R"({"messages":[{"status":{"code":0},"id":"p1","price":{"amount":"0.05","currency":"eur"}},{"status":{"code":0},"id":2,"price":{"amount":0.05,"currency":"eur"}}]})",
         "accepted p1 2",
         std::nullopt,
         Money{100'000, "EUR"}},
        {"SuccessWithoutId", 200, {}, R"({"messages":[{"status":{"code":"0"}}]})", "accepted"},
        {"OptedOut",
         200,
         {},
         R"({"messages":[{"status":{"code":7},"id":"p1"}]})",
         "opted_out globex_opt_out"},
        json("credentials", "101", "refused_provider", 200),
        json("credit", "102", "refused_provider", 402),
        json("rate", "103", "not_accepted", 400),
        json("maintenance", "104", "not_accepted", 500),
        json("invalid", "105", "refused_message", 422),
        json("strange", "106", "ambiguous", 200),
        json("strange", "107", "refused_provider", 403),
        {"AcceptedAndNot", 200, {}, R"({"messages":[{"status":{"code":3}}]})", "ambiguous globex_no_rule"},
        {"StatusOfAnAcceptanceAlone", 202, {}, "{}", "ambiguous globex_no_rule"},
        {"NoJson", 200, {}, "<html>", "ambiguous globex_no_rule"},
        {"Throttled", 429, {{"Retry-After", "30"}}, "{}", "not_accepted http_429", Millis{30'000}},
        {"ThrottledForAnUnknownTime", 429, {}, "", "not_accepted http_429"},
        {"FaultWithoutABody", 500, {}, "", "ambiguous http_500"},
        {"Unavailable", 503, {}, "", "ambiguous http_503"},
    };
}

std::vector<ReportRow> json_reports() {
    const auto json_row = [](std::string name, const std::string& items, std::string report,
                             std::string mo = "") {
        return row(std::move(name), "application/json", R"({"results":)" + items + "}", std::move(report),
                   std::move(mo));
    };
    const auto item = [](const std::string& status) {
        return R"({"id":"p1","custom":{"ref":"m_1.1.sig"},"at":"2026-01-02T03:04:05Z","status":)" + status +
               "}";
    };
    const std::string delivered = R"({"name":"Delivered"})";
    return {
        json_row("Pending", "[" + item(R"({"name":"PENDING"})") + "]",
                 "sent id=p1 error= ref=m_1.1.sig covers=part"),
        json_row("Delivered", "[" + item(delivered) + "]", "delivered id=p1 error= covers=part"),
        json_row("Failed", "[" + item(R"({"name":"failed","error":27})") + "]",
                 "undelivered id=p1 error=globex_27 covers=part"),
        json_row("FailedByOptOut", "[" + item(R"({"name":"failed","error":"1005"})") + "]",
                 "undelivered id=p1 error=globex_1005 covers=part opted_out"),
        json_row("AnyOtherWord", "[" + item(R"({"name":"Lost in space"})") + "]",
                 "dlr_timeout id=p1 error=globex_lost_in_space covers=part"),
        json_row("NotInAnArray", item(delivered), "delivered id=p1 error= covers=part"),
        json_row("Batch", "[" + item(delivered) + R"(,{"id":2,"status":{"name":"pending"}}])",
                 "delivered id=p1 error= ref=m_1.1.sig; sent id=2 error= ref="),
        json_row("UnreadableBesideReadable", R"([{"id":"p0"},)" + item(delivered) + "]",
                 "delivered id=p1 error="),
        json_row("Inbound",
                 R"([{"inbound":{"from":"31612345678","to":"3161","text":"See you at 5€","id":"i1"}}])", "",
                 "from=+31612345678 to=3161 text=See you at 5€"),
        json_row("InboundStop",
                 R"([{"inbound":{"from":"+31612345678","to":"3161","text":"STOP","id":"i1"}}])", "",
                 "from=+31612345678 to=3161 text=STOP opt_out=stop"),
        json_row("ReportBesideInbound",
                 "[" + item(delivered) + R"(,{"inbound":{"from":"8850","to":"3161","text":"Hi"}}])",
                 "delivered id=p1 error=", "from=8850 to=3161 text=Hi"),
        json_row("NoReports", "[]", ""),
        json_row("WithoutStatus", R"([{"id":"p1"}])", "malformed"),
        json_row("StatusOfAnotherType", "[" + item("17") + "]", "malformed"),
        json_row("OfNothing", R"([{"status":{"name":"delivered"}}])", "malformed"),
        row("AnotherShape", "application/json", R"({"result":[]})", "malformed"),
        row("NoJson", "application/json", "delivered", "malformed"),
        row("CutShort", "application/json", R"({"results":[)", "malformed"),
        row("Empty", "application/json", "", "malformed"),
    };
}

// By the scheme of the configuration, written down once more.
void sign(WebhookRequest& request, const providers::ProviderConfig& config, WallTime now) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const auto time = std::to_string(seconds);
    const auto text = time + "." + request.method + "." + request.public_url + "." + request.body;
    request.headers.emplace_back("X-Globex-Time", time);
    request.headers.emplace_back("X-Globex-Signature",
                                 "sha256=" + base64(hmac_sha256(config.webhook_secret.reveal(), text)));
}

}   // namespace

ProviderCase http_form_case() {
    ProviderCase one;
    one.name = "HttpFormAndXml";
    one.type = "http";
    one.config = form_api;
    one.target = "/gateway/send?v=2&region=NL";
    one.sent_headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    one.sent_body = {"user=gw-user&pass=gw-p%26ss&",
                     "&to=0031612345678&",
                     "&from=AcmeInc&",
                     "&msg=Hello&",
                     "&coding=0&",
                     "&ref=m_1.1.sig&",
                     "&dlr=https%3A%2F%2Fsms.example.com%2Fwebhooks%2Fp%2Fm_1.1.sig&"};
    one.sent_body_long = {"&coding=8&", "%C3%A9%F0%9F%98%80%D0%B6"};
    one.answers = form_answers();
    one.reports = form_reports();
    one.sign = show_password;
    one.signature_has_time = false;
    one.signs_body = false;
    return one;
}

ProviderCase http_json_case() {
    ProviderCase one;
    one.name = "HttpNestedJson";
    one.type = "http";
    one.config = json_api;
    one.target = "/v2/accounts/a%2F1/messages";
    one.sent_headers = {{"Content-Type", "application/json"},
                        {"Authorization", "Bearer globex-key"},
                        {"X-Idempotency", "m_1"}};
    one.sent_body = {R"("destination":{"number":"+31612345678"})",
                     R"("sender":"AcmeInc")",
                     R"("text":"Hello")",
                     R"("unicode":false,"parts":1)",
                     R"("custom":{"ref":"m_1.1.sig"})",
                     R"("notify":"https://sms.example.com/webhooks/p/m_1.1.sig")"};
    one.sent_body_long = {R"("unicode":true,"parts":10)", "é😀ж"};
    one.answers = json_answers();
    one.reports = json_reports();
    one.sign = sign;
    one.signs_url = true;
    return one;
}

}   // namespace smsgw::test
