// Requests to Telnyx and its answers. Reports are read in telnyx_webhook.cpp.
#include "providers/telnyx.hpp"

#include <string>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "providers/classify.hpp"
#include "providers/config_check.hpp"
#include "providers/json.hpp"
#include "providers/telnyx_table.hpp"
#include "providers/telnyx_webhook.hpp"
#include "providers/traced.hpp"

namespace smsgw::providers {
namespace telnyx {
namespace {

constexpr std::size_t public_key_bytes = 32;
// More would be a point in time, not a wait.
constexpr std::size_t reset_digits_max = 4;

// The first error's code; "error" for one without; empty: no errors.
std::string error_word(const Json& body) {
    const auto errors = body.find("errors");
    if (errors == body.end() || !errors->is_array() || errors->empty()) return {};
    auto code = text_member(errors->front(), "code");
    return code.empty() ? "error" : code;
}

// 40100 to 40199: registration and verification of the sender.
bool is_sender_code(std::string_view code) {
    return code.size() == 5 && code.starts_with("401");
}

std::optional<Millis> read_reset(const http::ClientResponse& response) {
    const auto reset = response.header("x-ratelimit-reset");
    if (reset.size() > reset_digits_max) return std::nullopt;
    http::ClientResponse as_retry_after;
    as_retry_after.headers.emplace_back("Retry-After", reset);
    return read_retry_after(as_retry_after);
}

SubmitOutcome with_wait(SubmitOutcome outcome, const http::ClientResponse& response) {
    auto* not_accepted = std::get_if<NotAccepted>(&outcome);
    if (not_accepted != nullptr && !not_accepted->retry_after)
        not_accepted->retry_after = read_reset(response);
    return outcome;
}

Accepted accepted_as(const Json& body) {
    Accepted accepted;
    const auto data = body.find("data");
    if (data == body.end()) return accepted;
    if (auto id = text_member(*data, "id"); is_id(id)) accepted.ids.emplace_back(std::move(id));
    accepted.price = read_cost(*data);
    return accepted;
}

}   // namespace

std::string check(const ProviderConfig& config) {
    if (auto complaint = complaint_about_key_and_url(config); !complaint.empty()) return complaint;
    if (!config.webhook_secret.empty())
        return "webhook_secret is not for type telnyx, which signs by public_keys";
    for (const auto& key : config.settings.list("public_keys"))
        if (from_base64(key).value_or("").size() != public_key_bytes)
            return "public_keys must each be base64 of 32 bytes";
    return {};
}

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit) {
    const auto& message = submit.message;
    Json body = {{"type", "SMS"},
                 {"from", message.sender.str()},
                 {"to", message.to.str()},
                 {"text", message.text.reveal()},
                 {"encoding", message.encoding == Encoding::gsm7 ? "gsm7" : "ucs2"}};
    if (const auto& profile = config.settings.text("messaging_profile_id"); !profile.empty())
        body["messaging_profile_id"] = profile;
    if (!submit.report_url.empty()) body["webhook_url"] = submit.report_url;
    http::ClientRequest request;
    request.url = url_of(config, default_base_url, "/v2/messages");
    request.headers = {{"Content-Type", "application/json"},
                       {"Accept", "application/json"},
                       {"Authorization", "Bearer " + config.api_key.reveal()}};
    request.body = write_json(body);
    return request;
}

SubmitOutcome read_answer(const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto body = parse_json(response.body);
    if (!body || !body->is_object()) return with_wait(classify_status(response), response);
    if (const auto word = error_word(*body); !word.empty()) {
        auto outcome = classify_code("telnyx", word, error_rows, response);
        if (auto* refused = std::get_if<Refused>(&outcome); refused != nullptr && is_sender_code(word))
            return outcome_of(ErrorClass::perm, std::move(refused->error), response);
        return with_wait(std::move(outcome), response);
    }
    auto outcome = classify_status(response);
    if (std::holds_alternative<Accepted>(outcome)) return accepted_as(*body);
    return with_wait(std::move(outcome), response);
}

}   // namespace telnyx

Telnyx::Telnyx(ProviderConfig config, http::Client& client) : config_(std::move(config)), client_(client) {
    if (!config_.settings.has("public_keys")) log::warn("provider.webhook_unsigned", {log::f(config_.id)});
}

Task<SubmitOutcome> Telnyx::submit(SubmitRequest request) {
    const auto result = co_await client_.send(traced(telnyx::build_request(config_, request), request));
    co_return telnyx::read_answer(result);
}

Task<Result<WebhookNews>> Telnyx::read_webhook(WebhookRequest request, WallTime now) {
    co_return telnyx::read_webhook(config_, request, now);
}

}   // namespace smsgw::providers
