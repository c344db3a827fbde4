#include "dispatch/price_table.hpp"

#include <algorithm>
#include <tuple>

namespace smsgw::dispatch {
namespace {

auto specificity(const Price& price) {
    return std::tuple(price.prefix.size(), !price.countries.empty());
}

bool fits(const Price& price, const Message& message) {
    const auto& countries = price.countries;
    return message.to.str().starts_with(price.prefix) &&
           (countries.empty() ||
            std::find(countries.begin(), countries.end(), message.country) != countries.end());
}

}   // namespace

PriceTable::PriceTable(std::vector<Price> prices) {
    std::stable_sort(prices.begin(), prices.end(),
                     [](const Price& a, const Price& b) { return specificity(a) > specificity(b); });
    for (auto& price : prices)
        if (price.micros) prices_[price.provider].push_back(std::move(price));
}

std::optional<Money> PriceTable::estimate(const ProviderId& provider, const Message& message) const {
    const auto own = prices_.find(provider);
    if (own == prices_.end()) return std::nullopt;
    for (const auto& price : own->second)
        if (fits(price, message)) return Money{*price.micros * message.segments, price.currency};
    return std::nullopt;
}

}   // namespace smsgw::dispatch
