// The admin listener's health pages: /livez (what should move moves; else a restart helps), /readyz (it can serve; says why not),
// /healthz (both, for people).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/server.hpp"

namespace smsgw::api {

// Why this process cannot serve now; empty when it can.
using Readiness = std::function<std::vector<std::string>()>;

// What of this process hangs, so that only a restart helps; empty when nothing does.
using Liveness = std::function<std::vector<std::string>()>;

std::vector<http::Route> health_routes(Readiness readiness, Liveness liveness);

}   // namespace smsgw::api
