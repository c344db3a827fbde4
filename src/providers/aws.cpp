// Requests to AWS and its answers; the walk of what SNS posts.
#include "providers/aws.hpp"

#include <algorithm>
#include <string>

#include "base/log.hpp"
#include "base/system_clock.hpp"
#include "http/url.hpp"
#include "providers/aws_sigv4.hpp"
#include "providers/aws_table.hpp"
#include "providers/aws_webhook.hpp"
#include "providers/classify.hpp"
#include "providers/json.hpp"
#include "providers/traced.hpp"

namespace smsgw::providers {
namespace aws {
namespace {

constexpr std::string_view service = "sms-voice";
constexpr std::string_view nobodys_number = "+447700900123";   // Ofcom reserves it for films
constexpr std::chrono::seconds time_to_live_min{5};
constexpr std::chrono::seconds time_to_live_max{259'200};

// Regions are letters, digits and hyphens; one of China has its services below another domain.
bool is_region(std::string_view text) {
    return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool is_token(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_word(std::string_view text) {
    return text.size() <= 256 && is_token(text);
}

std::string base_url(const ProviderConfig& config) {
    if (!config.base_url.empty()) return config.base_url;
    const auto& region = config.settings.text("region");
    return "https://sms-voice." + region +
           (region.starts_with("cn-") ? ".amazonaws.com.cn/" : ".amazonaws.com/");
}

Json body_of(const ProviderConfig& config, const SubmitRequest& submit) {
    const auto& settings = config.settings;
    const auto& identity = settings.text("origination_identity");
    const auto& type = settings.text("message_type");
    Json body = {{"DestinationPhoneNumber", submit.message.to.str()},
                 {"OriginationIdentity", identity.empty() ? submit.message.sender.str() : identity},
                 {"MessageBody", submit.message.text.reveal()},
                 {"MessageType", type.empty() ? "TRANSACTIONAL" : type}};
    if (!submit.ref.empty()) body["Context"] = {{std::string(context_key), submit.ref}};
    if (const auto& set = settings.text("configuration_set"); !set.empty())
        body["ConfigurationSetName"] = set;
    if (const auto& price = settings.text("max_price"); !price.empty()) body["MaxPrice"] = price;
    if (submit.validity.count() > 0) {
        const auto left = std::chrono::floor<std::chrono::seconds>(submit.validity);
        body["TimeToLive"] = std::clamp(left, time_to_live_min, time_to_live_max).count();
    }
    return body;
}

http::ClientRequest signed_request(const ProviderConfig& config, std::string body, WallTime now) {
    http::ClientRequest request;
    request.url = base_url(config);
    request.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                       {"X-Amz-Target", "PinpointSMSVoiceV2.SendTextMessage"}};
    request.body = std::move(body);

    const auto url = http::Url::parse(request.url);
    if (url.has_error()) return request;   // which the client refuses to send
    AwsRequest to_sign;
    to_sign.path = url->target.substr(0, url->target.find('?'));
    to_sign.headers = request.headers;
    to_sign.headers.emplace_back("Host", url->authority());
    to_sign.body = request.body;
    const auto& settings = config.settings;
    const AwsCredentials credentials{settings.text("access_key_id"), settings.secret("secret_access_key"),
                                     settings.secret("session_token")};
    const AwsScope scope{settings.text("region"), std::string(service), now};
    const auto signature = sign_aws(to_sign, credentials, scope);
    request.headers.insert(request.headers.end(), signature.headers.begin(), signature.headers.end());
    return request;
}

// "com.amazonaws.pinpointsmsvoicev2#ThrottlingException" or, in the header, "ThrottlingException:http://...".
std::string exception_name(const Json& body, const http::ClientResponse& response) {
    std::string text = text_member(body, "__type");
    if (text.empty()) text = response.header("x-amzn-errortype");
    if (const auto hash = text.rfind('#'); hash != std::string::npos) text.erase(0, hash + 1);
    return text.substr(0, text.find(':'));
}

const ErrorRow* find_row(std::span<const ErrorRow> table, std::string_view code) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const ErrorRow& row) { return row.code == code; });
    return found == table.end() ? nullptr : &*found;
}

SubmitOutcome read_exception(const std::string& name, const std::string& reason,
                             const http::ClientResponse& response) {
    const std::string& word = reason.empty() ? name : reason;
    const auto* row = find_row(reason_rows, reason);
    if (row == nullptr) row = find_row(exception_rows, name);
    if (row == nullptr) return classify_code("aws", word, {}, response);
    const ErrorRow named{word, row->error_class};
    return classify_code("aws", word, std::span(&named, 1), response);
}

}   // namespace

std::string check(const ProviderConfig& config) {
    const auto& settings = config.settings;
    if (config.dedupe)
        return "dedupe is for providers that drop repeats of a submit: aws does not promise to";
    if (!is_region(settings.text("region"))) return "region must be one like eu-west-1";
    if (http::Url::parse(base_url(config)).has_error()) return "base_url must be an http or https URL";
    if (!is_word(settings.text("access_key_id"))) return "access_key_id must be visible ASCII characters";
    if (!is_word(settings.secret("secret_access_key").reveal()) ||
        !is_token(settings.secret("session_token").reveal()))
        return "secret_access_key and session_token must be visible ASCII characters";
    if (const auto& type = settings.text("message_type");
        !type.empty() && type != "TRANSACTIONAL" && type != "PROMOTIONAL")
        return "message_type must be TRANSACTIONAL or PROMOTIONAL";
    if (const auto& price = settings.text("max_price"); !price.empty()) {
        const auto micros = read_micros(price);
        if (!micros || *micros <= 0 || *micros >= 100'000'000 || *micros % 10 != 0)
            return "max_price must be an amount of dollars below 100 with up to five decimals, like 0.10";
    }
    for (const auto& arn : settings.list("topic_arns"))
        if (!arn.starts_with("arn:") || arn.find(":sns:") == std::string::npos || !is_word(arn))
            return "topic_arns must be ARNs of SNS topics, like "
                   "arn:aws:sns:eu-west-1:123456789012:sms-events";
    return {};
}

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit, WallTime now) {
    return signed_request(config, write_json(body_of(config, submit)), now);
}

