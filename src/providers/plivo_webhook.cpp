// See plivo_webhook.hpp.
#include "providers/plivo_webhook.hpp"

#include <algorithm>

#include "http/ascii.hpp"
#include "providers/inbound.hpp"
#include "providers/json.hpp"
#include "providers/plivo_signature.hpp"
#include "providers/plivo_table.hpp"

namespace smsgw::providers::plivo {
namespace {

using Fields = std::vector<http::Header>;

constexpr std::size_t time_bytes_max = 64;
constexpr std::size_t code_bytes_max = 8;

// Plivo's documents name no currency; its prices and its accounts are in US dollars.
constexpr std::string_view currency = "USD";

// The first of `names` that has a value. Case does not matter: some receivers have seen `status`.
std::string first_of(const Fields& fields, std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        if (const auto value = http::find_header(fields, name); !value.empty()) return std::string(value);
    return {};
}

bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= code_bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
           text.find_first_not_of('0') != std::string_view::npos;   // "000": no error
}

Result<MoMessage> read_mo(const Fields& fields) {
    auto mo = read_inbound({first_of(fields, {"MessageUUID"}), first_of(fields, {"From"}),
                            first_of(fields, {"To"}), first_of(fields, {"Text"})});
    if (mo.from.empty()) return Errc::report_malformed;
    return mo;
}

Result<DeliveryReport> read_report(const Fields& fields, const std::string& word, const std::string& ref) {
    DeliveryReport report;
    if (auto id = first_of(fields, {"ParentMessageUUID", "MessageUUID"}); is_id(id))
        report.provider_msgid = ProviderMsgId(std::move(id));
    report.ref = ref;
    if (report.provider_msgid.empty() && report.ref.empty()) return Errc::report_malformed;
    const auto row = std::find_if(std::begin(status_rows), std::end(status_rows), [&](const StatusRow& one) {
        return http::equal_ignoring_case(one.word, word);
    });
    if (row == std::end(status_rows)) return Errc::report_malformed;
    report.status = row->status;
    report.provider_time = printable(
        first_of(fields, {"DeliveryReportTime", "SentTime", "QueuedTime", "MessageTime"}), time_bytes_max);
    report.price = read_money(first_of(fields, {"TotalAmount"}), currency);
    if (report.status != MsgStatus::undelivered) return report;
    const auto code = first_of(fields, {"ErrorCode"});
    report.error = "plivo_" + (is_code(code) ? code : std::string(row->word));
    report.fault = fault_of(code, fault_rows);
    return report;
}

}   // namespace

std::vector<Secret> webhook_keys(const ProviderConfig& config) {
    auto keys = signing_keys(config);
    if (!config.api_key.empty()) keys.push_back(config.api_key);
    return keys;
}

Result<Trust> check_webhook(const ProviderConfig& config, const WebhookRequest& request) {
    const auto keys = webhook_keys(config);
    auto checked = check_plivo(PlivoVersion::v3, keys, request);
    if (checked.has_value()) return Trust::whole;
    const bool v2_allowed = config.settings.text("signature_min") != "v3";
    if (checked.error() != Errc::signature_missing || !v2_allowed) return checked.error();
    checked = check_plivo(PlivoVersion::v2, keys, request);
    if (checked.has_error()) return checked.error();
    return request.ref.empty() ? Trust::whole : Trust::path;
}

Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request) {
    const auto trust = check_webhook(config, request);
    if (trust.has_error()) return trust.error();
    const auto fields = read_fields(request);
    if (fields.has_error()) return fields.error();

    WebhookNews news;
    const auto word = first_of(*fields, {"Status"});
    if (word.empty() && first_of(*fields, {"From"}).empty()) return news;
    if (word.empty()) {
        // A ref vouches for its message, and an inbound one is never that.
        if (*trust == Trust::path) return Errc::signature_missing;
        auto mo = read_mo(*fields);
        if (mo.has_error()) return mo.error();
        news.inbound.push_back(std::move(*mo));
        // XML that says nothing: anything else might be sent to the handset as an answer.
        news.answer = {.status = 200, .content_type = "text/xml", .body = "<Response></Response>"};
        return news;
    }
    auto report = read_report(*fields, word, request.ref);
    if (report.has_error()) return report.error();
    news.reports.push_back(std::move(*report));
    return news;
}

}   // namespace smsgw::providers::plivo
