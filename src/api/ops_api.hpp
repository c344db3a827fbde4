// What a person does to a running daemon, on the admin listener and for keys with the scope admin: have it read its
// configuration again, and change what it logs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/gatekeeper.hpp"
#include "http/server.hpp"

namespace smsgw::api {

// Reads the configuration again and goes by it from then on. Says what is wrong with it: then everything stays as it was.
using Reload = std::function<Task<std::vector<std::string>>()>;

class OpsApi {
public:
    OpsApi(Gatekeeper& gatekeeper, Reload reload) : gatekeeper_(gatekeeper), reload_(std::move(reload)) {}

    // POST /reload; POST /log-level {"level"}: until the next reload.
    std::vector<http::Route> routes();

private:
    Task<http::Response> reload(http::Request request);
    Task<http::Response> set_log_level(http::Request request);

    Gatekeeper& gatekeeper_;
    Reload reload_;
};

}   // namespace smsgw::api
