// See smstools_webhook.hpp.
#include "providers/smstools_webhook.hpp"

#include <algorithm>
#include <optional>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "http/message.hpp"
#include "providers/json.hpp"
#include "providers/smstools_table.hpp"
#include "providers/webhook_signature.hpp"

namespace smsgw::providers::smstools {
namespace {

constexpr SignatureHeaders signature_headers = {"X-Smstools-Timestamp", "X-Smstools-Signature"};
constexpr std::size_t events_max = 100;
constexpr std::size_t reference_bytes_max = 255;   // what the vendor echoes at most
constexpr std::size_t time_bytes_max = 64;

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool is_detail_code(std::string_view text) {
    return !text.empty() && text.size() <= 6 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What the provider calls the message. Empty when neither its id nor our ref can be read.
std::optional<DeliveryReport> named_report(std::string id, std::string ref) {
    DeliveryReport report;
    if (is_id(id)) report.provider_msgid = ProviderMsgId(std::move(id));
    report.ref = printable(std::move(ref), reference_bytes_max);
    if (report.provider_msgid.empty() && report.ref.empty()) return std::nullopt;
    return report;
}

// The vendor's report: fields under `message`, or at the top as some receivers have seen it.
std::optional<DeliveryReport> read_vendor_event(const Json& event, const std::string& path_ref) {
    const auto nested = event.find("message");
    const Json& fields = nested != event.end() && nested->is_object() ? *nested : event;
    auto ref = text_member(fields, "reference");
    auto report = named_report(text_member(fields, "messageid"), ref.empty() ? path_ref : std::move(ref));
    if (!report) return std::nullopt;
    const auto code = text_member(fields, "delivery_code");
    for (const auto& row : delivery_rows) {
        if (row.code != code) continue;
        report->status = row.status;
        report->error = row.error;
        // Kept for people; only 10 and 11 have a published meaning, so nothing branches on it.
        const auto detail = text_member(fields, "delivery_code_detail");
        if (!report->error.empty() && is_detail_code(detail)) report->error += "_" + detail;
        report->provider_time =
            printable(text_member(fields, {"delivery_status_datetime", "datetime"}), time_bytes_max);
        return report;
    }
    return std::nullopt;
}

// The bearer face: an id and a word.
std::optional<DeliveryReport> read_bearer_event(const Json& event, const std::string& path_ref) {
    auto report = named_report(text_member(event, {"msgid", "messageid", "id"}), path_ref);
    if (!report) return std::nullopt;
    const auto word = lower(text_member(event, "status"));
    for (const auto& row : status_word_rows) {
        if (row.word != word) continue;
        report->status = row.status;
        report->error = row.error;
        return report;
    }
    return std::nullopt;
}

// Account news (inbox messages, opt-outs, credit) comes by the same webhook: authentic, and nothing to do here.
bool is_other_type(const Json& event) {
    if (!event.is_object()) return false;
    const auto type = text_member(event, "webhook_type");
    return !type.empty() && type != "delivery_report";
}

}   // namespace

Result<void> check_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    const bool bearer = config.api == "bearer";
    if (config.webhook_secret.empty()) {
        if (bearer || !request.ref.empty()) return {};
        return Errc::signature_missing;
    }
    const bool headers_present = !http::find_header(request.headers, signature_headers.timestamp).empty() ||
                                 !http::find_header(request.headers, signature_headers.signature).empty();
    if (!bearer || headers_present)
        return check_signature(signature_headers, config.webhook_secret, request, now);

    const auto authorization = http::find_header(request.headers, "Authorization");
    if (authorization.empty()) return Errc::signature_missing;
    if (!equal_constant_time(authorization, "Bearer " + config.webhook_secret.reveal()))
        return Errc::signature_bad;
    return {};
}

Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    if (const auto checked = check_webhook(config, request, now); checked.has_error()) return checked.error();
    auto body = parse_json(request.body);
    if (!body) return Errc::report_malformed;
    const Json events = body->is_array() ? std::move(*body) : Json::array({std::move(*body)});
    // A verified path vouches for one message and no other: what the body calls it does not count then.
    const bool path_vouches = config.webhook_secret.empty() && config.api != "bearer";
    if (events.size() > (path_vouches ? 1 : events_max)) return Errc::report_malformed;

    // The ref in the path belongs to one message: it names the report only when there is no other.
    const std::string path_ref = events.size() == 1 ? request.ref : std::string();
    WebhookNews news;
    std::size_t unreadable = 0;
    for (const auto& event : events) {
        if (is_other_type(event)) continue;
        auto report = !event.is_object()       ? std::nullopt
                      : config.api == "bearer" ? read_bearer_event(event, path_ref)
                                               : read_vendor_event(event, path_ref);
        if (report && path_vouches) report->ref = request.ref;
        if (report)
            news.reports.push_back(std::move(*report));
        else
            ++unreadable;
    }
    if (unreadable > 0 && news.reports.empty()) return Errc::report_malformed;
    // One bad event must not hold up its neighbours: the provider would send all of them again, for ever.
    if (unreadable > 0)
        log::warn("webhook.events_unreadable", {log::f(config.id), log::f("count", unreadable)});
    return news;
}

}   // namespace smsgw::providers::smstools