http::ClientRequest build_dry_run(const ProviderConfig& config, WallTime now) {
    Json body = {{"DestinationPhoneNumber", nobodys_number}, {"MessageBody", "Test"}, {"DryRun", true}};
    if (const auto& identity = config.settings.text("origination_identity"); !identity.empty())
        body["OriginationIdentity"] = identity;
    return signed_request(config, write_json(body), now);
}

SubmitOutcome read_answer(const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto parsed = parse_json(response.body);
    const Json body = parsed && parsed->is_object() ? *parsed : Json::object();
    if (const auto name = exception_name(body, response); !name.empty())
        return read_exception(name, text_member(body, "Reason"), response);
    auto outcome = classify_status(response);
    auto id = text_member(body, "MessageId");
    if (auto* accepted = std::get_if<Accepted>(&outcome); accepted != nullptr && is_id(id))
        accepted->ids.emplace_back(std::move(id));
    return outcome;
}

Task<Result<std::string>> fetch_text(http::Client* client, std::string url) {
    http::ClientRequest request;
    request.method = "GET";
    request.url = std::move(url);
    auto result = co_await client->send(std::move(request));
    if (result.has_error()) co_return result.error().error;
    if (result->status != 200) co_return Errc::response_malformed;
    co_return std::move(result->body);
}

Surroundings real_surroundings(http::Client& client) {
    return {[] { return SystemClock().wall_now(); },
            [&client](std::string url) { return fetch_text(&client, std::move(url)); }};
}

}   // namespace aws

Aws::Aws(ProviderConfig config, http::Client& client)
    : Aws(std::move(config), client, aws::real_surroundings(client)) {}

Aws::Aws(ProviderConfig config, http::Client& client, aws::Surroundings surroundings)
    : config_(std::move(config)),
      client_(client),
      surroundings_(std::move(surroundings)),
      certificates_(surroundings_.fetch) {}

Task<SubmitOutcome> Aws::submit(SubmitRequest request) {
    auto signed_request = aws::build_request(config_, request, surroundings_.now());
    const auto result = co_await client_.send(traced(std::move(signed_request), request));
    co_return aws::read_answer(result);
}

Task<ProviderCheck> Aws::check() {
    auto dry_run = aws::build_dry_run(config_, surroundings_.now());
    const auto result = co_await client_.send(std::move(dry_run));
    const auto outcome = aws::read_answer(result);
    co_return check_of(outcome, "dry run accepted");
}

Task<Result<WebhookNews>> Aws::read_webhook(WebhookRequest request, WallTime now) {
    auto message = read_sns(request.body);
    // What is no message of SNS has no signature either.
    if (message.has_error()) co_return Errc::signature_missing;
    const auto verified = co_await verify(*message, now);
    if (verified.has_error()) co_return verified.error();
    if (message->type == "Notification") co_return aws::read_event(*message, request.ref);
    if (message->type == "SubscriptionConfirmation") co_return co_await confirm(std::move(*message));
    // Somebody has ended the subscription, and with it the reports: that is theirs to do, but should be seen.
    log::warn("webhook.unsubscribed", {log::f(config_.id), log::f("topic", message->topic_arn)});
    co_return WebhookNews{};
}

Task<Result<void>> Aws::verify(SnsMessage message, WallTime now) {
    const auto origin = aws::check_origin(config_, message);
    if (origin.has_error()) co_return origin.error();
    const auto certificate = co_await certificates_.get(message.signing_cert_url, now);
    if (certificate.has_error()) co_return certificate.error();
    const auto checked = check_sns(message, *certificate, now);
    if (checked.has_value()) certificates_.keep(message.signing_cert_url, *certificate, now);
    co_return checked;
}

Task<Result<WebhookNews>> Aws::confirm(SnsMessage message) {
    if (!is_sns_url(message.subscribe_url)) co_return Errc::signature_bad;
    const auto confirmed = co_await surroundings_.fetch(message.subscribe_url);
    if (confirmed.has_error()) co_return confirmed.error();
    log::info("webhook.subscribed", {log::f(config_.id), log::f("topic", message.topic_arn)});
    co_return WebhookNews{};
}

}   // namespace smsgw::providers
