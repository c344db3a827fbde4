// The port CallbackSender over our HTTP client, behind the address guard.
#pragma once

#include "callback/config.hpp"
#include "http/client.hpp"
#include "smsgw/ports/callback_sender.hpp"

namespace smsgw::app {

class CallbackPost : public CallbackSender {
public:
    // `ca_file`: as for http::Client.
    CallbackPost(asio::any_io_executor executor, Clock& clock, const callback::CallbackConfig& config,
                 std::string ca_file = {});

    Task<CallbackAnswer> post(CallbackRequest request) override;

    void close() { client_.close(); }

private:
    Clock& clock_;
    Millis timeout_;
    http::Client client_;
};

}   // namespace smsgw::app
