#include "providers/infobip_webhook.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "base/log.hpp"
#include "http/ascii.hpp"
#include "providers/config_check.hpp"
#include "providers/hmac_signature.hpp"
#include "providers/inbound.hpp"
#include "providers/infobip.hpp"
#include "providers/infobip_table.hpp"
#include "providers/json.hpp"
#include "providers/webhook_proof.hpp"

namespace smsgw::providers::infobip {
namespace {

constexpr std::size_t results_max = 100;   // the largest maxBucketSize of a subscription
constexpr std::size_t ref_bytes_max = 255;
constexpr std::size_t time_bytes_max = 64;
constexpr int parts_max = 255;   // as many as a joined SMS can have

bool is_hmac(const ProviderConfig& config) {
    return config.settings.text("webhook_auth") == "hmac";
}

std::string text_or(const ProviderConfig& config, std::string_view name, std::string_view otherwise) {
    const auto& text = config.settings.text(name);
    return text.empty() ? std::string(otherwise) : text;
}

// The vendor publishes neither header nor encoding, so all of it is configured. For settings that the check has found right.
HmacScheme scheme_of(const ProviderConfig& config) {
    HmacScheme scheme;
    scheme.algorithm = hmac_algorithm(text_or(config, "hmac_algorithm", "sha256")).value_or(Digest::sha256);
    const bool is_base64 = config.settings.text("hmac_encoding") == "base64";
    scheme.encoding = is_base64 ? HmacScheme::Encoding::base64 : HmacScheme::Encoding::hex;
    scheme.header = config.settings.text("hmac_header");
    scheme.prefix = config.settings.text("hmac_prefix");
    return scheme;
}

Result<void> check_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    if (config.webhook_secret.empty()) {
        if (request.ref.empty()) return Errc::signature_missing;
        return {};
    }
    if (is_hmac(config)) return check_hmac(scheme_of(config), signing_keys(config), request, now);
    return check_basic_webhook(config, request);
}

const Json& member(const Json& object, std::string_view name) {
    static const Json none;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found == object.end() ? none : *found;
}

// The price of the whole message: theirs is per part.
std::optional<Money> read_price(const Json& result) {
    const auto& price = member(result, "price");
    const auto& amount = member(price, "pricePerMessage");
    const auto& parts = member(result, "messageCount");
    if (!amount.is_number()) return std::nullopt;
    char decimal[64];
    const int length = std::snprintf(decimal, sizeof decimal, "%.6f", amount.get<double>());
    if (length <= 0 || length >= static_cast<int>(sizeof decimal)) return std::nullopt;
    auto money = read_money(decimal, text_member(price, "currency"));
    const auto count = parts.is_number_integer() ? parts.get<std::int64_t>() : 1;
    if (!money || count < 1 || count > parts_max) return std::nullopt;
    money->micros *= count;
    return money;
}

std::optional<MsgStatus> status_of(std::string_view id, std::string_view group) {
    for (const auto& row : status_rows)
        if (row.code == id) return row.status;
    for (const auto& row : group_rows)
        if (row.id == group) return row.status;
    return std::nullopt;
}

bool is_good(MsgStatus status) {
    return status != MsgStatus::undelivered && status != MsgStatus::dlr_timeout;
}

// "12" of the status, "12_603" with that of the error object.
std::string error_of(const std::string& id, const std::string& detail) {
    std::string error = "infobip_" + (is_numeric_code(id) ? id : std::string("unknown"));
    if (is_numeric_code(detail) && detail != "0") error += "_" + detail;
    return error;
}

// Of a webhook or of the log. Nothing: no status that can be read, or neither id nor ref.
std::optional<DeliveryReport> read_report(const Json& result) {
    const auto& status = member(result, "status");
    const auto id = text_member(status, "id");
    const auto meaning = status_of(id, text_member(status, "groupId"));
    if (!meaning) return std::nullopt;
    DeliveryReport report;
    report.status = *meaning;
    if (auto msgid = text_member(result, "messageId"); is_id(msgid))
        report.provider_msgid = ProviderMsgId(std::move(msgid));
    report.ref = printable(text_member(result, "callbackData"), ref_bytes_max);
    if (report.provider_msgid.empty() && report.ref.empty()) return std::nullopt;
    report.provider_time = printable(text_member(result, {"doneAt", "sentAt"}), time_bytes_max);
    report.price = read_price(result);
    if (is_good(report.status)) return report;
    const auto detail = text_member(member(result, "error"), "id");
    report.error = error_of(id, detail);
    report.fault = id == invalid_status ? RecipientFault::invalid : fault_of(detail, fault_rows);
    return report;
}

bool is_refused_repeat(const Json& result) {
    return text_member(member(result, "status"), "id") == repeat_status;
}

MoMessage read_mo(const Json& result) {
    return read_inbound({.id = text_member(result, "messageId"),
                         .from = text_member(result, {"from", "sender"}),
                         .to = text_member(result, "to"),
                         .text = text_member(result, "text")});
}

// Nothing when it is not an object with an array of a size that is sent.
const Json* results_of(const std::optional<Json>& body) {
    if (!body || !body->is_object()) return nullptr;
    const auto& results = member(*body, "results");
    return results.is_array() && results.size() <= results_max ? &results : nullptr;
}

}   // namespace

