// Telnyx's answers and reports, written out (https://developers.telnyx.com/docs/messaging/messages/).
#include "base/crypto.hpp"
#include "base/public_key.hpp"
#include "providers/telnyx_table.hpp"
#include "support/conformance.hpp"
#include "support/run_task.hpp"

namespace smsgw::test {
namespace {

// The first key pair of RFC 8032, 7.1.
constexpr const char* seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
constexpr const char* public_key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

providers::ProviderConfig config_of(const std::string& base_url) {
    providers::ProviderConfig config;
    config.id = ProviderId("telnyx");
    config.type = "telnyx";
    config.base_url = base_url;
    config.api_key = Secret("telnyx-key-1");
    config.settings.set("messaging_profile_id", std::string("profile-1"));
    config.settings.set("public_keys", std::vector<std::string>{base64(from_hex(public_key).value())});
    return config;
}

void sign(WebhookRequest& request, const providers::ProviderConfig&, WallTime now) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const auto timestamp = std::to_string(seconds);
    const auto signature = ed25519_sign(Secret(from_hex(seed).value()), timestamp + "|" + request.body);
    request.headers.emplace_back("telnyx-timestamp", timestamp);
    request.headers.emplace_back("telnyx-signature-ed25519", base64(value_of(signature)));
}

std::string queued(const std::string& cost) {
    return R"({"data":{"record_type":"message","direction":"outbound","id":"40385f64-5717","type":"SMS",)"
           R"("messaging_profile_id":"profile-1","from":{"phone_number":"AcmeInc"},"to":[{"phone_number":"+31612345678",)"
           R"("status":"queued"}],"text":"Hello","encoding":"GSM-7","parts":1,"errors":[],"cost":)" +
           cost + "}}";
}

AnswerRow error(const std::string& code, int status, const std::string& outcome) {
    return {.name = "Error" + code,
            .status = status,
            .body = R"({"errors":[{"code":")" + code + R"(","title":"words","detail":"words"}]})",
            .outcome = outcome + " telnyx_" + code};
}

std::vector<AnswerRow> successes() {
    return {
        {.name = "Queued",
         .body = queued(R"({"amount":"0.0040","currency":"USD"})"),
         .outcome = "accepted 40385f64-5717",
         .price = Money{4000, "USD"}},
        {.name = "QueuedWithoutCost", .body = queued("null"), .outcome = "accepted 40385f64-5717"},
        {.name = "WithoutId", .body = R"({"data":{}})", .outcome = "accepted"},
        {.name = "WithoutData", .body = "{}", .outcome = "accepted"},
        {.name = "WithUnreadableId", .body = R"({"data":{"id":"a b"}})", .outcome = "accepted"},
        {.name = "NoBody", .body = "", .outcome = "accepted"},
        {.name = "NoJson", .body = "<html>", .outcome = "accepted"},
    };
}

std::vector<AnswerRow> documented_errors() {
    return {
        error("10009", 401, "refused_provider"), error("10010", 403, "refused_provider"),
        error("10011", 429, "not_accepted"),     error("20001", 401, "refused_provider"),
        error("20002", 401, "refused_provider"), error("20003", 401, "refused_provider"),
        error("20006", 401, "refused_provider"), error("20008", 401, "refused_provider"),
        error("20012", 403, "refused_provider"), error("20013", 403, "refused_provider"),
        error("20014", 403, "refused_provider"), error("20100", 403, "refused_provider"),
        error("40300", 400, "opted_out"),        error("40301", 400, "refused_message"),
        error("40302", 400, "refused_message"),  error("40304", 400, "refused_message"),
        error("40305", 400, "refused_message"),  error("40306", 400, "refused_message"),
        error("40307", 400, "refused_message"),  error("40308", 400, "refused_message"),
        error("40309", 400, "refused_message"),  error("40310", 400, "invalid"),
        error("40311", 400, "refused_provider"), error("40312", 400, "refused_provider"),
        error("40313", 400, "refused_provider"), error("40314", 400, "refused_provider"),
        error("40315", 400, "refused_message"),  error("40316", 400, "refused_message"),
        error("40317", 400, "refused_message"),  error("40318", 400, "not_accepted"),
        error("40319", 400, "refused_message"),  error("40320", 400, "not_accepted"),
        error("40321", 400, "refused_message"),  error("40322", 400, "refused_message"),
        error("40323", 400, "refused_message"),  error("40325", 400, "refused_message"),
        error("40328", 400, "refused_message"),  error("40329", 400, "refused_message"),
        error("40330", 400, "refused_message"),  error("40331", 400, "refused_message"),
        error("40333", 403, "refused_provider"),
    };
}

std::vector<AnswerRow> other_errors() {
    return {
        error("40150", 403, "refused_message"),   // the family 401xx is about the sender
        error("40199", 500, "ambiguous"),
        error("99999", 403, "refused_provider"),
        error("99998", 422, "refused_message"),
        error("99997", 200, "ambiguous"),
        error("99996", 500, "ambiguous"),
        {.name = "ErrorWithoutCode",
         .status = 400,
         .body = R"({"errors":[{"title":"words"}]})",
         .outcome = "refused_message telnyx_error"},
        {.name = "NoErrorsInTheList",
         .status = 400,
         .body = R"({"errors":[]})",
         .outcome = "refused_message http_400"},
        {.name = "ThrottledAndWhenItEnds",
         .status = 429,
         .headers = {{"x-ratelimit-limit", "10"},
                     {"x-ratelimit-remaining", "0"},
                     {"x-ratelimit-reset", "17"}},
         .body = R"({"errors":[{"code":"10011"}]})",
         .outcome = "not_accepted telnyx_10011",
         .retry_after = Millis{17'000}},
        {.name = "ThrottledWithoutBodyAndWhenItEnds",
         .status = 429,
         .headers = {{"x-ratelimit-reset", "2"}},
         .body = "",
         .outcome = "not_accepted http_429",
         .retry_after = Millis{2000}},
        {.name = "RetryAfterIsTheWordOfWhoSaysBoth",
         .status = 429,
         .headers = {{"x-ratelimit-reset", "2"}, {"Retry-After", "9"}},
         .body = "",
         .outcome = "not_accepted http_429",
         .retry_after = Millis{9000}},
        {.name = "ResetIsAPointInTime",
         .status = 429,
         .headers = {{"x-ratelimit-reset", "1767323045"}},
         .body = "",
         .outcome = "not_accepted http_429"},
        {.name = "WrongKey", .status = 401, .body = "", .outcome = "refused_provider http_401"},
        {.name = "ServerErrorWithoutBody", .status = 500, .body = "", .outcome = "ambiguous http_500"},
        {.name = "Unavailable", .status = 503, .body = "", .outcome = "ambiguous http_503"},
    };
}

std::string event(const std::string& type, const std::string& payload) {
    return R"({"data":{"event_type":")" + type +
           R"(","id":"e1","occurred_at":"2026-01-02T03:04:05.000+00:00","record_type":"event","payload":)" +
           payload + R"(},"meta":{"attempt":1,"delivered_to":"https://sms.example.com/webhooks/p"}})";
}

std::string payload(const std::string& status, const std::string& errors = "[]",
                    const std::string& cost = "null") {
    return R"({"id":"40385f64","record_type":"message","direction":"outbound","parts":1,"completed_at":null,"to":[{"phone_number":"+31612345678","status":")" +
           status + R"("}],"cost":)" + cost + R"(,"errors":)" + errors + "}";
}

