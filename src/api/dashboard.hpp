// The dashboard: a page for people who run gateways. It is the same for everybody; what it shows it asks for itself, with the
// key of the person before it (docs/dashboard.md).
#pragma once

#include <vector>

#include "http/server.hpp"

namespace smsgw::api {

// GET / of the admin listener, and what the page is made of below /dashboard/.
std::vector<http::Route> dashboard_routes();

}   // namespace smsgw::api
