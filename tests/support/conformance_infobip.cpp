// Infobip's answers and reports, written out (https://www.infobip.com/docs/api/channels/sms and its list of response codes).
#include "base/crypto.hpp"
#include "providers/infobip_table.hpp"
#include "support/conformance.hpp"

namespace smsgw::test {
namespace {

providers::ProviderConfig config_of(const std::string& base_url) {
    providers::ProviderConfig config;
    config.id = ProviderId("infobip");
    config.type = "infobip";
    config.base_url = base_url;
    config.api_key = Secret("infobip-key-1");
    config.webhook_secret = Secret("infobip-whsec-1");
    config.settings.set("webhook_auth", std::string("hmac"));
    config.settings.set("hmac_header", std::string("X-Hub-Signature"));
    config.settings.set("hmac_prefix", std::string("sha256="));
    return config;
}

void sign(WebhookRequest& request, const providers::ProviderConfig& config, WallTime) {
    request.headers.emplace_back("X-Hub-Signature",
                                 "sha256=" + hex(hmac_sha256(config.webhook_secret.reveal(), request.body)));
}

std::string message(const std::string& group, const std::string& id) {
    return R"({"bulkId":"2034072219640523072","messages":[{"messageId":"m_1","status":{"groupId":)" + group +
           R"(,"groupName":"G","id":)" + id +
           R"(,"name":"N","description":"words"},"destination":"31612345678","details":{"messageCount":1}}]})";
}

AnswerRow answer(std::string name, const std::string& group, const std::string& id, std::string outcome) {
    return {.name = std::move(name), .body = message(group, id), .outcome = std::move(outcome)};
}

AnswerRow http_error(std::string name, int status, const std::string& code, std::string outcome) {
    return {.name = std::move(name),
            .status = status,
            .body = R"({"errorCode":")" + code +
                    R"(","description":"words","action":"words","violations":[],"resources":[]})",
            .outcome = std::move(outcome)};
}

std::vector<AnswerRow> successes() {
    return {
        answer("PendingAccepted", "1", "26", "accepted m_1"),
        answer("PendingWaitingDelivery", "1", "3", "accepted m_1"),
        answer("PendingEnroute", "1", "7", "accepted m_1"),
        answer("Accepted", "0", "0", "accepted m_1"),
        answer("AlreadyDelivered", "3", "5", "accepted m_1"),
        {.name = "WithoutId",
         .body = R"({"messages":[{"status":{"groupId":1,"id":26}}]})",
         .outcome = "accepted"},
        {.name = "WithUnreadableId",
         .body = R"({"messages":[{"messageId":"a b","status":{"groupId":1,"id":26}}]})",
         .outcome = "accepted"},
    };
}

std::vector<AnswerRow> refusals() {
    return {
        answer("RejectedOperator", "2", "4", "refused_message infobip_4"),
        answer("RejectedNetwork", "5", "6", "refused_message infobip_6"),
        answer("RejectedPrefixMissing", "5", "8", "refused_message infobip_8"),
        answer("NotDelivered", "2", "9", "refused_message infobip_9"),
        answer("RejectedDoNotDisturb", "5", "10", "refused_message infobip_10"),
        answer("RejectedSource", "5", "11", "refused_message infobip_11"),
        answer("NotEnoughCredits", "5", "12", "refused_provider infobip_12"),
        answer("RejectedSender", "5", "13", "refused_message infobip_13"),
        answer("DestinationBlocklisted", "5", "14", "refused_message infobip_14"),
        answer("Expired", "4", "15", "refused_message infobip_15"),
        answer("PrepaidPackageExpired", "5", "17", "refused_provider infobip_17"),
        answer("DestinationNotRegistered", "5", "18", "refused_message infobip_18"),
        answer("RouteNotAvailable", "5", "19", "refused_message infobip_19"),
        answer("FloodingFilter", "5", "20", "refused_message infobip_20"),
        answer("SystemError", "5", "21", "not_accepted infobip_21"),
        answer("InvalidUdh", "5", "24", "refused_message infobip_24"),
        answer("MessageTooLong", "5", "25", "refused_message infobip_25"),
        answer("ExpiredDlrUnknown", "4", "29", "ambiguous infobip_29"),
        answer("NotSent", "2", "31", "not_accepted infobip_31"),
        answer("MissingTo", "5", "51", "refused_message infobip_51"),
        answer("RejectedDestination", "5", "52", "invalid infobip_52"),
        answer("SignalsBlocked", "5", "87", "refused_message infobip_87"),
        answer("RejectedPlatform", "5", "100", "refused_message infobip_100"),
        answer("RejectedByANewId", "5", "999", "ambiguous infobip_999"),
        answer("RejectedAndAccepted", "5", "26", "ambiguous infobip_26"),
        answer("OfANewGroup", "6", "26", "ambiguous infobip_answer_malformed"),
    };
}

