// Requests to Twilio and its answers. Reports are read in twilio_webhook.cpp.
#include "providers/twilio.hpp"

#include <algorithm>
#include <string>

#include "base/log.hpp"
#include "http/ascii.hpp"
#include "http/form.hpp"
#include "http/percent.hpp"
#include "providers/basic_auth.hpp"
#include "providers/classify.hpp"
#include "providers/json.hpp"
#include "providers/traced.hpp"
#include "providers/twilio_table.hpp"
#include "providers/twilio_webhook.hpp"

namespace smsgw::providers {
namespace twilio {
namespace {

// Twilio comes again only when it could not connect, and once, unless the URL's fragment asks for more
// (docs/usage/webhooks/webhooks-connection-overrides): it shall come again after a 503 of ours, too.
constexpr std::string_view try_again = "#rc=5&rp=all";

constexpr std::chrono::seconds validity_min{1};
constexpr std::chrono::seconds validity_max{36'000};
constexpr std::size_t short_code_digits_max = 8;

bool is_sid(std::string_view text, std::string_view prefix) {
    constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
    return text.size() == prefix.size() + 32 && text.starts_with(prefix) &&
           text.find_first_not_of(hex_digits, prefix.size()) == std::string_view::npos;
}

// Short codes and names as they are; a long number must be E.164, and ours may lack the plus.
std::string from_of(const Sender& sender) {
    const auto& text = sender.str();
    const bool long_number = text.size() > short_code_digits_max &&
                             std::all_of(text.begin(), text.end(), [](char c) { return http::is_digit(c); });
    return long_number ? "+" + text : text;
}

std::string messages_url(const ProviderConfig& config) {
    return url_of(config, own_base_url,
                  "/2010-04-01/Accounts/" + config.settings.text("account_sid") + "/Messages.json");
}

http::ClientRequest post_form(const ProviderConfig& config, std::string url,
                              const std::vector<http::Header>& form) {
    const auto& key = config.settings.text("api_key_sid");
    const auto& user = key.empty() ? config.settings.text("account_sid") : key;
    http::ClientRequest request;
    request.url = std::move(url);
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                       {"Accept", "application/json"},
                       {"Authorization", basic_credentials(user, config.api_key)}};
    request.body = http::write_form(form);
    return request;
}

// Twilio writes what the account is charged as a negative amount.
std::optional<Money> read_price(const Json& body) {
    auto price = read_money(text_member(body, "price"), text_member(body, "price_unit"));
    if (price && price->micros < 0) price->micros = -price->micros;
    return price;
}

}   // namespace

std::string complaint(const ProviderConfig& config) {
    const auto& settings = config.settings;
    const auto wrong_sid = [&](std::string_view name, std::string_view prefix) {
        const auto& text = settings.text(name);
        return !text.empty() && !is_sid(text, prefix);
    };
    if (config.dedupe)
        return "dedupe is for type sandbox: twilio does not promise to drop repeats of a submit";
    if (!config.base_url.empty() && !is_url(config.base_url))
        return "base_url must start with https:// or http://";
    if (wrong_sid("account_sid", "AC")) return "account_sid must be AC and 32 hexadecimal digits";
    if (wrong_sid("api_key_sid", "SK")) return "api_key_sid must be SK and 32 hexadecimal digits";
    if (wrong_sid("messaging_service_sid", "MG"))
        return "messaging_service_sid must be MG and 32 hexadecimal digits";
    return is_header_value(config.api_key.reveal())
               ? ""
               : "api_key is required: the account's auth token, or the secret of api_key_sid";
}

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit) {
    const auto& message = submit.message;
    const auto& service = config.settings.text("messaging_service_sid");

    std::vector<http::Header> form = {{"To", message.to.str()}};
    if (service.empty())
        form.emplace_back("From", from_of(message.sender));
    else
        form.emplace_back("MessagingServiceSid", service);
    form.emplace_back("Body", message.text.reveal());
    form.emplace_back("SmartEncoded", "false");   // the words as they are, whatever the service's default
    if (!submit.report_url.empty())
        form.emplace_back("StatusCallback", submit.report_url + std::string(try_again));
    if (submit.validity > Millis::zero()) {
        const auto whole = std::chrono::floor<std::chrono::seconds>(submit.validity);
        const auto given = std::clamp(whole, validity_min, validity_max);
        form.emplace_back("ValidityPeriod", std::to_string(given.count()));
    }
    if (config.settings.flag(conversion_feedback)) form.emplace_back("ProvideFeedback", "true");
    return post_form(config, messages_url(config), form);
}

http::ClientRequest build_feedback(const ProviderConfig& config, const ConversionFeedback& feedback) {
    constexpr std::string_view suffix = ".json";
    auto url = messages_url(config);
    url.resize(url.size() - suffix.size());
    url += "/" + http::percent_encode(feedback.id.view()) + "/Feedback.json";
    const bool confirmed = feedback.outcome == Conversion::converted;
    return post_form(config, std::move(url), {{"Outcome", confirmed ? "confirmed" : "unconfirmed"}});
}

SubmitOutcome read_answer(const ProviderConfig&, const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto body = parse_json(response.body);
    if (!body || !body->is_object()) return classify_status(response);
    if (const auto code = text_member(*body, "code"); !code.empty())
        return classify_code("twilio", code, error_rows, response);
    auto outcome = classify_status(response);
    if (auto* accepted = std::get_if<Accepted>(&outcome)) {
        if (auto sid = text_member(*body, "sid"); is_id(sid)) accepted->ids.emplace_back(std::move(sid));
        accepted->price = read_price(*body);
    }
    return outcome;
}

}   // namespace twilio

Twilio::Twilio(ProviderConfig config, http::Client& client) : config_(std::move(config)), client_(client) {
    if (twilio::webhook_keys(config_).empty()) log::warn("provider.webhook_unsigned", {log::f(config_.id)});
}

Task<SubmitOutcome> Twilio::submit(SubmitRequest request) {
    const auto result = co_await client_.send(traced(twilio::build_request(config_, request), request));
    co_return twilio::read_answer(config_, result);
}

Task<FeedbackOutcome> Twilio::tell_conversion(ConversionFeedback feedback) {
    const auto result = co_await client_.send(twilio::build_feedback(config_, feedback));
    co_return feedback_of(result);
}

Task<Result<WebhookNews>> Twilio::read_webhook(WebhookRequest request, WallTime) {
    co_return twilio::read_webhook(config_, request);
}

}   // namespace smsgw::providers
