// How the settings of reports are read, and those that prove where reports come from.
#include <algorithm>
#include <charconv>
#include <utility>

#include "http/ascii.hpp"
#include "providers/generic_plan.hpp"

namespace smsgw::providers::generic {
namespace {

struct WordRow {
    std::string_view word;
    std::optional<MsgStatus> status;
    RecipientFault fault = RecipientFault::none;
};

// What a report may say. `rejected`, `expired` and `failed` are not among them: they promise that a resend is safe, which
// no report on an accepted message proves.
constexpr WordRow words[] = {
    {"submitted", MsgStatus::submitted},
    {"sent", MsgStatus::sent},
    {"buffered", MsgStatus::buffered},
    {"delivered", MsgStatus::delivered},
    {"undelivered", MsgStatus::undelivered},
    {"opted_out", MsgStatus::undelivered, RecipientFault::opted_out},
    {"invalid", MsgStatus::undelivered, RecipientFault::invalid},
    {"dlr_timeout", MsgStatus::dlr_timeout},
    {"ignore", std::nullopt},
};

std::string known_words() {
    std::string text;
    for (const auto& row : words) text.append(text.empty() ? "" : ", ").append(row.word);
    return text;
}

std::string make_statuses(const ProviderConfig& config, ReportPlan& out) {
    const auto& items = config.settings.list("report_statuses");
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string_view item = items[i];
        const auto equals = item.rfind('=');
        if (equals == std::string_view::npos || trim(item.substr(0, equals)).empty())
            return label("report_statuses", i) + "must be their word = ours";
        const auto ours = trim(item.substr(equals + 1));
        const auto row = std::find_if(std::begin(words), std::end(words),
                                      [&](const WordRow& one) { return one.word == ours; });
        if (row == std::end(words))
            return label("report_statuses", i) + "\"" + std::string(ours) +
                   "\" must be one of: " + known_words();
        auto theirs = lower(trim(item.substr(0, equals)));
        for (const auto& other : out.statuses)
            if (other.word == theirs)
                return label("report_statuses", i) + "\"" + theirs + "\" is there already";
        out.statuses.push_back({std::move(theirs), row->status, row->fault});
    }
    if (out.status && out.statuses.empty()) return "report_statuses: is required beside report_status";
    if (!out.status && !out.statuses.empty()) return "report_status: is required beside report_statuses";
    return {};
}

std::string make_methods(const ProviderConfig& config, ReportPlan& out) {
    out.methods = config.settings.list("report_methods");
    if (out.methods.empty()) out.methods = {"POST"};
    for (const auto& method : out.methods)
        if (method != "GET" && method != "POST") return "report_methods: must be of GET and POST";
    return {};
}

std::string make_acknowledgement(const ProviderConfig& config, WebhookAnswer& out) {
    const auto& settings = config.settings;
    if (const auto& text = settings.text("ack_status"); !text.empty()) {
        const auto* end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, out.status);
        if (parsed.ec != std::errc{} || parsed.ptr != end || out.status < 200 || out.status > 299)
            return "ack_status: must be 200 to 299";
    }
    if (const auto& type = settings.text("ack_content_type"); !type.empty()) out.content_type = type;
    if (!http::is_field_value(out.content_type)) return "ack_content_type: must be a media type";
    if (const auto& body = settings.text("ack_body"); !body.empty()) out.body = body;
    if (out.status == 204) out.body.clear();   // which has none (RFC 9110, 15.3.5)
    return {};
}

