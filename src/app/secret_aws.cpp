#include "app/secret_aws.hpp"

#include <algorithm>

#include "app/config_checks.hpp"
#include "base/strict_json.hpp"
#include "http/url.hpp"
#include "providers/aws_sigv4.hpp"

namespace smsgw::app {
namespace {

using Json = nlohmann::json;
using Kind = SecretAnswer::Kind;

constexpr std::string_view service = "secretsmanager";

// It becomes part of a host's name.
bool is_region(std::string_view text) {
    return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::string service_url(const SecretsConfig& settings) {
    if (!settings.aws_url.empty()) return settings.aws_url;
    const bool china = settings.aws_region.starts_with("cn-");
    return "https://secretsmanager." + settings.aws_region +
           (china ? ".amazonaws.com.cn/" : ".amazonaws.com/");
}

// "ThrottlingException", or "com.amazonaws.secretsmanager#ThrottlingException". Empty when it is nothing like that: it is quoted.
std::string exception_name(const Json& body) {
    const auto type = body.is_object() ? body.find("__type") : body.end();
    if (type == body.end() || !type->is_string()) return {};
    auto name = type->get<std::string>();
    name.erase(0, name.rfind('#') + 1);
    const bool plain = name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                       });
    return plain ? name : std::string();
}

SecretAnswer judge_exception(int status, const std::string& name) {
    auto problem = "AWS answers " + std::to_string(status) + (name.empty() ? "" : " " + name);
    constexpr std::string_view passing[] = {"ThrottlingException", "Throttling", "InternalServiceError",
                                            "InternalFailure", "ServiceUnavailable"};
    const bool passes = std::find(std::begin(passing), std::end(passing), name) != std::end(passing);
    if (status >= 500 || status == 429 || passes) return {Kind::away, {}, std::move(problem)};
    return {Kind::refused, {}, std::move(problem)};
}

}   // namespace

std::optional<std::string> complaint_about_aws(const SecretsConfig& settings) {
    if (!is_region(settings.aws_region)) return "it needs secrets.aws_region (or AWS_REGION), like eu-west-1";
    if (!settings.aws_url.empty())
        if (const auto wrong = check_url(settings.aws_url))
            return "secrets.aws_url (or AWS_ENDPOINT_URL) " + *wrong;
    if (settings.aws_access_key_id.empty() || settings.aws_secret_access_key.empty())
        return "it needs secrets.aws_access_key_id and secrets.aws_secret_access_key (or AWS_ACCESS_KEY_ID "
               "and "
               "AWS_SECRET_ACCESS_KEY)";
    if (check_header_value(settings.aws_access_key_id) ||
        check_header_value(settings.aws_secret_access_key.reveal()) ||
        check_header_value(settings.aws_session_token.reveal()))
        return "AWS credentials must be visible ASCII characters";
    return {};
}

http::ClientRequest aws_secret_request(const SecretsConfig& settings, const std::string& id, WallTime now) {
    http::ClientRequest request;
    request.url = service_url(settings);
    request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                       {"X-Amz-Target", "secretsmanager.GetSecretValue"}};
    request.body = Json{{"SecretId", id}}.dump();
    const auto url = http::Url::parse(request.url);
    if (url.has_error()) return request;   // which the client refuses to send

    providers::AwsRequest to_sign;
    to_sign.path = url->target;
    to_sign.headers = request.headers;
    to_sign.headers.emplace_back("Host", url->authority());
    to_sign.body = request.body;
    const auto signature = providers::sign_aws(
        to_sign, {settings.aws_access_key_id, settings.aws_secret_access_key, settings.aws_session_token},
        {settings.aws_region, std::string(service), now});
    request.headers.insert(request.headers.end(), signature.headers.begin(), signature.headers.end());
    return request;
}

SecretAnswer judge_aws_secret(const http::ClientResponse& response) {
    auto body = read_strict_json(response.body);
    if (response.status != 200)
        return judge_exception(response.status, body.has_error() ? std::string() : exception_name(*body));
    if (body.has_error() || !body->is_object()) return {Kind::refused, {}, "AWS's answer is not understood"};
    const auto text = body->find("SecretString");
    if (text != body->end() && text->is_string()) return {Kind::told, *text, {}};
    if (body->contains("SecretBinary")) return {Kind::refused, {}, "the secret is binary, not a text"};
    return {Kind::refused, {}, "AWS's answer is not understood"};
}

}   // namespace smsgw::app
