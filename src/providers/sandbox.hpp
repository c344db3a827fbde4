// The provider that speaks to the simulated operator (sandbox_operator.hpp).
#pragma once

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace sandbox {

// POST {base_url}/v1/submit; with an Idempotency-Key when the operator drops repeats.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit);

// GET {base_url}/v1/messages?ref=...
http::ClientRequest build_look_up(const ProviderConfig& config, const LookupRequest& look_up);

// Found and not found only when the answer names `ref`: a proxy has pages of its own.
LookupOutcome read_look_up(const http::ClientResult& result, std::string_view ref);

// 200 with an id is Accepted with it; everything else goes by the HTTP status alone (classify.hpp).
SubmitOutcome read_answer(const http::ClientResult& result);

// One signed report per request. Without a webhook_secret nothing is authentic (signature_missing).
Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now);

}   // namespace sandbox

class SandboxProvider final : public SmsProvider {
public:
    // `client` must outlive the provider.
    SandboxProvider(ProviderConfig config, http::Client& client)
        : config_(std::move(config)), client_(client) {}

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;
    bool deduplicates() const override { return config_.dedupe; }
    bool can_look_up() const override { return true; }
    Task<LookupOutcome> look_up(LookupRequest request) override;
    Task<ProviderCheck> check() override;   // a look-up of a ref that nobody has

private:
    ProviderConfig config_;
    http::Client& client_;
};

}   // namespace smsgw::providers
