// Which providers a message may go to, in order.
#pragma once

#include <vector>

#include "dispatch/config.hpp"
#include "smsgw/e164_number.hpp"

namespace smsgw::dispatch {

class RouteTable {
public:
    explicit RouteTable(std::vector<Route> routes);

    // The providers of the route with the longest prefix of `to`; empty when no route matches.
    const std::vector<ProviderId>& candidates(const E164Number& to) const;

private:
    std::vector<Route> routes_;   // longest prefix first
};

}   // namespace smsgw::dispatch
