// Smstools (smstools.be, .nl, .com; smsgatewayapi): both faces of its API, chosen by ProviderConfig::api.
#pragma once

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::providers {

namespace smstools {

// "client": the vendor's documented API, {base}/v1/message/send with X-Client-Id and X-Client-Secret. It echoes our ref in
// its reports, so a lost answer is resolved by the report.
inline constexpr std::string_view client_base_url = "https://api.smsgatewayapi.com";

// "bearer": as specified to us, not described in any page of the vendor. base_url is the complete URL.
inline constexpr std::string_view bearer_base_url = "https://api.smstools.nl/send";

// The request for one attempt. `to` is written as each face is specified or recorded: digits only for "client",
// E.164 with the plus for "bearer", which names no form, because the plus leaves no doubt.
http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit);

// A submit that the vendor validates like any other and does not send (`test`): to a number that the United Kingdom keeps
// for films (Ofcom, 07700 900000 to 900999), should it be sent in spite of that. Client face only.
http::ClientRequest build_dry_run(const ProviderConfig& config);

// Decides on the body first: a member `error` is a failure whatever the HTTP status. A code of the table goes by its
// row; a code without one goes by the HTTP status, and beside a 2xx it is Ambiguous, because the two contradict each other.
SubmitOutcome read_answer(const ProviderConfig& config, const http::ClientResult& result);

}   // namespace smstools

class Smstools final : public SmsProvider {
public:
    // `client` must outlive the provider. Warns once when reports cannot be verified (provider.webhook_unsigned).
    Smstools(ProviderConfig config, http::Client& client);

    const ProviderId& id() const override { return config_.id; }
    Task<SubmitOutcome> submit(SubmitRequest request) override;
    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime now) override;
    Task<ProviderCheck> check() override;

private:
    ProviderConfig config_;
    http::Client& client_;
};

}   // namespace smsgw::providers
