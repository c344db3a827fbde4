// The admin listener's health pages: /livez (the process runs its loops), /readyz (it can serve; says why not),
// /healthz (both, for people).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/server.hpp"

namespace smsgw::api {

// Why this process cannot serve now; empty when it can.
using Readiness = std::function<std::vector<std::string>()>;

std::vector<http::Route> health_routes(Readiness readiness);

}   // namespace smsgw::api
