// MessageBird's REST SMS API: its OpenAPI description, its SDKs and docs.bird.com on delivery reports.
#include "base/crypto.hpp"
#include "base/jwt.hpp"
#include "providers/messagebird_table.hpp"
#include "support/conformance.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using providers::ProviderConfig;

ProviderConfig messagebird_config(const std::string& base_url) {
    ProviderConfig config;
    config.id = ProviderId("messagebird");
    config.type = "messagebird";
    config.base_url = base_url;
    config.api_key = Secret("access-key-1");
    config.webhook_secret = Secret("signing-key-1");
    return config;
}

AnswerRow refusal(std::string name, int status, const std::string& code, std::string outcome) {
    AnswerRow row;
    row.name = std::move(name);
    row.status = status;
    row.body =
        R"({"errors":[{"code":)" + code + R"(,"description":"a description","parameter":"recipient"}]})";
    row.outcome = std::move(outcome);
    return row;
}

std::vector<AnswerRow> answers() {
    return {
        {.name = "Created",
         .status = 201,
         .body =
             R"({"id":"f28bbe526fc14974b3e7e663a6139b53",)"
             R"("href":"https://rest.messagebird.com/messages/f28bbe526fc14974b3e7e663a6139b53","direction":"mt",)"
             R"("type":"sms","originator":"AcmeInc","body":"Hello","reference":"m_1.1.sig","validity":null,)"
             R"("gateway":10,"typeDetails":{},"datacoding":"plain","mclass":1,"scheduledDatetime":null,)"
             R"("createdDatetime":"2022-07-01T16:16:51+00:00","recipients":{"totalCount":1,"totalSentCount":1,)"
             R"("totalDeliveredCount":0,"totalDeliveryFailedCount":0,"items":[{"recipient":31612345678,)"
             R"("status":"sent","statusDatetime":"2022-07-01T16:16:51+00:00","messagePartCount":1}]}})",
         .outcome = "accepted f28bbe526fc14974b3e7e663a6139b53"},
        {.name = "NoId", .status = 201, .body = R"({"direction":"mt"})", .outcome = "accepted"},
        {.name = "UnusableId", .status = 201, .body = R"({"id":"a b"})", .outcome = "accepted"},
        {.name = "NotJson", .status = 201, .body = "<html>", .outcome = "accepted"},
        {.name = "NoBody", .status = 200, .body = "", .outcome = "accepted"},
        {.name = "IdBesideAnError",
         .status = 201,
         .body = R"({"id":"f28b","errors":[{"code":9}]})",
         .outcome = "accepted f28b"},
        refusal("AccessKey", 401, "2", "refused_provider messagebird_2"),
        refusal("NoRecipient", 422, "9", "refused_message messagebird_9"),
        refusal("InvalidParams", 422, "10", "refused_message messagebird_10"),
        refusal("NotFound", 404, "20", "refused_message messagebird_20"),
        refusal("BadRequest", 400, "21", "refused_message messagebird_21"),
        refusal("NoCreditWith402", 402, "25", "refused_provider messagebird_25"),
        refusal("NoCreditWith422", 422, "25", "refused_provider messagebird_25"),
        refusal("NoEndpoint", 404, "98", "refused_provider messagebird_98"),
        refusal("InternalError", 500, "99", "ambiguous messagebird_99"),
        refusal("CodeAsText", 422, R"("25")", "refused_provider messagebird_25"),
        refusal("UnknownCodeWith422", 422, "77", "refused_message messagebird_77"),
        refusal("UnknownCodeWith500", 500, "77", "ambiguous messagebird_77"),
        refusal("UnknownCodeWith201", 201, "77", "ambiguous messagebird_77"),
        refusal("KnownCodeWith201", 201, "9", "refused_message messagebird_9"),
        {.name = "SeveralErrors",
         .status = 422,
         .body = R"({"errors":[{"code":77},{"code":25},{"code":9}]})",
         .outcome = "refused_provider messagebird_25"},
        {.name = "NoErrors",
         .status = 422,
         .body = R"({"errors":[]})",
         .outcome = "refused_message http_422"},
        {.name = "TooManyRequests", .status = 429, .body = "", .outcome = "not_accepted http_429"},
        {.name = "TooManyRequestsWithAWait",
         .status = 429,
         .headers = {{"Retry-After", "4"}},
         .body = R"({"errors":[{"code":21}]})",
         .outcome = "not_accepted http_429",
         .retry_after = 4s},
        {.name = "ServerError", .status = 500, .body = "", .outcome = "ambiguous http_500"},
        {.name = "Unavailable", .status = 503, .body = "", .outcome = "ambiguous http_503"},
    };
}

const std::string id = "b6aae1b5f3c84cbbb1c29d7ff1a36e7c";

