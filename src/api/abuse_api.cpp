#include "api/abuse_api.hpp"

#include <algorithm>

#include "api/field_name.hpp"
#include "api/refuse.hpp"
#include "base/json_pieces.hpp"
#include "base/log.hpp"
#include "base/strict_json.hpp"
#include "base/time_text.hpp"

namespace smsgw::api {
namespace {

using nlohmann::json;

std::string_view feedback_word(const Account& account, const AdmissionStatus& status) {
    if (!account.conversion_feedback) return "off";
    return status.unconverted_in_a_row >= feedback_lost_after ? "lost" : "on";
}

json account_status(const Account& account, const AdmissionStatus& status) {
    json out{{"account", account.id.str()},
             {"conversion_feedback", feedback_word(account, status)},
             {"unconverted_in_a_row", status.unconverted_in_a_row},
             {"blocks", json::array()},
             {"today", json::array()}};
    for (const auto& block : status.blocks)
        out["blocks"].push_back(
            {{"rule", block.rule}, {"subject", block.subject}, {"until", to_rfc3339(block.until)}});
    for (const auto& count : status.today)
        out["today"].push_back({{"rule", count.rule}, {"action", count.action}, {"messages", count.messages}});
    return out;
}

json names(const std::vector<AdmissionRule>& rules) {
    auto out = json::array();
    for (const auto rule : rules) out.push_back(to_text(rule));
    return out;
}

}   // namespace

std::vector<http::Route> AbuseApi::routes() {
    return {{"GET", "/abuse/status", [this](http::Request request) { return status(std::move(request)); }},
            {"POST", "/abuse/unblock", [this](http::Request request) { return unblock(std::move(request)); }}};
}

Task<http::Response> AbuseApi::status(http::Request request) {
    if (const auto allowed = gatekeeper_.admit(request, Scope::admin); allowed.has_error())
        co_return refuse(errc_of(allowed.error()), request.request_id);
    json out{{"off", names(config_.off)}, {"record_only", names(config_.record_only)}, {"accounts", json::array()}};
    for (const auto& account : accounts_) {
        const auto status = co_await store_.status(account.id);
        if (status.has_error()) co_return refuse(errc_of(status.error()), request.request_id);
        out["accounts"].push_back(account_status(account, *status));
    }
    co_return http::Response{.status = 200, .headers = {}, .body = out.dump()};
}

Task<http::Response> AbuseApi::unblock(http::Request request) {
    if (const auto allowed = gatekeeper_.admit(request, Scope::admin); allowed.has_error())
        co_return refuse(errc_of(allowed.error()), request.request_id);
    const auto parsed = read_strict_json(request.body);
    if (parsed.has_error() || !parsed->is_object()) co_return refuse(Errc::json_malformed, request.request_id);
    std::vector<intake::FieldProblem> problems;
    for (const char* field : {"account", "rule", "subject"}) {
        if (!parsed->contains(field))
            problems.push_back({field, Errc::field_missing, "This field is required."});
        else if (!(*parsed)[field].is_string())
            problems.push_back({field, Errc::field_type, "Must be a string."});
    }
    for (const auto& [name, value] : parsed->items())
        if (name != "account" && name != "rule" && name != "subject")
            problems.push_back({shorten(name), Errc::field_unknown, "This call has no such field."});
    if (!problems.empty()) co_return refuse(problems, request.request_id);
    const AccountId account((*parsed)["account"].get<std::string>());
    auto rule = (*parsed)["rule"].get<std::string>();
    auto subject = (*parsed)["subject"].get<std::string>();
    const auto lifted = co_await store_.unblock(account, rule, subject);
    if (lifted.has_error()) co_return refuse(errc_of(lifted.error()), request.request_id);
    if (*lifted == Unblocked::not_blocked) co_return refuse(Errc::not_found, request.request_id);
    log::warn("abuse.unblocked", {log::f(account), log::f("rule", rule), log::f("subject", subject)});
    co_return http::Response{.status = 204};
}

}   // namespace smsgw::api
