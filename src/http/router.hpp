// A listener's table of routes: which handler answers a method and path.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/server.hpp"
#include "smsgw/result.hpp"

namespace smsgw::http {

struct RouteMatch {
    const Route* route;                // lives as long as the router
    std::vector<std::string> params;   // percent-decoded
};

class Router {
public:
    // A pattern without placeholders is looked at before one with; otherwise the table's order decides.
    explicit Router(std::vector<Route> routes);

    // HEAD is answered by the GET route unless it has its own. Errc::not_found (also for a parameter whose percent
    // escapes are invalid or hide a control character) or method_not_allowed.
    Result<RouteMatch> find(std::string_view method, std::string_view path) const;

    // The `Allow` field of a 405: the methods that this path has.
    std::string allowed(std::string_view path) const;

private:
    std::vector<Route> routes_;
};

}   // namespace smsgw::http