std::vector<AnswerRow> errors() {
    const std::string unauthorized =
        R"({"requestError":{"serviceException":{"messageId":"UNAUTHORIZED","text":"Invalid login details"}}})";
    const std::string slow = R"({"errorCode":"E429","description":"words"})";
    return {
        http_error("BadRequest", 400, "E400", "refused_message infobip_E400"),
        http_error("WrongKey", 401, "E401", "refused_provider infobip_E401"),
        http_error("NoScope", 403, "E403", "refused_provider infobip_E403"),
        http_error("TooManyRequests", 429, "E429", "not_accepted infobip_E429"),
        http_error("ServerError", 500, "E500", "ambiguous infobip_E500"),
        http_error("NewCodeWith400", 400, "E499", "refused_message infobip_E499"),
        http_error("NewCodeWith503", 503, "E503", "ambiguous infobip_E503"),
        http_error("ErrorDespite200", 200, "E777", "ambiguous infobip_E777"),
        {.name = "OldFormOfWrongKey",
         .status = 401,
         .body = unauthorized,
         .outcome = "refused_provider infobip_UNAUTHORIZED"},
        {.name = "OldFormWithoutWord",
         .status = 500,
         .body = R"({"requestError":{}})",
         .outcome = "ambiguous infobip_error"},
        {.name = "TooManyRequestsAndWhenToComeBack",
         .status = 429,
         .headers = {{"Retry-After", "5"}},
         .body = slow,
         .outcome = "not_accepted infobip_E429",
         .retry_after = Millis{5000}},
        {.name = "TooManyRequestsWithoutBody", .status = 429, .body = "", .outcome = "not_accepted http_429"},
        {.name = "ServerErrorWithoutBody", .status = 500, .body = "", .outcome = "ambiguous http_500"},
        {.name = "Unavailable", .status = 503, .body = "", .outcome = "ambiguous http_503"},
        {.name = "UnavailableAndWhenToComeBack",
         .status = 503,
         .headers = {{"Retry-After", "30"}},
         .body = "",
         .outcome = "not_accepted http_503",
         .retry_after = Millis{30'000}},
        {.name = "NoBody", .body = "", .outcome = "ambiguous infobip_answer_malformed"},
        {.name = "NoJson", .body = "<html>", .outcome = "ambiguous infobip_answer_malformed"},
        {.name = "NoMessages", .body = R"({"messages":[]})", .outcome = "ambiguous infobip_answer_malformed"},
        {.name = "NoStatus",
         .body = R"({"messages":[{"messageId":"m_1"}]})",
         .outcome = "ambiguous infobip_answer_malformed"},
    };
}

std::string result(const std::string& status, const std::string& more = "") {
    return R"({"bulkId":"b","messageId":"m_1","to":"31612345678","sender":"AcmeInc","sentAt":"2026-01-02T03:04:05.000+0100",)"
           R"("doneAt":"2026-01-02T03:04:06.000+0100","messageCount":1,"mccMnc":"20404","callbackData":"m_1.1.sig","status":)" +
           status + more + "}";
}

std::string status(const std::string& group, const std::string& id) {
    return R"({"groupId":)" + group + R"(,"groupName":"G","id":)" + id +
           R"(,"name":"N","description":"words"})";
}

std::string error(const std::string& id) {
    return R"(,"error":{"groupId":1,"groupName":"HANDSET_ERRORS","id":)" + id +
           R"(,"name":"EC","description":"words","permanent":true})";
}

std::string results(const std::string& items) {
    return R"({"results":[)" + items + "]}";
}

ReportRow report(std::string name, const std::string& group, const std::string& id, std::string read) {
    return {.name = std::move(name), .body = results(result(status(group, id))), .report = std::move(read)};
}

std::vector<ReportRow> status_reports() {
    return {
        report("DeliveredToHandset", "3", "5", "delivered id=m_1 ref=m_1.1.sig"),
        report("DeliveredToOperator", "3", "2", "sent id=m_1"),
        report("PendingWaitingDelivery", "1", "3", "sent id=m_1"),
        report("PendingEnroute", "1", "7", "sent id=m_1"),
        report("PendingAccepted", "1", "26", "submitted id=m_1"),
        report("RejectedOperator", "2", "4", "undelivered id=m_1 error=infobip_4"),
        report("RejectedNetwork", "5", "6", "undelivered id=m_1 error=infobip_6"),
        report("RejectedPrefixMissing", "5", "8", "undelivered id=m_1 error=infobip_8"),
        report("NotDelivered", "2", "9", "undelivered id=m_1 error=infobip_9"),
        report("RejectedDoNotDisturb", "5", "10", "undelivered id=m_1 error=infobip_10"),
        report("RejectedSource", "5", "11", "undelivered id=m_1 error=infobip_11"),
        report("NotEnoughCredits", "5", "12", "undelivered id=m_1 error=infobip_12"),
        report("RejectedSender", "5", "13", "undelivered id=m_1 error=infobip_13"),
        report("DestinationBlocklisted", "5", "14", "undelivered id=m_1 error=infobip_14"),
        report("Expired", "4", "15", "undelivered id=m_1 error=infobip_15"),
        report("PrepaidPackageExpired", "5", "17", "undelivered id=m_1 error=infobip_17"),
        report("DestinationNotRegistered", "5", "18", "undelivered id=m_1 error=infobip_18"),
        report("RouteNotAvailable", "5", "19", "undelivered id=m_1 error=infobip_19"),
        report("FloodingFilter", "5", "20", "undelivered id=m_1 error=infobip_20"),
        report("SystemError", "5", "21", "undelivered id=m_1 error=infobip_21"),
        report("InvalidUdh", "5", "24", "undelivered id=m_1 error=infobip_24"),
        report("MessageTooLong", "5", "25", "undelivered id=m_1 error=infobip_25"),
        report("ExpiredDlrUnknown", "4", "29", "dlr_timeout id=m_1 error=infobip_29"),
        report("NotSent", "2", "31", "undelivered id=m_1 error=infobip_31"),
        report("MissingTo", "5", "51", "undelivered id=m_1 error=infobip_51"),
        report("RejectedDestination", "5", "52", "undelivered id=m_1 error=infobip_52 invalid"),
        report("SignalsBlocked", "5", "87", "undelivered id=m_1 error=infobip_87"),
        report("RejectedPlatform", "5", "100", "undelivered id=m_1 error=infobip_100"),
        report("NewIdOfUndeliverable", "2", "999", "undelivered id=m_1 error=infobip_999"),
        report("NewIdOfDelivered", "3", "999", "sent id=m_1"),
        report("RefusedRepeat", "5", "23", ""),
    };
}

// Codes that say something of the recipient are read as such whatever the status.
std::vector<ReportRow> fault_reports() {
    std::vector<ReportRow> rows;
    for (const std::string code : {"351", "352", "629", "3041"})
        rows.push_back({.name = "InvalidNumber" + code,
                        .body = results(result(status("2", "9"), error(code))),
                        .report = "undelivered id=m_1 error=infobip_9_" + code + " invalid"});
    return rows;
}

std::vector<ReportRow> other_reports() {
    const auto delivered = result(status("3", "5"));
    const std::string inbound =
        R"({"messageId":"i1","from":"31612345678","to":"3161","text":"TEXT","cleanText":"TEXT","keyword":"",)"
        R"("receivedAt":"2026-01-02T03:04:05.000+0100","smsCount":1})";
    const auto mo = [&](const std::string& text) {
        auto item = inbound;
        item.replace(item.find("TEXT"), 4, text);
        return item;
    };
    return {
        {.name = "NoError",
         .body = results(result(status("2", "9"), error("0"))),
         .report = "undelivered id=m_1 error=infobip_9"},
        {.name = "UnknownSubscriber",
         .body = results(result(status("2", "9"), error("1"))),
         .report = "undelivered id=m_1 error=infobip_9_1 invalid"},
        {.name = "RecipientSaidStop",
         .body = results(result(status("5", "14"), error("603"))),
         .report = "undelivered id=m_1 error=infobip_14_603 opted_out"},
        {.name = "PriceOfTwoParts",
         .body = results(
             R"({"messageId":"m_1","messageCount":2,"price":{"pricePerMessage":0.01,"currency":"EUR"},"status":)" +
             status("3", "5") + "}"),
         .report = "delivered id=m_1",
         .price = Money{20'000, "EUR"}},
        {.name = "PriceWithoutCurrency",
         .body = results(result(status("3", "5"), R"(,"price":{"pricePerMessage":0.01})")),
         .report = "delivered id=m_1"},
        {.name = "WithOurRefOnly",
         .body = results(R"({"callbackData":"m_1.1.sig","status":)" + status("3", "5") + "}"),
         .report = "delivered ref=m_1.1.sig"},
        {.name = "Batch",
         .body = results(delivered + "," + R"({"messageId":"m_2","status":)" + status("1", "7") + "}"),
         .report = "delivered id=m_1; sent id=m_2"},
        {.name = "RefusedRepeatBesideTheFirst",
         .body = results(result(status("5", "23")) + "," + delivered),
         .report = "delivered id=m_1"},
        {.name = "UnreadableBesideReadable",
         .body = results(result("{}") + ",7," + delivered),
         .report = "delivered id=m_1"},
        {.name = "Inbound",
         .body = results(mo("Hello")),
         .report = "",
         .mo = "from=+31612345678 to=3161 text=Hello"},
        {.name = "InboundStop",
         .body = results(mo("Stop")),
         .report = "",
         .mo = "from=+31612345678 to=3161 text=Stop opt_out=stop"},
        {.name = "ReportBesideInbound",
         .body = results(delivered + "," + mo("Hi")),
         .report = "delivered id=m_1",
         .mo = "from=+31612345678 to=3161 text=Hi"},
        {.name = "ClickOnALink",
         .body = results(R"({"messageId":"m_1","url":"https://ex.ample/a"})"),
         .report = ""},
        {.name = "NoResults", .body = results(""), .report = ""},
        {.name = "StatusOfANewGroup", .body = results(result(status("9", "999"))), .report = "malformed"},
        {.name = "WithoutAnyName",
         .body = results(R"({"status":)" + status("3", "5") + "}"),
         .report = "malformed"},
        {.name = "ResultsAreNoArray", .body = R"({"results":7})", .report = "malformed"},
        {.name = "NoJson", .body = "results", .report = "malformed"},
    };
}

}   // namespace

ProviderCase infobip_case() {
    ProviderCase one;
    one.type = "infobip";
    one.config = config_of;
    one.target = "/sms/3/messages";
    one.sent_headers = {{"Content-Type", "application/json"}, {"Authorization", "App infobip-key-1"}};
    one.sent_body = {R"("to":"31612345678")", R"("messageId":"m_1")",
                     R"("text":"Hello")",     R"("callbackData":"m_1.1.sig")",
                     R"("sender":"AcmeInc")", R"("url":"https://sms.example.com/webhooks/p/m_1.1.sig")"};
    one.sent_body_long = {"é😀ж"};
    for (const auto& rows : {successes(), refusals(), errors()})
        one.answers.insert(one.answers.end(), rows.begin(), rows.end());
    for (const auto& row : providers::infobip::error_rows) one.error_codes.emplace_back(row.code);
    for (const auto& row : providers::infobip::refusal_rows) one.error_codes.emplace_back(row.code);
    for (const auto& rows : {status_reports(), fault_reports(), other_reports()})
        one.reports.insert(one.reports.end(), rows.begin(), rows.end());
    for (const auto& row : providers::infobip::status_rows) one.status_words.emplace_back(row.code);
    one.sign = sign;
    one.signature_has_time = false;
    return one;
}

}   // namespace smsgw::test
