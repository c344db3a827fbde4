#include "providers/aws_webhook.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "providers/aws.hpp"
#include "providers/aws_table.hpp"
#include "providers/json.hpp"

namespace smsgw::providers::aws {
namespace {

constexpr std::size_t ref_bytes_max = 255;
constexpr std::size_t number_bytes_max = 20;

// Dollars, as a JSON number. Zero says "not known yet" on the way; a message that was free needs no price.
std::optional<Money> read_price(const Json& event) {
    const auto found = event.find("totalMessagePrice");
    if (found == event.end() || !found->is_number()) return std::nullopt;
    const auto dollars = found->get<double>();
    if (!(dollars > 0 && dollars < 1e6)) return std::nullopt;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6f", dollars);
    return read_money(text.data(), "USD");
}

bool is_final(const Json& event) {
    const auto found = event.find("isFinal");
    return found != event.end() && *found == true;
}

Result<WebhookNews> read_report(const Json& event, const std::string& type, const std::string& path_ref) {
    WebhookNews news;
    const auto row = std::find_if(std::begin(event_rows), std::end(event_rows),
                                  [&](const EventRow& one) { return one.type == type; });
    if (row == std::end(event_rows)) return news;   // of voice, of media, or of tomorrow
    DeliveryReport report;
    if (auto id = text_member(event, "messageId"); is_id(id))
        report.provider_msgid = ProviderMsgId(std::move(id));
    if (const auto context = event.find("context"); context != event.end())
        report.ref = printable(text_member(*context, context_key), ref_bytes_max);
    if (report.ref.empty()) report.ref = path_ref;
    if (report.provider_msgid.empty() && report.ref.empty()) return Errc::report_malformed;
    report.status = type == "TEXT_SUCCESSFUL" && is_final(event) ? MsgStatus::delivered : row->status;
    report.error = row->error;
    report.fault = fault_of(type, fault_rows);
    report.provider_time = printable(text_member(event, "eventTimestamp"), number_bytes_max);
    report.price = read_price(event);
    news.reports.push_back(std::move(report));
    return news;
}

Result<WebhookNews> read_inbound(const Json& event) {
    MoMessage mo;
    mo.from = printable(text_member(event, "originationNumber"), number_bytes_max);
    mo.to = printable(text_member(event, "destinationNumber"), number_bytes_max);
    if (mo.from.empty()) return Errc::report_malformed;
    if (auto id = text_member(event, "inboundMessageId"); is_id(id))
        mo.provider_msgid = ProviderMsgId(std::move(id));
    mo.text = SmsText(text_member(event, "messageBody"));
    mo.opt_out = read_opt_out(mo.text.reveal());
    WebhookNews news;
    news.inbound.push_back(std::move(mo));
    return news;
}

}   // namespace

Result<void> check_origin(const ProviderConfig& config, const SnsMessage& message) {
    if (message.signature.empty()) return Errc::signature_missing;
    const auto& topics = config.settings.list("topic_arns");
    if (std::find(topics.begin(), topics.end(), message.topic_arn) == topics.end())
        return Errc::signature_bad;
    if (!is_sns_cert_url(message.signing_cert_url)) return Errc::signature_bad;
    return {};
}

Result<WebhookNews> read_event(const SnsMessage& message, const std::string& path_ref) {
    const auto event = parse_json(message.message);
    if (!event || !event->is_object()) return Errc::report_malformed;
    if (const auto type = text_member(*event, "eventType"); !type.empty())
        return read_report(*event, type, path_ref);
    if (event->contains("originationNumber")) return read_inbound(*event);
    return Errc::report_malformed;
}

}   // namespace smsgw::providers::aws
