// What a message will cost, before its provider says so.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "dispatch/config.hpp"
#include "smsgw/message.hpp"
#include "smsgw/money.hpp"

namespace smsgw::dispatch {

// Pure; the prices never change.
class PriceTable {
public:
    explicit PriceTable(std::vector<Price> prices);

    // All segments of the message at the provider's price for its number: the one with the longest prefix that fits, of
    // these one with countries before one without; the first of equals. Nothing: no price fits.
    std::optional<Money> estimate(const ProviderId& provider, const Message& message) const;

private:
    std::unordered_map<ProviderId, std::vector<Price>> prices_;   // of each provider, most specific first
};

}   // namespace smsgw::dispatch
