#include "providers/sinch_webhook.hpp"

#include <optional>

#include "base/log.hpp"
#include "http/ascii.hpp"
#include "providers/config_check.hpp"
#include "providers/inbound.hpp"
#include "providers/json.hpp"
#include "providers/sinch_signature.hpp"
#include "providers/sinch_table.hpp"
#include "providers/webhook_proof.hpp"

namespace smsgw::providers::sinch {
namespace {

constexpr std::size_t ref_bytes_max = 255;
constexpr std::size_t statuses_max = 100;

bool is_basic(const ProviderConfig& config) {
    return config.settings.text("webhook_auth") == "basic";
}

Result<void> check_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    if (config.webhook_secret.empty()) {
        if (request.ref.empty()) return Errc::signature_missing;
        return {};
    }
    if (is_basic(config)) return check_basic_webhook(config, request);
    return check_sinch(signing_keys(config), request, now);
}

const StatusRow* find_row(std::string_view word) {
    for (const auto& row : status_rows)
        if (http::equal_ignoring_case(row.word, word)) return &row;
    return nullptr;
}

// "402" of the code, or their status word when there is none.
std::string error_of(const std::string& code, std::string_view word) {
    std::string error = "sinch_";
    if (is_numeric_code(code) && code != "0") return error + code;
    for (const char c : word) error += http::lower(c);
    return error;
}

// `event` names the batch, `status` says what became of it: the same object, or one of its `statuses`.
std::optional<DeliveryReport> read_report(const Json& event, const Json& status) {
    const auto* row = find_row(text_member(status, "status"));
    if (row == nullptr) return std::nullopt;
    DeliveryReport report;
    if (auto id = text_member(event, "batch_id"); is_id(id))
        report.provider_msgid = ProviderMsgId(std::move(id));
    report.ref = printable(text_member(event, "client_reference"), ref_bytes_max);
    if (report.provider_msgid.empty() && report.ref.empty()) return std::nullopt;
    report.status = row->status;
    report.provider_time = printable(text_member(event, {"operator_status_at", "at"}), time_bytes_max);
    if (row->status == MsgStatus::undelivered || row->status == MsgStatus::dlr_timeout)
        report.error = error_of(text_member(status, "code"), row->word);
    return report;
}

// Of a batch there is one recipient, so each of its statuses is about our message.
bool read_batch_report(const ProviderConfig& config, const Json& event, WebhookNews& news) {
    const auto statuses = event.find("statuses");
    if (statuses == event.end() || !statuses->is_array() || statuses->size() > statuses_max) return false;
    std::size_t unreadable = 0;
    for (const auto& status : *statuses) {
        if (auto report = read_report(event, status))
            news.reports.push_back(std::move(*report));
        else
            ++unreadable;
    }
    if (unreadable > 0)
        log::warn("webhook.events_unreadable", {log::f(config.id), log::f("count", unreadable)});
    return unreadable == 0 || !news.reports.empty();
}

// Fills `news`; false: it cannot be read.
bool read_event(const ProviderConfig& config, const Json& event, WebhookNews& news) {
    const auto type = text_member(event, "type");
    if (type.empty()) return false;
    if (type == "delivery_report_sms") return read_batch_report(config, event, news);
    if (type == "recipient_delivery_report_sms") {
        auto report = read_report(event, event);
        if (report) news.reports.push_back(std::move(*report));
        return report.has_value();
    }
    if (type != "mo_text") return true;
    auto mo = read_inbound({.id = text_member(event, "id"),
                            .from = text_member(event, "from"),
                            .to = text_member(event, "to"),
                            .text = text_member(event, "body")});
    news.inbound.push_back(std::move(mo));
    return true;
}

}   // namespace

std::string complaint_about_webhook(const ProviderConfig& config) {
    const auto& auth = config.settings.text("webhook_auth");
    if (!auth.empty() && auth != "hmac" && auth != "basic")
        return "webhook_auth must be \"hmac\" or \"basic\"";
    if (!is_basic(config))
        return config.settings.has("webhook_user") ? "webhook_user is for webhook_auth \"basic\"" : "";
    if (config.webhook_secret.empty()) return "webhook_secret is required for webhook_auth \"basic\"";
    return complaint_about_webhook_user(config);
}

Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    if (const auto checked = check_webhook(config, request, now); checked.has_error()) return checked.error();
    const auto event = parse_json(request.body);
    WebhookNews news;
    if (!event || !event->is_object() || !read_event(config, *event, news)) return Errc::report_malformed;
    name_by_path(news, request.ref);
    if (config.webhook_secret.empty()) keep_what_path_vouches_for(news, request.ref);
    return news;
}

}   // namespace smsgw::providers::sinch
