// The provider that speaks to the simulated operator (sandbox_operator.hpp).
#pragma once

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace sandbox {

// POST {base_url}/v1/submit.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit);

// 200 with an id is Accepted with it; everything else goes by the HTTP status alone (classify.hpp).
SubmitOutcome read_answer(const http::ClientResult& result);

// One signed report per request. Without a webhook_secret nothing is authentic (signature_missing).
Result<std::vector<DeliveryReport>> read_webhook(const ProviderConfig& config, const WebhookRequest& request,
                                                 WallTime now);

}   // namespace sandbox

class SandboxProvider final : public SmsProvider {
public:
    // `client` must outlive the provider.
    SandboxProvider(ProviderConfig config, http::Client& client)
        : config_(std::move(config)), client_(client) {}

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Result<std::vector<DeliveryReport>> read_webhook(const WebhookRequest& request,
                                                     WallTime now) const override;

private:
    ProviderConfig config_;
    http::Client& client_;
};

}   // namespace smsgw::providers
