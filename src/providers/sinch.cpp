// Requests to Sinch and its answers. Reports are read in sinch_webhook.cpp.
#include "providers/sinch.hpp"

#include <algorithm>
#include <string>

#include "base/log.hpp"
#include "base/system_clock.hpp"
#include "base/time_text.hpp"
#include "http/percent.hpp"
#include "providers/classify.hpp"
#include "providers/config_check.hpp"
#include "providers/json.hpp"
#include "providers/sinch_table.hpp"
#include "providers/sinch_webhook.hpp"
#include "providers/traced.hpp"

namespace smsgw::providers {
namespace sinch {
namespace {

// Three days from when they receive it is the most that they take; a minute less, as their clock is not ours.
constexpr Millis validity_max = std::chrono::hours{72} - std::chrono::minutes{1};
// No message is held for longer than its validity, which is three days at most.
constexpr Millis look_up_span = std::chrono::hours{5 * 24};

std::string url_of(const ProviderConfig& config) {
    const auto plan = http::percent_encode(config.settings.text("service_plan_id"));
    return providers::url_of(config, default_base_url, "/xms/v1/" + plan + "/batches");
}

std::string credentials_of(const ProviderConfig& config) {
    return "Bearer " + config.api_key.reveal();
}

// The word of an error object, old form or new; empty: it is none.
std::string error_word(const Json& body) {
    if (auto code = text_member(body, "code"); !code.empty()) return code;
    const auto error = body.find("error");
    if (error == body.end() || error->is_null()) return {};
    auto word = text_member(*error, {"status", "code"});
    return word.empty() ? "error" : word;
}

}   // namespace

std::string check(const ProviderConfig& config) {
    if (auto complaint = complaint_about_key_and_url(config); !complaint.empty()) return complaint;
    return complaint_about_webhook(config);
}

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit, WallTime now) {
    const auto& message = submit.message;
    // `parameters` are left out, so nothing in the text is taken for a template.
    Json body = {{"type", "mt_text"},
                 {"from", message.sender.str()},
                 {"to", Json::array({message.to.str()})},
                 {"body", message.text.reveal()},
                 {"delivery_report", "per_recipient"}};
    if (!submit.ref.empty()) body["client_reference"] = submit.ref;
    if (!submit.report_url.empty()) body["callback_url"] = submit.report_url;
    if (submit.validity > Millis{0})
        body["expire_at"] = to_rfc3339(now + std::min(submit.validity, validity_max));
    http::ClientRequest request;
    request.url = url_of(config);
    request.headers = {{"Content-Type", "application/json"},
                       {"Accept", "application/json"},
                       {"Authorization", credentials_of(config)}};
    request.body = write_json(body);
    return request;
}

SubmitOutcome read_answer(const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto body = parse_json(response.body);
    if (!body || !body->is_object()) return classify_status(response);
    if (const auto word = error_word(*body); !word.empty()) {
        auto outcome = classify_code("sinch", word, error_rows, response);
        if (auto* refused = std::get_if<Refused>(&outcome); refused != nullptr && response.status == 403)
            return outcome_of(ErrorClass::perm, std::move(refused->error), response);
        return outcome;
    }
    auto outcome = classify_status(response);
    if (auto* accepted = std::get_if<Accepted>(&outcome))
        if (auto id = text_member(*body, "id"); is_id(id)) accepted->ids.emplace_back(std::move(id));
    return outcome;
}

http::ClientRequest build_look_up(const ProviderConfig& config, const LookupRequest& look_up, WallTime now) {
    http::ClientRequest request;
    request.method = "GET";
    request.url = url_of(config) + "?client_reference=" + http::percent_encode(look_up.ref) +
                  "&start_date=" + http::percent_encode(to_rfc3339(now - look_up_span)) +
                  "&page=0&page_size=30";
    request.headers = {{"Accept", "application/json"}, {"Authorization", credentials_of(config)}};
    return request;
}

LookupOutcome read_look_up(const http::ClientResult& result, std::string_view ref) {
    if (result.has_error()) return LookupFailed{error_name(result.error().error)};
    if (result->status != 200) return LookupFailed{"http_" + std::to_string(result->status)};
    const auto body = parse_json(result->body);
    const auto batches = body && body->is_object() ? body->find("batches") : Json::const_iterator{};
    if (!body || !body->is_object() || batches == body->end() || !batches->is_array())
        return LookupFailed{"answer_malformed"};
    // Only an empty list that says that it is one: a list without ours would be the answer to another question.
    if (batches->empty() && text_member(*body, "count") == "0") return LookupNotFound{};
    for (const auto& batch : *batches) {
        auto id = text_member(batch, "id");
        if (ref.empty() || text_member(batch, "client_reference") != ref || !is_id(id)) continue;
        LookupFound found;
        found.report.provider_msgid = ProviderMsgId(std::move(id));
        found.report.ref = ref;
        found.report.status = MsgStatus::submitted;
        found.report.provider_time = printable(text_member(batch, "created_at"), time_bytes_max);
        found.ids.push_back(found.report.provider_msgid);
        return found;
    }
    return LookupFailed{"answer_malformed"};
}

}   // namespace sinch

Sinch::Sinch(ProviderConfig config, http::Client& client) : config_(std::move(config)), client_(client) {
    if (config_.webhook_secret.empty()) log::warn("provider.webhook_unsigned", {log::f(config_.id)});
}

Task<SubmitOutcome> Sinch::submit(SubmitRequest request) {
    const auto now = SystemClock().wall_now();
    const auto result = co_await client_.send(traced(sinch::build_request(config_, request, now), request));
    co_return sinch::read_answer(result);
}

Task<LookupOutcome> Sinch::look_up(LookupRequest request) {
    const auto now = SystemClock().wall_now();
    const auto result = co_await client_.send(sinch::build_look_up(config_, request, now));
    co_return sinch::read_look_up(result, request.ref);
}

Task<Result<WebhookNews>> Sinch::read_webhook(WebhookRequest request, WallTime now) {
    co_return sinch::read_webhook(config_, request, now);
}

}   // namespace smsgw::providers
