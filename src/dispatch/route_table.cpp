#include "dispatch/route_table.hpp"

#include <algorithm>

namespace smsgw::dispatch {

RouteTable::RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {
    std::stable_sort(routes_.begin(), routes_.end(),
                     [](const Route& a, const Route& b) { return a.prefix.size() > b.prefix.size(); });
}

const std::vector<ProviderId>& RouteTable::candidates(const E164Number& to) const {
    static const std::vector<ProviderId> none;
    for (const auto& route : routes_)
        if (to.str().starts_with(route.prefix)) return route.providers;
    return none;
}

}   // namespace smsgw::dispatch
