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
constexpr std::size_t number_bytes_max = 32;

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

// An event's fields stand under `message`, or at the top as some receivers have seen it.
const Json& fields_of(const Json& event) {
    const auto nested = event.find("message");
    return nested != event.end() && nested->is_object() ? *nested : event;
}

// The vendor's report.
std::optional<DeliveryReport> read_vendor_event(const Json& event, const std::string& path_ref) {
    const auto& fields = fields_of(event);
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

// The vendor writes numbers without the plus.
std::string international(std::string number) {
    const auto read = E164Number::parse(number.starts_with('+') ? number : "+" + number);
    return read.has_value() ? read->str() : printable(std::move(number), number_bytes_max);
}

// An SMS from a handset. Empty when it does not say from where.
std::optional<MoMessage> read_inbound(const Json& event) {
    const auto& fields = fields_of(event);
    MoMessage mo;
    if (auto id = text_member(fields, "messageid"); is_id(id))
        mo.provider_msgid = ProviderMsgId(std::move(id));
    mo.from = international(text_member(fields, "sender"));
    if (mo.from.empty()) return std::nullopt;
    mo.to = printable(text_member(fields, "receiver"), number_bytes_max);
    auto text = text_member(fields, "content");
    mo.opt_out = read_opt_out(text);
    mo.text = SmsText(std::move(text));
    return mo;
}

// A change of the account's opt-out list, as if the handset had said so. No page of the vendor shows its fields: these
// are the names that it uses for a handset elsewhere, and only a whole number counts.
std::optional<MoMessage> read_list_change(const Json& event, OptOut change) {
    const auto number = text_member(fields_of(event), {"number", "phone", "receiver", "to"});
    const auto read = E164Number::parse(number.starts_with('+') ? number : "+" + number);
    if (read.has_error()) return std::nullopt;
    MoMessage mo;
    mo.from = read->str();
    mo.opt_out = change;
    return mo;
}

using Means = EventRow::Means;

// Nothing for a type that is not ours to act on. An event without a type is a report.
std::optional<Means> meaning_of(const Json& event) {
    const auto type = event.is_object() ? text_member(event, "webhook_type") : std::string();
    if (type.empty()) return Means::report;
    for (const auto& row : event_rows)
        if (row.type == type) return row.means;
    return std::nullopt;
}

std::optional<MoMessage> read_other_event(const Json& event, Means means) {
    if (means == Means::inbound) return read_inbound(event);
    return read_list_change(event, means == Means::opt_out ? OptOut::stop : OptOut::start);
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
    std::size_t unreadable = 0, unreadable_others = 0;
    for (const auto& event : events) {
        const auto means = meaning_of(event);
        if (!means) continue;
        if (*means != Means::report) {
            // A path, or nothing at all, does not vouch for what a handset says.
            if (config.webhook_secret.empty()) continue;
            if (auto mo = read_other_event(event, *means))
                news.inbound.push_back(std::move(*mo));
            else
                ++unreadable_others;
            continue;
        }
        auto report = !event.is_object()       ? std::nullopt
                      : config.api == "bearer" ? read_bearer_event(event, path_ref)
                                               : read_vendor_event(event, path_ref);
        if (report && path_vouches) report->ref = request.ref;
        if (report)
            news.reports.push_back(std::move(*report));
        else
            ++unreadable;
    }
    if (unreadable > 0 && news.reports.empty() && news.inbound.empty()) return Errc::report_malformed;
    // One bad event must not hold up its neighbours: the provider would send all of them again, for ever.
    unreadable += unreadable_others;
    if (unreadable > 0)
        log::warn("webhook.events_unreadable", {log::f(config.id), log::f("count", unreadable)});
    return news;
}

}   // namespace smsgw::providers::smstools
