// See webhook_signature.hpp.
#include "providers/webhook_signature.hpp"

#include <algorithm>
#include <vector>

#include "base/crypto.hpp"
#include "http/message.hpp"

namespace smsgw::providers {
namespace {

struct SignatureItems {
    std::string_view t;
    std::vector<std::string_view> v1;   // several while a secret is rotated
};

constexpr std::size_t v1_count_max = 4;   // each costs an HMAC compare; nobody rotates through more

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

SignatureItems read_items(std::string_view header) {
    SignatureItems items;
    while (!header.empty()) {
        const auto comma = std::min(header.find(','), header.size());
        const auto item = trim(header.substr(0, comma));
        header.remove_prefix(std::min(comma + 1, header.size()));
        if (item.starts_with("t=")) items.t = item.substr(2);
        if (item.starts_with("v1=") && items.v1.size() < v1_count_max) items.v1.push_back(item.substr(3));
    }
    return items;
}

}   // namespace

std::string webhook_signature(const Secret& secret, std::string_view timestamp, std::string_view body) {
    std::string signed_text;
    signed_text.reserve(timestamp.size() + 1 + body.size());
    signed_text.append(timestamp).append(".").append(body);
    return hex(hmac_sha256(secret.reveal(), signed_text));
}

Result<void> check_signature(const SignatureHeaders& names, const Secret& secret,
                             const WebhookRequest& request, WallTime now) {
    const auto items = read_items(http::find_header(request.headers, names.signature));
    const auto header = http::find_header(request.headers, names.timestamp);
    // The timestamp is signed, so it does not matter which of its two places it is read from when one is empty.
    const auto timestamp = header.empty() ? items.t : header;
    if (timestamp.empty() || items.v1.empty()) return Errc::signature_missing;
    if (!items.t.empty() && items.t != timestamp) return Errc::signature_bad;
    const auto signed_at = read_unix_seconds(timestamp);
    if (!signed_at) return Errc::signature_bad;

    const auto expected = webhook_signature(secret, timestamp, request.body);
    const bool right = std::any_of(items.v1.begin(), items.v1.end(), [&](std::string_view given) {
        return equal_constant_time(given, expected);
    });
    if (!right) return Errc::signature_bad;
    return check_window(*signed_at, now);
}

}   // namespace smsgw::providers
