// AWS End User Messaging SMS (API "Pinpoint SMS Voice v2"): SendTextMessage signed by SigV4; events and inbound messages
// come through SNS (providers/aws_webhook.hpp).
#pragma once

#include <functional>

#include "http/client.hpp"
#include "providers/aws_certificates.hpp"
#include "providers/aws_sns.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace aws {

// What is wrong with the table, in a sentence; empty: nothing.
std::string check(const ProviderConfig& config);

// Under this name our ref goes into the message's context, which every event of it repeats.
inline constexpr std::string_view context_key = "smsgw_ref";

// Signed for `now`: AWS refuses what is more than five minutes off.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit, WallTime now);

// The same request, but AWS only checks it. Without origination_identity it chooses the sender by itself.
http::ClientRequest build_dry_run(const ProviderConfig& config, WallTime now);

// By the reason in the answer, else by the exception, else by the HTTP status.
SubmitOutcome read_answer(const http::ClientResult& result);

// A GET that must be answered with 200. `client` must outlive the coroutine.
Task<Result<std::string>> fetch_text(http::Client* client, std::string url);

// What a test can replace.
struct Surroundings {
    std::function<WallTime()> now;   // for the signatures of requests
    Fetch fetch;                     // of certificates, and to confirm subscriptions
};
Surroundings real_surroundings(http::Client& client);

}   // namespace aws

class Aws final : public SmsProvider {
public:
    // `client` must outlive the provider.
    Aws(ProviderConfig config, http::Client& client);
    Aws(ProviderConfig config, http::Client& client, aws::Surroundings surroundings);

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<ProviderCheck> check() override;   // a submit with DryRun

    // Fetches the certificate that the message names when it is not kept, from SNS only. Confirms the subscription of a
    // topic of the setting topic_arns. When either cannot be done now, the error is not one of signature_*.
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;

private:
    Task<Result<void>> verify(SnsMessage message, WallTime now);
    Task<Result<WebhookNews>> confirm(SnsMessage message);

    ProviderConfig config_;
    http::Client& client_;
    aws::Surroundings surroundings_;
    aws::Certificates certificates_;
};

}   // namespace smsgw::providers
