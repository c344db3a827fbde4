#include "captcha/judge.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/strict_json.hpp"
#include "base/time_text.hpp"
#include "http/ascii.hpp"

namespace smsgw::captcha {
namespace {

using Json = nlohmann::json;
using Kind = Judgement::Kind;

// What an error code of any service says; of several the first row here counts. Others are about the token: forged.
struct CodeRow {
    std::string_view code;
    Kind kind;
    std::string_view reason;
};
constexpr CodeRow code_rows[] = {
    {"missing-input-secret", Kind::misconfigured, "secret"},
    {"invalid-input-secret", Kind::misconfigured, "secret"},
    {"internal-error", Kind::outage, "internal_error"},
    {"sitekey-secret-mismatch", Kind::refused, "sitekey"},
    {"timeout-or-duplicate", Kind::refused, "used_or_expired"},
    {"invalid-or-already-seen-response", Kind::refused, "used_or_expired"},
    {"already-seen-response", Kind::refused, "used_or_expired"},
    {"expired-input-response", Kind::refused, "used_or_expired"},
};

Judgement refused(std::string reason) {
    return {Kind::refused, std::move(reason)};
}
Judgement malformed() {
    return {Kind::unclear, "answer_malformed"};
}

// nullptr: absent, null, or a field that the service does not have.
const Json* member(const Json& object, std::string_view name) {
    if (name.empty()) return nullptr;
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

// Empty when it is absent.
std::string text_of(const Json& object, std::string_view name) {
    const auto* value = member(object, name);
    return value == nullptr ? std::string() : value->get<std::string>();
}

Judgement judge_refusal(const Json& body) {
    const auto* codes = member(body, "error-codes");
    for (const auto& row : code_rows)
        if (codes != nullptr && codes->is_array() &&
            std::find(codes->begin(), codes->end(), Json(row.code)) != codes->end())
            return {row.kind, std::string(row.reason)};
    return refused("forged");
}

bool has_wrong_types(const Json& body, const ServiceRow& row) {
    for (const auto name : {std::string_view("hostname"), std::string_view("challenge_ts"), row.action})
        if (const auto* value = member(body, name); value != nullptr && !value->is_string()) return true;
    const auto* score = member(body, row.score);
    return score != nullptr && !score->is_number();
}

Judgement judge_success(const Json& body, const CaptchaConfig& config, WallTime now) {
    const auto& row = row_of(*config.service);
    if (has_wrong_types(body, row)) return malformed();
    const auto hostname = text_of(body, "hostname");
    if (std::none_of(config.hostnames.begin(), config.hostnames.end(),
                     [&](const std::string& one) { return http::equal_ignoring_case(one, hostname); }))
        return refused("hostname");
    if (!config.action.empty() && text_of(body, row.action) != config.action) return refused("action");
    const auto shown_at = from_rfc3339(text_of(body, "challenge_ts"));
    if (!shown_at) return refused("challenge_ts");
    if (*shown_at > now + ahead_max) return refused("future");
    if (*shown_at < now - row.age_max) return refused("too_old");
    if (const auto* score = member(body, row.score);
        score != nullptr && score->get<double>() < config.score_min)
        return refused("score");
    return {Kind::passed, ""};
}

}   // namespace

Judgement judge(const http::ClientResponse& response, const CaptchaConfig& config, WallTime now) {
    const auto status = "http_" + std::to_string(response.status);
    if (response.status >= 500) return {Kind::outage, status};
    const auto body = read_strict_json(response.body);
    const auto* success = body.has_value() && body->is_object() ? member(*body, "success") : nullptr;
    const bool said = success != nullptr && success->is_boolean();
    // A no counts with any status: otherwise a token that makes the service answer 400 would be an outage.
    if (said && !success->get<bool>()) return judge_refusal(*body);
    // Both can be brought about by whoever sends enough, or strange enough, tokens.
    if (response.status == 429 || response.status == 400) return {Kind::unclear, status};
    if (response.status != 200) return {Kind::misconfigured, status};
    return said ? judge_success(*body, config, now) : malformed();
}

}   // namespace smsgw::captcha