ReportRow report(std::string name, const std::string& type, const std::string& body, std::string read) {
    return {.name = std::move(name), .body = event(type, body), .report = std::move(read)};
}

std::vector<ReportRow> reports() {
    const std::string stop = R"([{"code":"40300","title":"words"}])";
    const std::string inbound =
        R"({"id":"i1","direction":"inbound","from":{"phone_number":"+31612345678"},"to":[{"phone_number":"+3161","status":"webhook_delivered"}],"media":[],"text":)";
    return {
        report("Delivered", "message.finalized", payload("delivered"), "delivered id=40385f64"),
        report("Read", "message.finalized", payload("read"), "delivered id=40385f64"),
        report("Queued", "message.sent", payload("queued"), "submitted id=40385f64"),
        report("Sending", "message.sent", payload("sending"), "submitted id=40385f64"),
        report("Sent", "message.sent", payload("sent"), "sent id=40385f64"),
        report("Unconfirmed", "message.finalized", payload("delivery_unconfirmed"),
               "dlr_timeout id=40385f64 error=telnyx_delivery_unconfirmed"),
        report("DeliveryFailed", "message.finalized", payload("delivery_failed"),
               "undelivered id=40385f64 error=telnyx_delivery_failed"),
        report("DeliveryFailedAndWhy", "message.finalized",
               payload("delivery_failed", R"([{"code":"40008"},{"code":"40001"}])"),
               "undelivered id=40385f64 error=telnyx_40008"),
        report("SendingFailedForStop", "message.finalized", payload("sending_failed", stop),
               "undelivered id=40385f64 error=telnyx_40300 opted_out"),
        report("NotRoutable", "message.finalized", payload("delivery_failed", R"([{"code":"40001"}])"),
               "undelivered id=40385f64 error=telnyx_40001 invalid"),
        report("BadDestination", "message.finalized", payload("delivery_failed", R"([{"code":"40012"}])"),
               "undelivered id=40385f64 error=telnyx_40012 invalid"),
        report("Expired", "message.finalized", payload("expired", R"([{"code":40005}])"),
               "undelivered id=40385f64 error=telnyx_40005"),
        report("ErrorThatIsNoCode", "message.finalized", payload("delivery_failed", R"([{"code":"a b"}])"),
               "undelivered id=40385f64 error=telnyx_delivery_failed"),
        {.name = "DeliveredAndItsPrice",
         .body = event("message.finalized",
                       payload("delivered", "[]", R"({"amount":"0.0040","currency":"USD"})")),
         .report = "delivered id=40385f64",
         .price = Money{4000, "USD"}},
        report("NewStatus", "message.finalized", payload("eaten"), "malformed"),
        report("WithoutRecipient", "message.finalized", R"({"id":"40385f64","to":[]})", "malformed"),
        report("WithoutPayload", "message.finalized", "null", "malformed"),
        {.name = "Inbound",
         .body = event("message.received", inbound + R"("Hello"})"),
         .report = "",
         .mo = "from=+31612345678 to=+3161 text=Hello"},
        {.name = "InboundStop",
         .body = event("message.received", inbound + R"("stop."})"),
         .report = "",
         .mo = "from=+31612345678 to=+3161 text=stop. opt_out=stop"},
        report("OtherType", "call.initiated", R"({"call_leg_id":"1"})", ""),
        {.name = "WithoutType", .body = R"({"data":{"payload":{}}})", .report = "malformed"},
        {.name = "WithoutData", .body = "{}", .report = "malformed"},
        {.name = "NoObject", .body = "[]", .report = "malformed"},
        {.name = "NoJson", .body = "delivered", .report = "malformed"},
    };
}

}   // namespace

ProviderCase telnyx_case() {
    ProviderCase one;
    one.type = "telnyx";
    one.config = config_of;
    one.target = "/v2/messages";
    one.sent_headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer telnyx-key-1"}};
    one.sent_body = {R"("to":"+31612345678")",
                     R"("from":"AcmeInc")",
                     R"("text":"Hello")",
                     R"("encoding":"gsm7")",
                     R"("messaging_profile_id":"profile-1")",
                     R"("webhook_url":"https://sms.example.com/webhooks/p/m_1.1.sig")"};
    one.sent_body_long = {"é😀ж", R"("encoding":"ucs2")"};
    for (const auto& rows : {successes(), documented_errors(), other_errors()})
        one.answers.insert(one.answers.end(), rows.begin(), rows.end());
    for (const auto& row : providers::telnyx::error_rows) one.error_codes.emplace_back(row.code);
    one.reports = reports();
    for (const auto& row : providers::telnyx::status_rows) one.status_words.emplace_back(row.word);
    for (const auto& row : providers::telnyx::fault_rows) one.report_codes.emplace_back(row.code);
    one.sign = sign;
    one.key_in_config = false;   // public keys are no secrets; tests/unit/telnyx_test.cpp has another one
    return one;
}

}   // namespace smsgw::test
