// The api listener: what an internal service may ask.
#pragma once

#include <vector>

#include "api/key_ring.hpp"
#include "api/send_api.hpp"
#include "dispatch/routing.hpp"
#include "http/server.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/message_store.hpp"
#include "smsgw/ports/submit_ledger.hpp"

namespace smsgw::api {

class ClientApi {
public:
    struct Storage {
        MessageStore& messages;
        SubmitLedger& ledger;
    };

    // `batch_bytes_max`: largest body of a batch; 0: what the listener takes.
    ClientApi(const KeyRing& keys, Storage storage, dispatch::Routing routing, const Clock& clock,
              std::size_t batch_bytes_max = 0)
        : keys_(keys),
          store_(storage.messages),
          ledger_(storage.ledger),
          clock_(clock),
          send_api_(keys, storage.messages, routing, clock, batch_bytes_max) {}

    // Its rows of the listener's table; they refer to this object.
    std::vector<http::Route> routes();

private:
    Task<http::Response> show(http::Request request);
    Task<http::Response> list(http::Request request);
    Task<http::Response> cancel(http::Request request);
    Task<http::Response> account(http::Request request);
    Result<Caller> caller_of(const http::Request& request, Scope scope) const;
    Task<Result<MessageView>> find_for(http::Request request, Scope scope);

    const KeyRing& keys_;
    MessageStore& store_;
    SubmitLedger& ledger_;
    const Clock& clock_;
    SendApi send_api_;
};

}   // namespace smsgw::api
