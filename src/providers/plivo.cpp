// Requests to Plivo and its answers. Reports are read in plivo_webhook.cpp.
#include "providers/plivo.hpp"

#include <algorithm>
#include <string>

#include "http/ascii.hpp"
#include "providers/basic_auth.hpp"
#include "providers/classify.hpp"
#include "providers/json.hpp"
#include "providers/plivo_table.hpp"
#include "providers/plivo_webhook.hpp"
#include "providers/traced.hpp"

namespace smsgw::providers {
namespace plivo {
namespace {

constexpr std::chrono::seconds validity_min{5};
constexpr std::chrono::seconds validity_max{10'799};
constexpr std::size_t ids_max = 16;   // one recipient gives one id; more would be a surprise, not a reason

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return http::is_letter(c) || http::is_digit(c) || c == '-';
    });
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), http::lower);
    return text;
}

// `body` has an `error` that is not null.
SubmitOutcome read_error(const Json& body, const http::ClientResponse& response) {
    const auto words = lower(text_member(body, "error"));
    for (const auto& row : error_word_rows)
        if (words.find(row.words) != std::string::npos)
            return outcome_of(row.error_class, std::string(row.error), response);
    // Success and failure in one answer.
    if (response.status >= 200 && response.status < 300) return Ambiguous{"plivo_error"};
    return classify_code("plivo", std::to_string(response.status), error_rows, response);
}

std::vector<ProviderMsgId> read_ids(const Json& body) {
    std::vector<ProviderMsgId> ids;
    const auto found = body.find("message_uuid");
    if (found == body.end()) return ids;
    const auto take = [&](const Json& item) {
        if (item.is_string() && is_id(item.get_ref<const std::string&>()) && ids.size() < ids_max)
            ids.emplace_back(item.get<std::string>());
    };
    if (found->is_array())
        std::for_each(found->begin(), found->end(), take);
    else
        take(*found);
    return ids;
}

}   // namespace

std::string complaint(const ProviderConfig& config) {
    const auto& powerpack = config.settings.text("powerpack_uuid");
    const auto& signature_min = config.settings.text("signature_min");
    if (config.dedupe)
        return "dedupe is for type sandbox: plivo does not promise to drop repeats of a submit";
    if (!config.base_url.empty() && !is_url(config.base_url))
        return "base_url must start with https:// or http://";
    if (!is_word(config.settings.text("auth_id"))) return "auth_id must be letters and digits";
    if (!powerpack.empty() && !is_word(powerpack)) return "powerpack_uuid must be a UUID";
    if (!signature_min.empty() && signature_min != "v2" && signature_min != "v3")
        return "signature_min must be \"v2\" or \"v3\"";
    return is_header_value(config.api_key.reveal()) ? "" : "api_key is required: the Auth Token of auth_id";
}

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit) {
    const auto& message = submit.message;
    const auto& account = config.settings.text("auth_id");
    const auto& powerpack = config.settings.text("powerpack_uuid");

    Json body = {{"dst", message.to.digits()}, {"text", message.text.reveal()}, {"type", "sms"}};
    if (!powerpack.empty()) {
        body["powerpack_uuid"] = powerpack;
    } else {
        const auto& sender = message.sender.str();
        body["src"] = sender.starts_with('+') ? sender.substr(1) : sender;
    }
    if (!submit.report_url.empty()) {
        body["url"] = submit.report_url;
        body["method"] = "POST";
    }
    if (submit.validity > Millis::zero()) {
        const auto whole = std::chrono::floor<std::chrono::seconds>(submit.validity);
        body["message_expiry"] = std::clamp(whole, validity_min, validity_max).count();
    }

    http::ClientRequest request;
    // The slash at the end is Plivo's: without it the answer is a redirect.
    request.url = url_of(config, own_base_url, "/v1/Account/" + account + "/Message") + "/";
    request.headers = {{"Content-Type", "application/json"},
                       {"Accept", "application/json"},
                       {"Authorization", basic_credentials(account, config.api_key)}};
    request.body = write_json(body);
    return request;
}

SubmitOutcome read_answer(const ProviderConfig&, const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto body = parse_json(response.body);
    if (!body || !body->is_object()) return classify_status(response);
    if (const auto error = body->find("error"); error != body->end() && !error->is_null())
        return read_error(*body, response);
    auto outcome = classify_status(response);
    if (auto* accepted = std::get_if<Accepted>(&outcome)) accepted->ids = read_ids(*body);
    return outcome;
}

}   // namespace plivo

Task<SubmitOutcome> Plivo::submit(SubmitRequest request) {
    const auto result = co_await client_.send(traced(plivo::build_request(config_, request), request));
    co_return plivo::read_answer(config_, result);
}

Task<Result<WebhookNews>> Plivo::read_webhook(WebhookRequest request, WallTime) {
    co_return plivo::read_webhook(config_, request);
}

}   // namespace smsgw::providers
