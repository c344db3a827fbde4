// Which providers a message may go to, in order.
#pragma once

#include <string>
#include <vector>

#include "dispatch/config.hpp"
#include "smsgw/message.hpp"

namespace smsgw::dispatch {

struct Candidates {
    const Route* route = nullptr;          // of the table, with its id; null: none fits
    std::vector<ProviderId> providers{};   // in the order in which they are tried
};

// Pure; the routes never change.
class RouteTable {
public:
    // A route without an id is called "#1", by its place.
    explicit RouteTable(std::vector<Route> routes);

    // Of the routes whose conditions the message meets the most specific one decides, and no other: one with an account
    // before one without, then likewise by lane, by sender, by length of the prefix, by countries; the first of equals.
    // With weights, the msgid draws who is first, the same at every call; without a msgid it is the heaviest. The others
    // follow in the order of the route.
    Candidates candidates(const Message& message) const;

private:
    std::vector<Route> routes_;   // most specific first
};

// The conditions of the route that the message has met, for people: {"account shop", "prefix +31"}.
std::vector<std::string> reasons(const Route& route, const Message& message);

}   // namespace smsgw::dispatch
