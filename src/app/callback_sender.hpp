// The port CallbackSender over our HTTP client, behind the address guard.
#pragma once

#include "callback/config.hpp"
#include "http/client.hpp"
#include "smsgw/ports/callback_sender.hpp"

namespace smsgw::app {

// Where callbacks may go: to global addresses, and to what the configuration opens besides. Its networks were checked when it
// was read; one that does not hold throws.
http::AddressPolicy callback_policy(const callback::CallbackConfig& config);

class CallbackPost : public CallbackSender {
public:
    CallbackPost(asio::any_io_executor executor, Clock& clock, const callback::CallbackConfig& config,
                 http::ClientReach reach);

    Task<CallbackAnswer> post(CallbackRequest request) override;

    void close() { client_.close(); }

private:
    Clock& clock_;
    Millis timeout_;
    http::Client client_;
};

}   // namespace smsgw::app
