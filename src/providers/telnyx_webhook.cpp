#include "providers/telnyx_webhook.hpp"

#include <algorithm>

#include "providers/inbound.hpp"
#include "providers/telnyx_signature.hpp"
#include "providers/telnyx_table.hpp"
#include "providers/webhook_proof.hpp"

namespace smsgw::providers::telnyx {
namespace {

constexpr std::size_t time_bytes_max = 64;

Result<void> check_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    const auto& keys = config.settings.list("public_keys");
    if (!keys.empty()) return check_telnyx(keys, request, now);
    if (request.ref.empty()) return Errc::signature_missing;
    return {};
}

// The first of an array, null when there is none.
const Json& first_of(const Json& object, std::string_view name) {
    static const Json none;
    const auto found = object.find(name);
    return found == object.end() || !found->is_array() || found->empty() ? none : found->front();
}

std::optional<DeliveryReport> read_report(const Json& event, const Json& payload,
                                          const std::string& path_ref) {
    const auto word = text_member(first_of(payload, "to"), "status");
    const auto* row = std::find_if(std::begin(status_rows), std::end(status_rows),
                                   [&](const StatusRow& one) { return one.word == word; });
    if (row == std::end(status_rows)) return std::nullopt;
    DeliveryReport report;
    if (auto id = text_member(payload, "id"); is_id(id)) report.provider_msgid = ProviderMsgId(std::move(id));
    report.ref = path_ref;
    if (report.provider_msgid.empty() && report.ref.empty()) return std::nullopt;
    report.status = row->status;
    auto time = text_member(payload, "completed_at");
    if (time.empty()) time = text_member(event, "occurred_at");
    report.provider_time = printable(std::move(time), time_bytes_max);
    report.price = read_cost(payload);
    if (row->status != MsgStatus::undelivered && row->status != MsgStatus::dlr_timeout) return report;
    const auto code = text_member(first_of(payload, "errors"), "code");
    report.error = "telnyx_" + (is_numeric_code(code) ? code : word);
    report.fault = fault_of(code, fault_rows);
    return report;
}

MoMessage read_mo(const Json& payload) {
    const auto from = payload.find("from");
    return read_inbound({.id = text_member(payload, "id"),
                         .from = from == payload.end() ? "" : text_member(*from, "phone_number"),
                         .to = text_member(first_of(payload, "to"), "phone_number"),
                         .text = text_member(payload, "text")});
}

// Fills `news`; false: it cannot be read.
bool read_event(const Json& event, const std::string& path_ref, WebhookNews& news) {
    const auto type = text_member(event, "event_type");
    if (type.empty()) return false;
    const bool is_report = type == "message.sent" || type == "message.finalized";
    if (!is_report && type != "message.received") return true;
    const auto payload = event.find("payload");
    if (payload == event.end() || !payload->is_object()) return false;
    if (is_report) {
        auto report = read_report(event, *payload, path_ref);
        if (report) news.reports.push_back(std::move(*report));
        return report.has_value();
    }
    news.inbound.push_back(read_mo(*payload));
    return true;
}

}   // namespace

std::optional<Money> read_cost(const Json& message) {
    const auto cost = message.is_object() ? message.find("cost") : message.end();
    if (cost == message.end()) return std::nullopt;
    return read_money(text_member(*cost, "amount"), text_member(*cost, "currency"));
}

Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    if (const auto checked = check_webhook(config, request, now); checked.has_error()) return checked.error();
    const auto body = parse_json(request.body);
    if (!body || !body->is_object()) return Errc::report_malformed;
    const auto event = body->find("data");
    WebhookNews news;
    if (event == body->end() || !event->is_object() || !read_event(*event, request.ref, news))
        return Errc::report_malformed;
    if (!config.settings.has("public_keys")) keep_what_path_vouches_for(news, request.ref);
    return news;
}

}   // namespace smsgw::providers::telnyx
