// Requests to MessageBird and its answers. Reports are read in messagebird_webhook.cpp.
#include "providers/messagebird.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/time_text.hpp"
#include "http/form.hpp"
#include "providers/classify.hpp"
#include "providers/json.hpp"
#include "providers/messagebird_table.hpp"
#include "providers/messagebird_webhook.hpp"
#include "providers/traced.hpp"

namespace smsgw::providers {
namespace messagebird {
namespace {

constexpr std::string_view messages_path = "/messages";
constexpr std::size_t errors_max = 16;
constexpr int listed_max =
    20;   // rows hold whole texts, and an answer must fit into what the client reads of one
// The list is by MessageBird's clock, the message's time by ours.
constexpr std::chrono::minutes clocks_differ_max{10};

std::string without_plus(std::string_view address) {
    if (address.starts_with('+')) address.remove_prefix(1);
    return std::string(address);
}

std::vector<http::Header> headers_of(const ProviderConfig& config) {
    return {{"Accept", "application/json"}, {"Authorization", "AccessKey " + config.api_key.reveal()}};
}

// The member when it is an array, else an empty one.
Json list_member(const Json& object, std::string_view name) {
    if (!object.is_object()) return Json::array();
    const auto found = object.find(name);
    return found != object.end() && found->is_array() ? *found : Json::array();
}

// The code that decides; empty: the body names none.
std::string deciding_code(const Json& errors) {
    std::string first;
    for (std::size_t i = 0; i < std::min(errors.size(), errors_max); ++i) {
        const auto code = text_member(errors[i], "code");
        if (std::any_of(std::begin(error_rows), std::end(error_rows),
                        [&](const ErrorRow& row) { return row.code == code; }))
            return code;
        if (first.empty()) first = code;
    }
    return first;
}

// What became of a row's only recipient.
std::optional<DeliveryReport> read_row(const Json& row, const std::string& ref) {
    const auto id = text_member(row, "id");
    const auto found = row.find("recipients");
    const auto recipients = found == row.end() ? Json::array() : list_member(*found, "items");
    if (!is_id(id) || recipients.size() != 1) return std::nullopt;
    const auto& recipient = recipients.front();
    Receipt receipt{.id = id,
                    .ref = ref,
                    .status = text_member(recipient, "status"),
                    .code = text_member(recipient, "statusErrorCode"),
                    .time = text_member(recipient, "statusDatetime"),
                    .price = {}};
    return read_receipt(std::move(receipt));
}

}   // namespace

std::string complaint(const ProviderConfig& config) {
    if (config.dedupe)
        return "dedupe is for type sandbox: MessageBird does not promise to drop repeats of a submit";
    if (!config.api.empty()) return "api is not for type messagebird: there is only one";
    if (!config.base_url.empty() && !is_url(config.base_url))
        return "base_url must start with https:// or http://";
    return is_header_value(config.api_key.reveal()) ? "" : "api_key is required: the access key";
}

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit) {
    const auto& message = submit.message;
    Json body = {{"originator", without_plus(message.sender.view())},
                 {"recipients", {std::string(message.to.digits())}},
                 {"body", message.text.reveal()},
                 {"reference", submit.ref},
                 // "plain" would destroy what GSM-7 does not have.
                 {"datacoding", message.encoding == Encoding::ucs2 ? "unicode" : "plain"}};
    if (!submit.report_url.empty()) body["reportUrl"] = submit.report_url;
    if (submit.validity > Millis{0}) {
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(submit.validity);
        body["validity"] = std::max<std::int64_t>(whole.count(), 1);
    }
    http::ClientRequest request;
    request.url = url_of(config, default_base_url, messages_path);
    request.headers = headers_of(config);
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = write_json(body);
    return request;
}

SubmitOutcome read_answer(const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto body = parse_json(response.body).value_or(Json());
    const auto id = text_member(body, "id");
    const bool has_succeeded = response.status >= 200 && response.status < 300;
    // With an id it was taken, whatever else the answer says: a denial could make a second SMS.
    if (has_succeeded && is_id(id)) return Accepted{.ids = {ProviderMsgId(id)}};
    if (response.status == 429) return classify_status(response);
    if (const auto code = deciding_code(list_member(body, "errors")); !code.empty())
        return classify_code("messagebird", code, error_rows, response);
    return classify_status(response);
}

http::ClientRequest build_look_up(const ProviderConfig& config, const LookupRequest& look_up) {
    std::vector<http::Header> query = {{"direction", "mt"}, {"limit", std::to_string(listed_max)}};
    if (look_up.to) query.emplace_back("recipient", look_up.to->digits());
    if (look_up.accepted_at) query.emplace_back("from", to_rfc3339(*look_up.accepted_at - clocks_differ_max));
    http::ClientRequest request;
    request.method = "GET";
    request.url = url_of(config, default_base_url, messages_path) + "?" + http::write_form(query);
    request.headers = headers_of(config);
    return request;
}

LookupOutcome read_look_up(const http::ClientResult& result, std::string_view ref) {
    if (result.has_error()) return LookupFailed{error_name(result.error().error)};
    if (result->status != 200) return LookupFailed{"http_" + std::to_string(result->status)};
    const auto body = parse_json(result->body);
    if (!body || !body->is_object() || ref.empty()) return LookupFailed{"answer_malformed"};
    const auto found = body->find("items");
    if (found == body->end() || !found->is_array()) return LookupFailed{"answer_malformed"};
    for (const auto& row : *found) {
        if (!row.is_object() || !row.contains("reference")) return LookupFailed{"answer_malformed"};
        if (text_member(row, "reference") != ref) continue;
        auto report = read_row(row, std::string(ref));
        if (!report) return LookupFailed{"answer_malformed"};
        LookupFound one{std::move(*report), {}};
        one.ids.push_back(one.report.provider_msgid);
        return one;
    }
    // Only all of it can lack something.
    if (text_member(*body, "totalCount") != std::to_string(found->size()))
        return LookupFailed{"answer_incomplete"};
    return LookupNotFound{};
}

}   // namespace messagebird

MessageBird::MessageBird(ProviderConfig config, http::Client& client)
    : config_(std::move(config)), client_(client) {
    if (signing_keys(config_).empty()) log::warn("provider.webhook_unsigned", {log::f(config_.id)});
}

Task<SubmitOutcome> MessageBird::submit(SubmitRequest request) {
    const auto result = co_await client_.send(traced(messagebird::build_request(config_, request), request));
    co_return messagebird::read_answer(result);
}

Task<LookupOutcome> MessageBird::look_up(LookupRequest request) {
    // The list of all recipients is too long to be complete, and would say nothing.
    if (!request.to) co_return LookupFailed{"recipient_unknown"};
    const auto result = co_await client_.send(messagebird::build_look_up(config_, request));
    co_return messagebird::read_look_up(result, request.ref);
}

Task<Result<WebhookNews>> MessageBird::read_webhook(WebhookRequest request, WallTime now) {
    co_return messagebird::read_webhook(config_, request, now);
}

}   // namespace smsgw::providers
