// The api listener: what an internal service may ask.
#pragma once

#include <vector>

#include "api/key_ring.hpp"
#include "dispatch/route_table.hpp"
#include "http/server.hpp"
#include "intake/intake.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::api {

class ClientApi {
public:
    ClientApi(const KeyRing& keys, MessageStore& store, const dispatch::RouteTable& routes,
              const Clock& clock)
        : keys_(keys), store_(store), routes_(routes), clock_(clock), intake_(store) {}

    // Its rows of the listener's table; they refer to this object.
    std::vector<http::Route> routes();

private:
    Task<http::Response> send(http::Request request);
    Task<http::Response> accept(intake::Plan plan, std::string idempotency_key, std::string request_id);
    Task<http::Response> show(http::Request request);
    Task<http::Response> cancel(http::Request request);
    Task<Result<MessageView>> find_for(http::Request request, Scope scope);

    const KeyRing& keys_;
    MessageStore& store_;
    const dispatch::RouteTable& routes_;
    const Clock& clock_;
    intake::Intake intake_;
};

}   // namespace smsgw::api
