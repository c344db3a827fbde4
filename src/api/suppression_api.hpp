// The suppression list, for the service of an account: GET, POST /suppressions and DELETE /suppressions/{number}.
#pragma once

#include <vector>

#include "api/gatekeeper.hpp"
#include "http/server.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/suppression_store.hpp"

namespace smsgw::api {

class SuppressionApi {
public:
    SuppressionApi(Gatekeeper& gatekeeper, SuppressionStore& store, const Clock& clock)
        : gatekeeper_(gatekeeper), store_(store), clock_(clock) {}

    // Its rows of the listener's table; they refer to this object.
    std::vector<http::Route> routes();

private:
    Task<http::Response> list(http::Request request);
    Task<http::Response> add(http::Request request);
    Task<http::Response> remove(http::Request request);

    Gatekeeper& gatekeeper_;
    SuppressionStore& store_;
    const Clock& clock_;
};

}   // namespace smsgw::api
