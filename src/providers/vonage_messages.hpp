// Vonage's Messages API, {base}/v1/messages, for its channel "sms".
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/public_key.hpp"
#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::providers::vonage {

inline constexpr std::string_view messages_base_url = "https://api.nexmo.com";

// How an application logs in: by a token that its private key has signed.
class ApplicationLogin {
public:
    ApplicationLogin(RsaPrivateKey key, std::string application_id)
        : key_(std::move(key)), application_id_(std::move(application_id)) {}

    // The value of `Authorization`. A token is good for 15 minutes and used for 10: an RSA signature costs about a millisecond,
    // which is much to pay for each request.
    std::string authorization(WallTime now);

private:
    RsaPrivateKey key_;
    std::string application_id_;
    std::string token_;
    WallTime made_at_;
};

// The request for one attempt; `authorization` is the value of that header.
http::ClientRequest build_messages_request(const ProviderConfig& config, const SubmitRequest& submit,
                                           std::string authorization);

// By the problem's code, and without one by the HTTP status.
SubmitOutcome read_messages_answer(const http::ClientResult& result);

}   // namespace smsgw::providers::vonage