std::string complaint_about_webhook(const ProviderConfig& config) {
    const auto& auth = config.settings.text("webhook_auth");
    const auto& encoding = config.settings.text("hmac_encoding");
    if (!auth.empty() && auth != "basic" && auth != "hmac")
        return "webhook_auth must be \"basic\" or \"hmac\"";
    if (!is_hmac(config)) {
        for (const auto* name : {"hmac_header", "hmac_algorithm", "hmac_encoding", "hmac_prefix"})
            if (config.settings.has(name)) return std::string(name) + " is for webhook_auth \"hmac\"";
        return complaint_about_webhook_user(config);
    }
    if (config.webhook_secret.empty()) return "webhook_secret is required for webhook_auth \"hmac\"";
    if (config.settings.has("webhook_user")) return "webhook_user is for webhook_auth \"basic\"";
    if (!http::is_token(config.settings.text("hmac_header")))
        return "hmac_header is required for webhook_auth \"hmac\", and must be a header's name";
    if (!hmac_algorithm(text_or(config, "hmac_algorithm", "sha256")))
        return "hmac_algorithm must be md5, sha1, sha224, sha256, sha384 or sha512";
    return encoding.empty() || encoding == "hex" || encoding == "base64"
               ? ""
               : "hmac_encoding must be hex or base64";
}

Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    if (const auto checked = check_webhook(config, request, now); checked.has_error()) return checked.error();
    const auto body = parse_json(request.body);
    const auto* results = results_of(body);
    if (results == nullptr) return Errc::report_malformed;
    WebhookNews news;
    std::size_t unreadable = 0;
    for (const auto& result : *results) {
        if (is_refused_repeat(result)) continue;
        if (member(result, "status").is_object()) {
            auto report = read_report(result);
            if (report)
                news.reports.push_back(std::move(*report));
            else
                ++unreadable;
        } else if (member(result, "text").is_string()) {
            news.inbound.push_back(read_mo(result));
        } else if (!result.is_object()) {
            ++unreadable;
        }   // else news of another kind, such as a click on a link
    }
    if (unreadable > 0 && news.reports.empty() && news.inbound.empty()) return Errc::report_malformed;
    // One bad result must not hold up its neighbours: all of them would come again, for ever.
    if (unreadable > 0)
        log::warn("webhook.events_unreadable", {log::f(config.id), log::f("count", unreadable)});
    name_by_path(news, request.ref);
    if (config.webhook_secret.empty()) keep_what_path_vouches_for(news, request.ref);
    return news;
}

boost::system::result<std::vector<LogEntry>, std::string> read_log(const http::ClientResult& result,
                                                                   std::string_view message_id) {
    if (result.has_error()) return error_name(result.error().error);
    if (result->status != 200) return "http_" + std::to_string(result->status);
    const auto body = parse_json(result->body);
    const auto* results = results_of(body);
    if (results == nullptr) return std::string("answer_malformed");
    std::vector<LogEntry> entries;
    for (const auto& one : *results) {
        // A log of other messages is not the answer to the question.
        if (text_member(one, "messageId") != message_id) return std::string("answer_malformed");
        if (is_refused_repeat(one)) continue;
        auto report = read_report(one);
        if (!report) return std::string("answer_malformed");
        const bool refused = text_member(member(one, "status"), "groupId") == rejected_group;
        entries.push_back({std::move(*report), refused});
    }
    if (entries.empty() && !results->empty()) return std::string("infobip_23");
    return entries;
}

LookupOutcome read_look_up(const http::ClientResult& result, const LookupRequest& look_up) {
    auto log = read_log(result, look_up.msgid.view());
    if (log.has_error()) return LookupFailed{log.error()};
    if (log->empty()) return LookupNotFound{};
    const auto most = std::max_element(log->begin(), log->end(), [](const LogEntry& a, const LogEntry& b) {
        return rank(a.report.status) < rank(b.report.status);
    });
    LookupFound found{std::move(most->report), {}};
    found.report.ref = look_up.ref;
    found.ids.push_back(found.report.provider_msgid);
    return found;
}

}   // namespace smsgw::providers::infobip
