// Messages of Amazon SNS as it posts them to an HTTPS subscription, and whether they are SNS' own.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/public_key.hpp"
#include "smsgw/result.hpp"
#include "smsgw/time.hpp"

namespace smsgw::providers {

// SNS repeats a delivery for up to an hour, with the timestamp of the first. On top of that what clocks may differ.
inline constexpr std::chrono::seconds sns_window{3900};

struct SnsMessage {
    std::string type;   // "Notification", "SubscriptionConfirmation" or "UnsubscribeConfirmation"
    std::string message_id;
    std::string topic_arn;
    std::optional<std::string> subject;
    std::string message;
    std::string timestamp;       // RFC 3339
    std::string token;           // of confirmations
    std::string subscribe_url;   // of confirmations: whoever wants the topic requests it
    std::string signature_version;
    std::string signature;   // base64
    std::string signing_cert_url;
};

// Errc::report_malformed: not JSON, another type, or a field that the signature needs is absent.
Result<SnsMessage> read_sns(std::string_view body);

// The text that SNS signs: `Name\nvalue\n` for the fields of that type.
std::string sns_signed_text(const SnsMessage& message);

// Whether a URL in a message is one of SNS itself: https, sns.<region>.amazonaws.com or .com.cn, the usual port. Ask it
// before any certificate is fetched or subscription confirmed: the URL comes from whoever posts.
bool is_sns_url(const std::string& url);
bool is_sns_cert_url(const std::string& url);   // and a .pem file

// With the certificate from signing_cert_url: RSA with SHA-1 (version 1) or SHA-256 (version 2). Errc::signature_missing:
// no signature. Errc::signature_bad, also for another version or a certificate URL that is not SNS'.
// Errc::signature_expired.
Result<void> check_sns(const SnsMessage& message, const RsaCertificate& certificate, WallTime now);

}   // namespace smsgw::providers
