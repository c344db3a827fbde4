// Signatures of what we post to others, as Standard Webhooks 1.0.0 has them: any of its libraries verifies them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"

namespace smsgw {

// A signing key: `whsec_` and the base64 of 24 to 64 bytes.
class WebhookKey {
public:
    // Errc::config_invalid.
    static Result<WebhookKey> parse(std::string_view text);

    // "v1,<base64>" over id, time and the exact bytes of the body.
    std::string sign(std::string_view id, std::int64_t timestamp_s, std::string_view body) const;

private:
    explicit WebhookKey(std::string bytes) : bytes_(std::move(bytes)) {}

    Secret bytes_;
};

// The value of `webhook-signature`: one signature by each key, so that a receiver may hold either while a key is replaced.
std::string webhook_signatures(const std::vector<WebhookKey>& keys, std::string_view id,
                               std::int64_t timestamp_s, std::string_view body);

}   // namespace smsgw
