// See twilio_webhook.hpp.
#include "providers/twilio_webhook.hpp"

#include <algorithm>

#include "providers/inbound.hpp"
#include "providers/json.hpp"
#include "providers/twilio_signature.hpp"
#include "providers/twilio_table.hpp"

namespace smsgw::providers::twilio {
namespace {

using Fields = std::vector<http::Header>;

constexpr std::size_t time_bytes_max = 64;
constexpr std::size_t code_bytes_max = 8;

std::string first_of(const Fields& fields, std::string_view name, std::string_view other) {
    const auto value = http::find_header(fields, name);
    return std::string(value.empty() ? http::find_header(fields, other) : value);
}

ProviderMsgId id_in(const Fields& fields) {
    auto sid = first_of(fields, "MessageSid", "SmsSid");
    return is_id(sid) ? ProviderMsgId(std::move(sid)) : ProviderMsgId();
}

bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= code_bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Who wants what is Twilio's to say where it does (Advanced Opt-Out), else the keyword's.
Result<MoMessage> read_mo(const Fields& fields) {
    const auto field = [&](std::string_view name) { return std::string(http::find_header(fields, name)); };
    auto mo =
        read_inbound({first_of(fields, "MessageSid", "SmsSid"), field("From"), field("To"), field("Body")});
    if (mo.from.empty()) return Errc::report_malformed;
    const auto verdict = field("OptOutType");
    if (!verdict.empty())
        mo.opt_out = verdict == "STOP" ? OptOut::stop : verdict == "START" ? OptOut::start : OptOut::none;
    return mo;
}

Result<DeliveryReport> read_report(const Fields& fields, const std::string& word, const std::string& ref) {
    DeliveryReport report;
    report.provider_msgid = id_in(fields);
    report.ref = ref;
    if (report.provider_msgid.empty() && report.ref.empty()) return Errc::report_malformed;
    const auto row = std::find_if(std::begin(status_rows), std::end(status_rows),
                                  [&](const StatusRow& one) { return one.word == word; });
    if (row == std::end(status_rows)) return Errc::report_malformed;
    report.status = row->status;
    report.provider_time =
        printable(std::string(http::find_header(fields, "RawDlrDoneDate")), time_bytes_max);
    if (report.status != MsgStatus::undelivered) return report;
    const auto code = http::find_header(fields, "ErrorCode");
    report.error = "twilio_" + (is_code(code) ? std::string(code) : word);
    report.fault = fault_of(code, fault_rows);
    return report;
}

}   // namespace

std::vector<Secret> webhook_keys(const ProviderConfig& config) {
    auto keys = signing_keys(config);
    if (config.settings.text("api_key_sid").empty() && !config.api_key.empty())
        keys.push_back(config.api_key);
    return keys;
}

Result<Trust> check_webhook(const ProviderConfig& config, const WebhookRequest& request) {
    const auto keys = webhook_keys(config);
    if (keys.empty()) {
        if (request.ref.empty()) return Errc::signature_missing;
        return Trust::path;
    }
    if (const auto checked = check_twilio(keys, request); checked.has_error()) return checked.error();
    return Trust::whole;
}

Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request) {
    const auto trust = check_webhook(config, request);
    if (trust.has_error()) return trust.error();
    const auto fields = read_fields(request);
    if (fields.has_error()) return fields.error();

    WebhookNews news;
    news.answer = {.status = 200, .content_type = "text/plain", .body = ""};
    const auto word = first_of(*fields, "MessageStatus", "SmsStatus");
    if (word.empty()) return news;
    if (word == "received" || word == "receiving") {
        // A ref vouches for its message, and an inbound one is never that.
        if (*trust == Trust::path) return Errc::signature_missing;
        auto mo = read_mo(*fields);
        if (mo.has_error()) return mo.error();
        news.inbound.push_back(std::move(*mo));
        // TwiML that says nothing: anything else might be sent to the handset as an answer.
        news.answer = {.status = 200,
                       .content_type = "text/xml",
                       .body = R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)"};
        return news;
    }
    auto report = read_report(*fields, word, request.ref);
    if (report.has_error()) return report.error();
    news.reports.push_back(std::move(*report));
    return news;
}

}   // namespace smsgw::providers::twilio
