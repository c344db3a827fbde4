// Requests to Infobip and its answers. Reports are read in infobip_webhook.cpp.
#include "providers/infobip.hpp"

#include <algorithm>
#include <string>

#include "base/log.hpp"
#include "http/percent.hpp"
#include "providers/classify.hpp"
#include "providers/config_check.hpp"
#include "providers/infobip_table.hpp"
#include "providers/infobip_webhook.hpp"
#include "providers/json.hpp"
#include "providers/traced.hpp"

namespace smsgw::providers {
namespace infobip {
namespace {

constexpr std::chrono::seconds validity_min{1};
constexpr std::chrono::seconds validity_max = std::chrono::hours{48};

std::string credentials_of(const ProviderConfig& config) {
    return "App " + config.api_key.reveal();
}

// The word of an error object; empty: it is none.
std::string error_word(const Json& body) {
    if (auto code = text_member(body, "errorCode"); !code.empty()) return code;
    const auto error = body.find("requestError");
    if (error == body.end() || !error->is_object()) return {};
    const auto exception = error->find("serviceException");
    auto word = exception == error->end() ? std::string() : text_member(*exception, "messageId");
    return word.empty() ? "error" : word;
}

// The answer's one message, null when there is none.
Json message_of(const http::ClientResponse& response) {
    auto body = parse_json(response.body);
    if (!body || !body->is_object()) return {};
    const auto messages = body->find("messages");
    if (messages == body->end() || !messages->is_array() || messages->empty()) return {};
    return messages->front();
}

std::string status_text(const Json& message, std::string_view name) {
    const auto status = message.is_object() ? message.find("status") : message.end();
    return status == message.end() ? std::string() : text_member(*status, name);
}

Accepted accepted_as(const Json& message) {
    Accepted accepted;
    if (auto id = text_member(message, "messageId"); is_id(id)) accepted.ids.emplace_back(std::move(id));
    return accepted;
}

SubmitOutcome read_status(const http::ClientResponse& response) {
    const auto message = message_of(response);
    const auto group = status_text(message, "groupId");
    const auto id = status_text(message, "id");
    for (const auto& row : group_rows) {
        if (row.id != group) continue;
        if (row.took || id == repeat_status) return accepted_as(message);
        // An id that is new to us is Ambiguous: the repeat of it will be refused, and then the log is asked.
        return classify_code("infobip", id, refusal_rows, response);
    }
    return Ambiguous{"infobip_answer_malformed"};
}

}   // namespace

std::string check(const ProviderConfig& config) {
    if (auto complaint = complaint_about_key_and_url(config); !complaint.empty()) return complaint;
    if (config.base_url.empty()) return "base_url is required: your own host, as the portal shows it";
    return complaint_about_webhook(config);
}

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit) {
    const auto& message = submit.message;
    Json options = Json::object();
    if (submit.validity > Millis{0}) {
        const auto left = std::chrono::duration_cast<std::chrono::seconds>(submit.validity);
        options["validityPeriod"] = {{"amount", std::clamp(left, validity_min, validity_max).count()},
                                     {"timeUnit", "SECONDS"}};
    }
    Json webhooks = {{"callbackData", submit.ref}, {"contentType", "application/json"}};
    if (!submit.report_url.empty())
        webhooks["delivery"] = {{"url", submit.report_url}, {"intermediateReport", true}, {"notify", true}};
    const Json destination = {{"to", message.to.digits()}, {"messageId", submit.dedupe_key}};
    const Json one = {{"sender", message.sender.str()},
                      {"destinations", Json::array({destination})},
                      {"content", {{"text", message.text.reveal()}}},
                      {"options", std::move(options)},
                      {"webhooks", std::move(webhooks)}};
    http::ClientRequest request;
    request.url = url_of(config, {}, "/sms/3/messages");
    request.headers = {{"Content-Type", "application/json"},
                       {"Accept", "application/json"},
                       {"Authorization", credentials_of(config)}};
    request.body = write_json({{"messages", Json::array({one})}});
    return request;
}

SubmitOutcome read_answer(const ProviderConfig&, const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto body = parse_json(response.body);
    const auto word = body && body->is_object() ? error_word(*body) : std::string();
    if (!word.empty()) return classify_code("infobip", word, error_rows, response);
    if (response.status < 200 || response.status >= 300) return classify_status(response);
    return read_status(response);
}

bool is_repeat(const http::ClientResult& result) {
    return result.has_value() && status_text(message_of(*result), "id") == repeat_status;
}

SubmitOutcome after_repeat(SubmitOutcome accepted, const http::ClientResult& look_up,
                           std::string_view message_id) {
    const auto log = read_log(look_up, message_id);
    if (log.has_error() || log->empty()) return accepted;
    const bool all_refused =
        std::all_of(log->begin(), log->end(), [](const LogEntry& entry) { return entry.refused; });
    if (!all_refused) return accepted;
    // Of old: it says nothing about how they are now, so it must not open their breaker.
    return NotAccepted{log->front().report.error, std::nullopt, NotAccepted::Cause::ours};
}

http::ClientRequest build_look_up(const ProviderConfig& config, std::string_view message_id) {
    http::ClientRequest request;
    request.method = "GET";
    request.url = url_of(config, {}, "/sms/3/logs") + "?messageId=" + http::percent_encode(message_id);
    request.headers = {{"Accept", "application/json"}, {"Authorization", credentials_of(config)}};
    return request;
}

}   // namespace infobip

Infobip::Infobip(ProviderConfig config, http::Client& client) : config_(std::move(config)), client_(client) {
    if (config_.webhook_secret.empty()) log::warn("provider.webhook_unsigned", {log::f(config_.id)});
}

Task<SubmitOutcome> Infobip::submit(SubmitRequest request) {
    const auto result = co_await client_.send(traced(infobip::build_request(config_, request), request));
    auto outcome = infobip::read_answer(config_, result);
    if (!infobip::is_repeat(result)) co_return outcome;
    const auto log = co_await client_.send(infobip::build_look_up(config_, request.dedupe_key));
    co_return infobip::after_repeat(std::move(outcome), log, request.dedupe_key);
}

Task<LookupOutcome> Infobip::look_up(LookupRequest request) {
    const auto result = co_await client_.send(infobip::build_look_up(config_, request.msgid.view()));
    co_return infobip::read_look_up(result, request);
}

Task<Result<WebhookNews>> Infobip::read_webhook(WebhookRequest request, WallTime now) {
    co_return infobip::read_webhook(config_, request, now);
}

}   // namespace smsgw::providers
