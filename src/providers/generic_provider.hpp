// Type "http": a provider that is described by configuration alone.
#pragma once

#include <functional>

#include "http/client.hpp"
#include "providers/generic_plan.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace generic {

std::string check(const ProviderConfig& config);

}   // namespace generic

class GenericProvider final : public SmsProvider {
public:
    // For a config that generic::check() has found right. `client` must outlive the provider. `now` is for variables such
    // as {expires_at}; by default the real time. Warns once when reports cannot be verified (provider.webhook_unsigned).
    GenericProvider(ProviderConfig config, http::Client& client, std::function<WallTime()> now = {});

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;
    bool deduplicates() const override { return config_.dedupe; }

private:
    ProviderConfig config_;
    generic::Plan plan_;
    http::Client& client_;
    std::function<WallTime()> now_;
};

}   // namespace smsgw::providers