std::string make_hmac(const ProviderConfig& config, HmacScheme& out) {
    const auto& settings = config.settings;
    const auto& algorithm = settings.text("hmac_algorithm");
    const auto known = hmac_algorithm(algorithm.empty() ? "sha256" : algorithm);
    if (!known) return "hmac_algorithm: must be one of: md5, sha1, sha224, sha256, sha384, sha512";
    out.algorithm = *known;
    const auto encoding = choice_of(config, "hmac_encoding", {"hex", "base64"});
    if (!encoding) return complaint_about_choice("hmac_encoding", {"hex", "base64"});
    out.encoding = static_cast<HmacScheme::Encoding>(*encoding);
    out.header = settings.text("hmac_header");
    if (!http::is_token(out.header))
        return "hmac_header: webhook_auth hmac needs the header that holds the signature";
    out.prefix = settings.text("hmac_prefix");
    if (const auto& payload = settings.text("hmac_payload"); !payload.empty()) out.payload = payload;
    out.timestamp_header = settings.text("hmac_timestamp_header");
    out.nonce_header = settings.text("hmac_nonce_header");
    if (check_scheme(out).has_error())
        return "hmac_payload: must be made of {method} {url} {path} {query} {params} {body}, and of "
               "{timestamp} and {nonce} "
               "when, and only when, hmac_timestamp_header and hmac_nonce_header are set";
    return {};
}

}   // namespace

std::string make_report_plan(const ProviderConfig& config, ReportPlan& out) {
    const std::pair<std::string_view, Extractor*> places[] = {
        {"report_items", &out.items},   {"report_id", &out.id},       {"report_ref", &out.ref},
        {"report_status", &out.status}, {"report_error", &out.error}, {"report_time", &out.time},
        {"mo_from", &out.inbound.from}, {"mo_to", &out.inbound.to},   {"mo_text", &out.inbound.text},
        {"mo_id", &out.inbound.id},
    };
    for (const auto& [key, place] : places)
        if (auto problem = read_place(config, key, *place); !problem.empty()) return problem;
    if (out.items && out.items.kind() != Extractor::Kind::json && out.items.kind() != Extractor::Kind::regex)
        return "report_items: must be json or regex";
    if (static_cast<bool>(out.inbound.from) != static_cast<bool>(out.inbound.text))
        return "mo_text: an inbound message needs both mo_from and mo_text";
    if (auto problem = make_price_plan(config, "report_price", out.price); !problem.empty()) return problem;
    if (auto problem = make_methods(config, out); !problem.empty()) return problem;
    if (auto problem = make_statuses(config, out); !problem.empty()) return problem;
    for (const auto& code : config.settings.list("report_opt_out_errors"))
        out.opt_out_errors.push_back(lower(code));
    if (!out.opt_out_errors.empty() && !out.error)
        return "report_error: is required beside report_opt_out_errors";
    const auto covers = choice_of(config, "report_covers", {"message", "part"});
    if (!covers) return complaint_about_choice("report_covers", {"message", "part"});
    out.covers = static_cast<DeliveryReport::Covers>(*covers);
    return make_acknowledgement(config, out.answer);
}

std::string make_authenticity_plan(const ProviderConfig& config, AuthenticityPlan& out) {
    const auto kind = choice_of(config, "webhook_auth", {"none", "hmac", "basic", "bearer"});
    if (!kind) return complaint_about_choice("webhook_auth", {"none", "hmac", "basic", "bearer"});
    out.kind = static_cast<AuthenticityPlan::Kind>(*kind);
    out.user = config.settings.text("webhook_user");
    if (out.kind == AuthenticityPlan::Kind::none)
        return config.webhook_secret.empty() ? "" : "webhook_auth: must say how webhook_secret is used";
    if (config.webhook_secret.empty()) return "webhook_secret: is required for webhook_auth";
    out.keys.push_back(config.webhook_secret);
    if (const auto& former = config.settings.secret("webhook_secret_old"); !former.empty())
        out.keys.push_back(former);
    if (out.kind == AuthenticityPlan::Kind::basic && out.user.empty())
        return "webhook_user: is required for webhook_auth basic";
    return out.kind == AuthenticityPlan::Kind::hmac ? make_hmac(config, out.scheme) : std::string();
}

}   // namespace smsgw::providers::generic
