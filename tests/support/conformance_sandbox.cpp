// What the simulated operator answers and reports, in full.
#include "providers/sandbox_reporter.hpp"
#include "providers/webhook_signature.hpp"
#include "support/conformance.hpp"

namespace smsgw::test {
namespace {

std::string seconds_of(WallTime now) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
}

providers::ProviderConfig config_of(const std::string& base_url) {
    providers::ProviderConfig config;
    config.id = ProviderId("sandbox");
    config.type = "sandbox";
    config.base_url = base_url;
    config.api_key = Secret("operator-key-1");
    config.webhook_secret = Secret("operator-whsec-1");
    return config;
}

void sign(WebhookRequest& request, const providers::ProviderConfig& config, WallTime now) {
    const auto timestamp = seconds_of(now);
    request.headers.emplace_back(std::string(providers::sandbox_timestamp_header), timestamp);
    request.headers.emplace_back(
        std::string(providers::sandbox_signature_header),
        "v1=" + providers::webhook_signature(config.webhook_secret, timestamp, request.body));
}

ReportRow report(std::string name, std::string body, std::string read) {
    ReportRow row;
    row.name = std::move(name);
    row.body = std::move(body);
    row.report = std::move(read);
    return row;
}

}   // namespace

ProviderCase sandbox_case() {
    ProviderCase one;
    one.type = "sandbox";
    one.config = config_of;
    one.target = "/v1/submit";
    one.sent_headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer operator-key-1"}};
    one.sent_body = {R"("to":"+31612345678")", R"("text":"Hello")", R"("sender":"AcmeInc")",
                     R"("ref":"m_1.1.sig")",
                     R"("report_url":"https://sms.example.com/webhooks/p/m_1.1.sig")"};
    one.sent_body_long = {"é😀ж", R"("ref":"m_1.1.sig")"};
    one.answers = {
        {"Success", 200, {}, R"({"id":"sb-1"})", "accepted sb-1"},
        {"SuccessWithoutId", 200, {}, "{}", "accepted"},
        {"SuccessThatIsNoJson", 200, {}, "OK", "accepted"},
        {"Refused", 400, {}, R"({"error":"refused"})", "refused_message http_400"},
        {"WrongKey", 401, {}, R"({"error":"unauthorized"})", "refused_provider http_401"},
        {"NoCredit", 402, {}, R"({"error":"no_credit"})", "refused_provider http_402"},
        {"Throttled",
         429,
         {{"Retry-After", "1"}},
         R"({"error":"throttled"})",
         "not_accepted http_429",
         Millis{1000}},
        {"ThrottledForAnUnknownTime", 429, {}, R"({"error":"throttled"})", "not_accepted http_429"},
        {"ErrorAfterAccepting", 500, {}, R"({"id":"sb-1"})", "ambiguous http_500"},
        {"ErrorWithoutABody", 500, {}, "", "ambiguous http_500"},
        {"Unavailable",
         503,
         {{"Retry-After", "1"}},
         R"({"error":"unavailable"})",
         "not_accepted http_503",
         Millis{1000}},
        {"UnavailableForAnUnknownTime", 503, {}, R"({"error":"unavailable"})", "ambiguous http_503"},
    };
    one.reports = {
        report("Queued", R"({"id":"sb-1","ref":"m_1.1.sig","status":"queued"})",
               "submitted id=sb-1 ref=m_1.1.sig"),
        report("Sent", R"({"id":"sb-1","ref":"m_1.1.sig","status":"sent","at":"2026-01-02T03:04:05Z"})",
               "sent id=sb-1 ref=m_1.1.sig"),
        report("Buffered", R"({"id":"sb-1","ref":"m_1.1.sig","status":"buffered"})",
               "buffered id=sb-1 ref=m_1.1.sig"),
        report("Delivered", R"({"id":"sb-1","ref":"m_1.1.sig","status":"delivered","error":""})",
               "delivered id=sb-1 ref=m_1.1.sig"),
        report("Undelivered", R"({"id":"sb-1","ref":"m_1.1.sig","status":"undelivered","error":"absent"})",
               "undelivered id=sb-1 error=sandbox_absent ref=m_1.1.sig"),
        report("WithoutRef", R"({"id":"sb-1","status":"sent"})", "sent id=sb-1"),
        report("WithoutId", R"({"ref":"m_1.1.sig","status":"sent"})", "sent ref=m_1.1.sig"),
        report("OfNothing", R"({"status":"sent"})", "malformed"),
        report("UnknownWord", R"({"id":"sb-1","ref":"m_1.1.sig","status":"eaten"})", "malformed"),
        report("Array", R"([{"id":"sb-1","ref":"m_1.1.sig","status":"sent"}])", "malformed"),
        report("CutShort", R"({"id":"sb-1",)", "malformed"),
        report("Empty", "", "malformed"),
    };
    one.status_words = {"queued", "sent", "buffered", "delivered", "undelivered"};
    one.sign = sign;
    return one;
}

}   // namespace smsgw::test
