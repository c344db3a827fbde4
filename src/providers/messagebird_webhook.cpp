// See messagebird_webhook.hpp.
#include "providers/messagebird_webhook.hpp"

#include <algorithm>

#include "http/form.hpp"
#include "providers/inbound.hpp"
#include "providers/json.hpp"
#include "providers/messagebird_signature.hpp"
#include "providers/messagebird_table.hpp"

namespace smsgw::providers::messagebird {
namespace {

constexpr std::size_t reference_bytes_max = 255;
constexpr std::size_t time_bytes_max = 64;

bool is_error_code(std::string_view code) {
    return !code.empty() && code != "0" && code.size() <= 6 &&
           std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> check_webhook(const std::vector<Secret>& keys, const WebhookRequest& request, WallTime now) {
    if (keys.empty()) {
        if (request.ref.empty()) return Errc::signature_missing;
        return {};
    }
    const bool has_token = !request.header("MessageBird-Signature-JWT").empty();
    if (!has_token && !request.header("MessageBird-Signature").empty())
        return check_messagebird_legacy(keys, request, now);
    return check_messagebird_jwt(keys, request, now);
}

}   // namespace

std::optional<DeliveryReport> read_receipt(Receipt receipt) {
    DeliveryReport report;
    if (is_id(receipt.id)) report.provider_msgid = ProviderMsgId(std::move(receipt.id));
    report.ref = printable(std::move(receipt.ref), reference_bytes_max);
    if (report.provider_msgid.empty() && report.ref.empty()) return std::nullopt;
    const auto* row = std::find_if(std::begin(status_rows), std::end(status_rows),
                                   [&](const StatusRow& known) { return known.word == receipt.status; });
    if (row == std::end(status_rows)) return std::nullopt;
    report.status = row->status;
    report.error = row->error;
    if (!report.error.empty() && is_error_code(receipt.code)) {
        report.error += "_" + receipt.code;
        report.fault = fault_of(receipt.code, fault_rows);
    }
    report.provider_time = printable(std::move(receipt.time), time_bytes_max);
    report.price = std::move(receipt.price);
    return report;
}

Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    const auto keys = signing_keys(config);
    if (const auto checked = check_webhook(keys, request, now); checked.has_error()) return checked.error();
    const auto params = http::read_form(request.method == "GET" ? request.query : request.body);
    if (!params) return Errc::report_malformed;
    // Names come in either case and some twice: the first one counts.
    const auto value = [&](std::string_view name) { return std::string(http::find_header(*params, name)); };
    const auto either = [&](std::string_view name, std::string_view other) {
        auto text = value(name);
        return text.empty() ? value(other) : text;
    };

    WebhookNews news;
    if (const auto status = value("status"); !status.empty()) {
        auto report = read_receipt({.id = value("id"),
                                    .ref = value("reference"),
                                    .status = status,
                                    .code = value("statusErrorCode"),
                                    .time = value("statusDatetime"),
                                    .price = read_money(value("price[amount]"), value("price[currency]"))});
        if (!report) return Errc::report_malformed;
        if (report->ref.empty() || keys.empty()) report->ref = request.ref;
        news.reports.push_back(std::move(*report));
        return news;
    }
    // A path vouches for its own message and for no inbound one.
    const auto text = either("body", "message");
    const auto from = value("originator");
    if (keys.empty() || text.empty() || from.empty()) return news;
    const auto to = either("recipient", "shortcode");
    news.inbound.push_back(read_inbound({either("id", "mid"), from, to, text}));
    return news;
}

}   // namespace smsgw::providers::messagebird
