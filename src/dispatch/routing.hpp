// Where messages may go and what that costs: the two tables that everybody asks together.
#pragma once

#include "dispatch/price_table.hpp"
#include "dispatch/route_table.hpp"

namespace smsgw::dispatch {

// References to what outlives everybody.
struct Routing {
    const RouteTable& routes;
    const PriceTable& prices;

    // What the first of the candidates will ask; nothing: there is none, or it has no price.
    std::optional<Money> estimate(const Candidates& candidates, const Message& message) const {
        if (candidates.providers.empty()) return std::nullopt;
        return prices.estimate(candidates.providers.front(), message);
    }
};

}   // namespace smsgw::dispatch
