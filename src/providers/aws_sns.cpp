#include "providers/aws_sns.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/crypto.hpp"
#include "base/strict_json.hpp"
#include "base/time_text.hpp"
#include "http/ascii.hpp"
#include "http/url.hpp"
#include "providers/signature_check.hpp"

namespace smsgw::providers {
namespace {

constexpr std::string_view notification = "Notification";

// True when the field is a string, or absent although it need not be there.
bool read_text(const nlohmann::json& object, const char* name, std::string& out) {
    const auto found = object.find(name);
    if (found == object.end()) return true;
    if (!found->is_string()) return false;
    out = found->get<std::string>();
    return true;
}

bool is_known_type(std::string_view type) {
    return type == notification || type == "SubscriptionConfirmation" || type == "UnsubscribeConfirmation";
}

bool is_complete(const SnsMessage& message) {
    if (!is_known_type(message.type) || message.message_id.empty() || message.topic_arn.empty() ||
        message.timestamp.empty())
        return false;
    return message.type == notification || (!message.token.empty() && !message.subscribe_url.empty());
}

bool is_region(std::string_view label) {
    return !label.empty() && std::all_of(label.begin(), label.end(), [](char c) {
        return http::is_letter(c) || http::is_digit(c) || c == '-';
    });
}

std::optional<http::Url> sns_url(const std::string& text) {
    const auto url = http::Url::parse(text);
    if (url.has_error() || url->scheme != http::Url::Scheme::https || url->port != 443) return std::nullopt;
    constexpr std::string_view before = "sns.";
    std::string_view host = url->host;
    if (!host.starts_with(before)) return std::nullopt;
    host.remove_prefix(before.size());
    for (const std::string_view after : {".amazonaws.com", ".amazonaws.com.cn"})
        if (host.ends_with(after) && is_region(host.substr(0, host.size() - after.size()))) return *url;
    return std::nullopt;
}

}   // namespace

Result<SnsMessage> read_sns(std::string_view body) {
    const auto object = read_strict_json(body);
    if (object.has_error() || !object->is_object()) return Errc::report_malformed;
    SnsMessage read;
    std::string subject;
    const bool texts =
        read_text(*object, "Type", read.type) && read_text(*object, "MessageId", read.message_id) &&
        read_text(*object, "TopicArn", read.topic_arn) && read_text(*object, "Message", read.message) &&
        read_text(*object, "Timestamp", read.timestamp) && read_text(*object, "Token", read.token) &&
        read_text(*object, "SubscribeURL", read.subscribe_url) &&
        read_text(*object, "SignatureVersion", read.signature_version) &&
        read_text(*object, "Signature", read.signature) &&
        read_text(*object, "SigningCertURL", read.signing_cert_url);
    if (!texts || !object->contains("Message") || !is_complete(read)) return Errc::report_malformed;
    // A null is how some of its libraries write that there is none.
    if (object->contains("Subject") && !(*object)["Subject"].is_null()) {
        if (!read_text(*object, "Subject", subject)) return Errc::report_malformed;
        read.subject = std::move(subject);
    }
    return read;
}

std::string sns_signed_text(const SnsMessage& message) {
    std::string text;
    const auto line = [&](std::string_view name, std::string_view value) {
        text.append(name).append("\n").append(value).append("\n");
    };
    const bool confirms = message.type != notification;
    line("Message", message.message);
    line("MessageId", message.message_id);
    if (confirms) line("SubscribeURL", message.subscribe_url);
    if (!confirms && message.subject) line("Subject", *message.subject);
    line("Timestamp", message.timestamp);
    if (confirms) line("Token", message.token);
    line("TopicArn", message.topic_arn);
    line("Type", message.type);
    return text;
}

bool is_sns_url(const std::string& url) {
    return sns_url(url).has_value();
}

bool is_sns_cert_url(const std::string& url) {
    const auto parsed = sns_url(url);
    return parsed && parsed->target.ends_with(".pem") && parsed->target.find('?') == std::string::npos;
}

Result<void> check_sns(const SnsMessage& message, const RsaCertificate& certificate, WallTime now) {
    if (message.signature.empty()) return Errc::signature_missing;
    if (!is_sns_cert_url(message.signing_cert_url)) return Errc::signature_bad;
    const auto given = from_base64(message.signature);
    const auto signed_at = from_rfc3339(message.timestamp);
    const bool known = message.signature_version == "1" || message.signature_version == "2";
    if (!given || !signed_at || !known) return Errc::signature_bad;
    const auto algorithm = message.signature_version == "1" ? Digest::sha1 : Digest::sha256;
    if (!certificate.verify(algorithm, sns_signed_text(message), *given)) return Errc::signature_bad;
    return check_window(*signed_at, now, sns_window);
}

}   // namespace smsgw::providers
