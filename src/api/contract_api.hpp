// What the service says of itself, to anybody who can reach it: the machine-readable contract, the page made of it, and
// what each error means.
#pragma once

#include <vector>

#include "http/server.hpp"

namespace smsgw::api {

// GET /openapi.json, GET /problems/{code}
std::vector<http::Route> contract_routes();

// GET /docs: openapi.json as a page that needs nothing else
std::vector<http::Route> docs_routes();

}   // namespace smsgw::api
