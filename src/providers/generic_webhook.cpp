#include "providers/generic_webhook.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "domain/utf8.hpp"
#include "http/form.hpp"
#include "smsgw/e164_number.hpp"

namespace smsgw::providers::generic {
namespace {

constexpr std::size_t parts_max = 100;
constexpr std::size_t ref_bytes_max = 255;
constexpr std::size_t time_bytes_max = 64;
constexpr std::size_t number_bytes_max = 32;

Result<void> check_credential(const AuthenticityPlan& plan, const WebhookRequest& request) {
    const auto given = request.header("Authorization");
    if (given.empty()) return Errc::signature_missing;
    const bool right = any_key(plan.keys, [&](const Secret& key) {
        const auto wanted = plan.kind == AuthenticityPlan::Kind::basic
                                ? "Basic " + base64(plan.user + ":" + key.reveal())
                                : "Bearer " + key.reveal();
        return equal_constant_time(given, wanted);
    });
    if (!right) return Errc::signature_bad;
    return {};
}

const StatusRow* row_for(const ReportPlan& plan, const std::string& word) {
    const auto find = [&](std::string_view wanted) {
        return std::find_if(plan.statuses.begin(), plan.statuses.end(),
                            [&](const StatusRow& row) { return row.word == wanted; });
    };
    auto row = find(word);
    if (row == plan.statuses.end()) row = find("*");
    return row == plan.statuses.end() ? nullptr : &*row;
}

// What one part says. A part of an ignored status says nothing and is readable.
struct Part {
    bool readable = false;
    std::optional<DeliveryReport> report;
    std::optional<MoMessage> inbound;
};

std::string trimmed(const std::string& text) {
    return std::string(trim(text));
}

Part read_report(const ProviderConfig& config, const ReportPlan& plan, const Document& part,
                 const std::string& path_ref) {
    const auto word = lower(trim(plan.status.first(part)));
    const auto* row = row_for(plan, word);
    if (word.empty() || row == nullptr) return {};
    if (!row->status) return {true, {}, {}};
    DeliveryReport report;
    if (auto id = trimmed(plan.id.first(part)); is_id(id))
        report.provider_msgid = ProviderMsgId(std::move(id));
    report.ref = printable(plan.ref.first(part), ref_bytes_max);
    if (report.ref.empty()) report.ref = path_ref;
    if (report.provider_msgid.empty() && report.ref.empty()) return {};
    report.status = *row->status;
    report.covers = plan.covers;
    report.provider_time = printable(plan.time.first(part), time_bytes_max);
    report.price = plan.price.read(part);
    if (*row->status == MsgStatus::undelivered || *row->status == MsgStatus::dlr_timeout) {
        const auto code = trimmed(plan.error.first(part));
        report.error = error_prefix(config) + error_word(code.empty() ? word : code);
        const auto& opt_outs = plan.opt_out_errors;
        const bool opted_out = std::find(opt_outs.begin(), opt_outs.end(), lower(code)) != opt_outs.end();
        report.fault = opted_out ? RecipientFault::opted_out : row->fault;
    }
    return {true, std::move(report), {}};
}

Part read_inbound(const InboundPlan& plan, const Document& part) {
    MoMessage mo;
    mo.from = printable(trimmed(plan.from.first(part)), number_bytes_max);
    const auto text = plan.text.first(part);
    if (mo.from.empty() || !is_valid_utf8(text)) return {};
    if (const auto number = E164Number::parse("+" + mo.from); number.has_value()) mo.from = number->str();
    mo.to = printable(trimmed(plan.to.first(part)), number_bytes_max);
    if (auto id = trimmed(plan.id.first(part)); is_id(id)) mo.provider_msgid = ProviderMsgId(std::move(id));
    mo.opt_out = read_opt_out(text);
    mo.text = SmsText(text);
    return {true, {}, std::move(mo)};
}

bool reads(const ReportPlan& plan, Extractor::Kind kind) {
    for (const auto* place : {&plan.items, &plan.id, &plan.ref, &plan.status, &plan.inbound.from})
        if (place->kind() == kind) return true;
    return false;
}

std::vector<http::Header> fields_of(const WebhookRequest& request) {
    auto fields = http::read_form(request.query).value_or(std::vector<http::Header>{});
    const auto type = request.header("Content-Type");
    if (type.empty() || http::is_form(type)) {
        const auto more = http::read_form(request.body).value_or(std::vector<http::Header>{});
        fields.insert(fields.end(), more.begin(), more.end());
    }
    return fields;
}

// Each report by itself: what report_items says, else the elements of an array, else all of it.
std::optional<std::vector<Document>> parts_of(const ReportPlan& plan, const Document& whole) {
    if (plan.items) return plan.items.parts(whole, parts_max);
    if (whole.json == nullptr || !reads(plan, Extractor::Kind::json)) return std::vector<Document>{whole};
    Extractor elements;
    Extractor::parse("json", elements);
    return elements.parts(whole, parts_max);
}

Part read_part(const ProviderConfig& config, const ReportPlan& plan, const Document& part,
               const std::string& path_ref) {
    auto read = read_report(config, plan, part, path_ref);
    return read.readable || !plan.inbound.from ? std::move(read) : read_inbound(plan.inbound, part);
}

}   // namespace

Result<void> check_webhook(const AuthenticityPlan& plan, const WebhookRequest& request, WallTime now) {
    switch (plan.kind) {
        case AuthenticityPlan::Kind::hmac:
            return check_hmac(plan.scheme, plan.keys, request, now);
        case AuthenticityPlan::Kind::basic:
        case AuthenticityPlan::Kind::bearer:
            return check_credential(plan, request);
        case AuthenticityPlan::Kind::none:
            break;
    }
    if (request.ref.empty()) return Errc::signature_missing;
    return {};
}

Result<WebhookNews> read_webhook(const ProviderConfig& config, const Plan& plan,
                                 const WebhookRequest& request, WallTime now) {
    const auto checked = check_webhook(plan.authenticity, request, now);
    if (checked.has_error()) return checked.error();
    const auto& report_plan = plan.report;
    const auto& methods = report_plan.methods;
    if (std::find(methods.begin(), methods.end(), request.method) == methods.end())
        return Errc::report_malformed;
    const auto json = parse_json(request.body);
    if (!json && reads(report_plan, Extractor::Kind::json)) return Errc::report_malformed;
    const auto fields = fields_of(request);
    const Document whole{request.body, &request.headers, &fields, json ? &*json : nullptr};
    const auto found = parts_of(report_plan, whole);
    if (!found) return Errc::report_malformed;
    const auto& parts = *found;
    // A verified path vouches for one message and no other: what the body calls it does not count then.
    const bool path_vouches = plan.authenticity.kind == AuthenticityPlan::Kind::none;
    if (parts.size() > (path_vouches ? 1 : parts_max)) return Errc::report_malformed;

    // The ref in the path belongs to one message: it names the report only when there is no other.
    const auto path_ref = parts.size() == 1 ? request.ref : std::string();
    WebhookNews news;
    news.answer = report_plan.answer;
    std::size_t unreadable = 0;
    for (const auto& part : parts) {
        auto read = read_part(config, report_plan, part, path_ref);
        if (!read.readable) ++unreadable;
        if (read.report && path_vouches) read.report->ref = request.ref;
        if (read.report) news.reports.push_back(std::move(*read.report));
        if (read.inbound && !path_vouches) news.inbound.push_back(std::move(*read.inbound));
    }
    if (unreadable > 0 && unreadable == parts.size()) return Errc::report_malformed;
    // One bad part must not hold up its neighbours: the provider would send all of them again, for ever.
    if (unreadable > 0)
        log::warn("webhook.events_unreadable", {log::f(config.id), log::f("count", unreadable)});
    return news;
}

}   // namespace smsgw::providers::generic