ReportRow status_report(std::string name, const std::string& status, const std::string& code,
                        std::string report) {
    return {.name = std::move(name),
            .method = "GET",
            .query = "datacoding=plain&id=" + id +
                     "&mccmnc=20408&messageLength=4&messagePartCount=1&ported=0&price%5Bamount%5D=0.060&"
                     "price%5Bcurrency%5D=USD&recipient=31612345678&reference=gw-42&status=" +
                     status + "&statusReason=a+reason&statusErrorCode=" + code +
                     "&statusDatetime=2023-07-28T17%3A57%3A12%2B00%3A00",
            .report = std::move(report) + " id=" + id + " ref=gw-42",
            .price = Money{60'000, "USD"}};
}

std::vector<ReportRow> status_reports() {
    return {
        status_report("Delivered", "delivered", "0", "delivered"),
        status_report("Scheduled", "scheduled", "0", "submitted"),
        status_report("Sent", "sent", "0", "sent"),
        status_report("Buffered", "buffered", "0", "buffered"),
        status_report("Expired", "expired", "27", "undelivered error=messagebird_expired_27"),
        status_report("ExpiredWithoutCode", "expired", "0", "undelivered error=messagebird_expired"),
        status_report("Failed", "delivery_failed", "1",
                      "undelivered error=messagebird_delivery_failed_1 invalid"),
        status_report("OptedOut", "delivery_failed", "103",
                      "undelivered error=messagebird_delivery_failed_103 opted_out"),
        {.name = "OnlyWhatIsNeeded",
         .method = "GET",
         .query = "id=" + id + "&status=delivered",
         .report = "delivered id=" + id},
        {.name = "OtherCaseAndTwice",
         .method = "GET",
         .query = "Id=" + id + "&id=" + id + "&Status=delivered&Reference=gw-42",
         .report = "delivered id=" + id + " ref=gw-42"},
        {.name = "NoName", .method = "GET", .query = "status=delivered", .report = "malformed"},
        {.name = "UnknownWord",
         .method = "GET",
         .query = "id=" + id + "&status=teleported",
         .report = "malformed"},
        {.name = "BadEscape", .method = "GET", .query = "id=%zz&status=delivered", .report = "malformed"},
        {.name = "OtherEvent", .method = "GET", .query = "id=" + id + "&event=something_new"},
    };
}

std::vector<ReportRow> inbound_messages() {
    const std::string form = "application/x-www-form-urlencoded";
    return {
        {.name = "Inbound",
         .content_type = form,
         .body = "id=b6aa&originator=31612345678&recipient=3197010200&body=Caf%C3%A9+%26+more&"
                 "createdDatetime=2023-07-28T17%3A57%3A12%2B00%3A00",
         .mo = "from=+31612345678 to=3197010200 text=Café & more opt_out=none"},
        {.name = "InboundStop",
         .content_type = form,
         .body = "id=b6ab&id=b6ab&originator=%2B31612345678&recipient=3197010200&body=stop",
         .mo = "from=+31612345678 to=3197010200 text=stop opt_out=stop"},
        {.name = "InboundByGet",
         .method = "GET",
         .query = "id=b6ac&originator=31612345678&recipient=3197010200&body=hi&CreatedDatetime=20230728",
         .mo = "from=+31612345678 to=3197010200 text=hi opt_out=none"},
        {.name = "InboundToAShortCode",
         .content_type = form,
         .body =
             "shortcode=1008&message=hi+there&mid=17&originator=31612345678&receive_datetime=20230728175712",
         .mo = "from=+31612345678 to=1008 text=hi there opt_out=none"},
        {.name = "InboundThatIsNotUtf8",
         .content_type = form,
         .body = "id=b6ad&originator=31612345678&recipient=3197010200&body=caf%E9",
         .mo = "from=+31612345678 to=3197010200 text=caf\xEF\xBF\xBD opt_out=none"},
        {.name = "InboundWithoutText",
         .content_type = form,
         .body = "id=b6ae&originator=31612345678&recipient=3197010200&body="},
    };
}

void sign_messagebird(WebhookRequest& request, const ProviderConfig& config, WallTime now) {
    const auto unix_time = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    nlohmann::json claims = {{"iss", "MessageBird"},
                             {"nbf", unix_time},
                             {"exp", unix_time + 60},
                             {"jti", "b0ee2bd4-4cfa-4bd2-a5a2-5d0c57c4a2bc"},
                             {"url_hash", hex(sha256(request.public_url))}};
    if (!request.body.empty()) claims["payload_hash"] = hex(sha256(request.body));
    request.headers.emplace_back("MessageBird-Signature-JWT",
                                 sign_jwt(JwtAlgorithm::hs256, config.webhook_secret, claims));
}

}   // namespace

ProviderCase messagebird_case() {
    ProviderCase one;
    one.type = "messagebird";
    one.config = messagebird_config;
    one.target = "/messages";
    one.sent_headers = {{"Content-Type", "application/json"}, {"Authorization", "AccessKey access-key-1"}};
    one.sent_body = {R"("originator":"AcmeInc")",
                     R"("recipients":["31612345678"])",
                     R"("body":"Hello")",
                     R"("reference":"m_1.1.sig")",
                     R"("reportUrl":"https://sms.example.com/webhooks/p/m_1.1.sig")",
                     R"("datacoding":"plain")"};
    one.sent_body_long = {R"("datacoding":"unicode")"};
    one.answers = answers();
    for (const auto& row : providers::messagebird::error_rows) one.error_codes.emplace_back(row.code);
    for (const auto& rows : {status_reports(), inbound_messages()})
        one.reports.insert(one.reports.end(), rows.begin(), rows.end());
    for (const auto& row : providers::messagebird::status_rows) one.status_words.emplace_back(row.word);
    one.report_codes = {"delivery_failed_1", "delivery_failed_103"};
    one.sign = sign_messagebird;
    one.signs_url = true;
    return one;
}

}   // namespace smsgw::test
