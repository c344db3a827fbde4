// Which providers a message may go to, in order, and which of them can be used now.
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

// A provider that refused all of us (credentials, credit) is left alone for a while: the messages stay queued instead of
// burning their attempts. One per provider and engine; share-nothing, each engine learns for itself.
class Breaker {
public:
    bool closed(MonoTime now) const { return now >= open_until_; }
    void open(MonoTime now, Millis span) { open_until_ = now + span; }

private:
    MonoTime open_until_ = MonoTime::min();
};

}   // namespace smsgw::dispatch
