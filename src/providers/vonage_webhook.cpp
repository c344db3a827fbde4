// See vonage_webhook.hpp.
#include "providers/vonage_webhook.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "http/message.hpp"
#include "providers/inbound.hpp"
#include "providers/json.hpp"
#include "providers/vonage_problem.hpp"
#include "providers/vonage_signature.hpp"
#include "providers/vonage_table.hpp"

namespace smsgw::providers::vonage {
namespace {

constexpr std::size_t time_bytes_max = 64;

// A report in Vonage's words, whichever API it came from.
struct Receipt {
    std::string id;
    std::string ref;
    std::string status;
    std::string code;   // of an error; "0" or empty: none
    std::string time;
    std::optional<Money> price;
};

bool contains(std::span<const std::string_view> list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_error_code(std::string_view code) {
    return !code.empty() && code != "0" && code.size() <= 6 &&
           std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<DeliveryReport> read_receipt(Receipt receipt, std::span<const StatusRow> rows) {
    DeliveryReport report;
    if (is_id(receipt.id)) report.provider_msgid = ProviderMsgId(std::move(receipt.id));
    report.ref = printable(std::move(receipt.ref), reference_bytes_max);
    if (report.provider_msgid.empty() && report.ref.empty()) return std::nullopt;
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const StatusRow& known) { return known.word == receipt.status; });
    if (row == rows.end()) return std::nullopt;
    report.status = row->status;
    report.error = row->error;
    if (!report.error.empty() && is_error_code(receipt.code)) {
        report.error += "_" + receipt.code;
        report.fault = fault_of(receipt.code, fault_rows);
        if (contains(unknown_codes, receipt.code)) report.status = MsgStatus::dlr_timeout;
    }
    report.provider_time = printable(std::move(receipt.time), time_bytes_max);
    report.price = std::move(receipt.price);
    return report;
}

// Without a secret the path is all the proof there is: it vouches for its own message and for no inbound one.
bool is_vouched_by_path(const ProviderConfig& config) {
    return signing_keys(config).empty();
}

Result<WebhookNews> news_of(const ProviderConfig& config, const WebhookRequest& request,
                            std::optional<DeliveryReport> report) {
    if (!report) return Errc::report_malformed;
    if (report->ref.empty() || is_vouched_by_path(config)) report->ref = request.ref;
    WebhookNews news;
    news.reports.push_back(std::move(*report));
    return news;
}

WebhookNews inbound_news(const ProviderConfig& config, InboundFields fields) {
    WebhookNews news;
    if (!is_vouched_by_path(config)) news.inbound.push_back(read_inbound(std::move(fields)));
    return news;
}

Result<void> check_sms(const ProviderConfig& config, const std::vector<Secret>& keys,
                       std::span<const http::Header> params, WallTime now) {
    const auto algorithm = vonage_algorithm(config.settings.text("signature_algorithm"));
    if (!algorithm) return Errc::signature_bad;   // refused at start, so this is nobody's configuration
    return check_vonage_sig(*algorithm, keys, params, now);
}

}   // namespace

Result<WebhookNews> read_sms_webhook(const ProviderConfig& config, const WebhookRequest& request,
                                     WallTime now) {
    const auto keys = signing_keys(config);
    if (keys.empty() && request.ref.empty()) return Errc::signature_missing;
    const auto params = vonage_params(request);
    if (params.has_error()) return params.error();
    if (!keys.empty())
        if (const auto checked = check_sms(config, keys, *params, now); checked.has_error())
            return checked.error();

    const auto value = [&](std::string_view name) { return std::string(http::find_header(*params, name)); };
    if (const auto status = value("status"); !status.empty()) {
        auto report = read_receipt({.id = value("messageId"),
                                    .ref = value("client-ref"),
                                    .status = status,
                                    .code = value("err-code"),
                                    .time = value("message-timestamp"),
                                    .price = read_money(value("price"), config.settings.text("currency"))},
                                   sms_status_rows);
        // One receipt per segment, each with that segment's id.
        if (report) report->covers = DeliveryReport::Covers::part;
        return news_of(config, request, std::move(report));
    }
    // Segments of a long message come one by one; binary ones hold no words.
    if (value("text").empty() || value("msisdn").empty()) return WebhookNews{};
    return inbound_news(config, {value("messageId"), value("msisdn"), value("to"), value("text")});
}

Result<WebhookNews> read_messages_webhook(const ProviderConfig& config, const WebhookRequest& request,
                                          WallTime now) {
    const auto keys = signing_keys(config);
    if (keys.empty() && request.ref.empty()) return Errc::signature_missing;
    if (!keys.empty())
        if (const auto checked = check_vonage_jwt(keys, request, now); checked.has_error())
            return checked.error();

    const auto body = parse_json(request.body);
    if (!body || !body->is_object()) return Errc::report_malformed;
    const auto channel = text_member(*body, "channel");
    if (!channel.empty() && channel != "sms") return WebhookNews{};
    const auto member = [&](std::string_view name) {
        const auto found = body->find(name);
        return found == body->end() ? Json() : *found;
    };
    if (const auto status = text_member(*body, "status"); !status.empty()) {
        const auto usage = member("usage");
        return news_of(
            config, request,
            read_receipt({.id = text_member(*body, "message_uuid"),
                          .ref = text_member(*body, "client_ref"),
                          .status = status,
                          .code = problem_code(member("error")),
                          .time = text_member(*body, "timestamp"),
                          .price = read_money(text_member(usage, "price"), text_member(usage, "currency"))},
                         messages_status_rows));
    }
    if (text_member(*body, "message_type") != "text") return WebhookNews{};
    return inbound_news(config, {text_member(*body, "message_uuid"), text_member(*body, "from"),
                                 text_member(*body, "to"), text_member(*body, "text")});
}

}   // namespace smsgw::providers::vonage
