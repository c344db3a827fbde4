// Requests to Smstools and its answers. Reports are read in smstools_webhook.cpp.
#include "providers/smstools.hpp"

#include <algorithm>
#include <string>

#include "base/log.hpp"
#include "providers/classify.hpp"
#include "providers/json.hpp"
#include "providers/smstools_table.hpp"
#include "providers/smstools_webhook.hpp"
#include "providers/traced.hpp"

namespace smsgw::providers {
namespace smstools {
namespace {

constexpr std::string_view send_path = "/v1/message/send";
constexpr std::size_t ids_max =
    16;   // one recipient per request gives one id; more would be a surprise, not a reason

// What is in `error`, as a word for "smstools_<word>". Empty: no error. Vendors write false, null, "" or 0 for none.
std::string error_word(const Json& body) {
    const auto found = body.find("error");
    if (found == body.end() || found->is_null() || *found == false) return {};
    auto text = text_member(body, "error");
    if (text == "0" || (text.empty() && found->is_string())) return {};
    if (text.empty()) return "error";   // an object, an array, `true`
    // Their words reach logs and metrics: bounded, and letters and digits only.
    text.resize(std::min<std::size_t>(text.size(), 32));
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) c = '_';
    }
    return text;
}

http::ClientRequest json_request() {
    http::ClientRequest request;
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    return request;
}

void add_client(const ProviderConfig& config, http::ClientRequest& request) {
    request.url = url_of(config, client_base_url, send_path);
    request.headers.emplace_back("X-Client-Id", config.client_id);
    request.headers.emplace_back("X-Client-Secret", config.client_secret.reveal());
}

std::vector<ProviderMsgId> read_ids(const ProviderConfig& config, const Json& body) {
    std::vector<ProviderMsgId> ids;
    const auto id = config.api == "bearer" ? text_member(body, {"msgid", "messageid", "id"})
                                           : text_member(body, "messageid");
    if (is_id(id)) ids.emplace_back(id);
    const auto list = body.find("messageids");
    if (!ids.empty() || list == body.end() || !list->is_array()) return ids;
    for (const auto& item : *list) {
        auto text = text_member(Json{{"id", item}}, "id");
        if (is_id(text) && ids.size() < ids_max) ids.emplace_back(std::move(text));
    }
    return ids;
}

}   // namespace

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit) {
    const auto& message = submit.message;
    auto request = json_request();
    Json body = {{"message", message.text.reveal()}, {"sender", message.sender.str()}};
    if (config.api == "bearer") {
        request.url = config.base_url.empty() ? std::string(bearer_base_url) : config.base_url;
        request.headers.emplace_back("Authorization", "Bearer " + config.api_key.reveal());
        body["to"] = message.to.str();
    } else {
        add_client(config, request);
        body["to"] = message.to.digits();
        if (!submit.ref.empty()) body["reference"] = submit.ref;
    }
    request.body = write_json(body);
    return request;
}

http::ClientRequest build_dry_run(const ProviderConfig& config) {
    auto request = json_request();
    add_client(config, request);
    request.body =
        write_json({{"message", "Test"}, {"sender", "Test"}, {"to", "447700900123"}, {"test", true}});
    return request;
}

SubmitOutcome read_answer(const ProviderConfig& config, const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto body = parse_json(response.body);
    if (!body || !body->is_object()) return classify_status(response);
    if (const auto word = error_word(*body); !word.empty())
        return classify_code("smstools", word, error_rows, response);
    auto outcome = classify_status(response);
    if (auto* accepted = std::get_if<Accepted>(&outcome)) accepted->ids = read_ids(config, *body);
    return outcome;
}

}   // namespace smstools

Smstools::Smstools(ProviderConfig config, http::Client& client)
    : config_(std::move(config)), client_(client) {
    if (config_.webhook_secret.empty())
        log::warn("provider.webhook_unsigned", {log::f(config_.id), log::f("api", config_.api)});
}

Task<SubmitOutcome> Smstools::submit(SubmitRequest request) {
    const auto result = co_await client_.send(traced(smstools::build_request(config_, request), request));
    co_return smstools::read_answer(config_, result);
}

Task<Result<WebhookNews>> Smstools::read_webhook(WebhookRequest request, WallTime now) {
    co_return smstools::read_webhook(config_, request, now);
}

Task<ProviderCheck> Smstools::check() {
    if (config_.api == "bearer") co_return co_await SmsProvider::check();
    const auto result = co_await client_.send(smstools::build_dry_run(config_));
    const auto outcome = smstools::read_answer(config_, result);
    co_return check_of(outcome, "dry run accepted");
}

}   // namespace smsgw::providers
