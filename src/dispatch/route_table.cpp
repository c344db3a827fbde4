#include "dispatch/route_table.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "dispatch/draw.hpp"

namespace smsgw::dispatch {
namespace {

auto specificity(const Route& route) {
    return std::tuple(!route.account.empty(), route.lane.has_value(), !route.sender.empty(),
                      route.prefix.size(), !route.countries.empty());
}

bool fits(const Route& route, const Message& message) {
    const auto& countries = route.countries;
    return (route.account.empty() || route.account == message.account) &&
           (!route.lane || *route.lane == message.lane) &&
           (route.sender.empty() || route.sender == message.sender) &&
           message.to.str().starts_with(route.prefix) &&
           (countries.empty() ||
            std::find(countries.begin(), countries.end(), message.country) != countries.end());
}

// The place of the provider that is tried first.
std::ptrdiff_t first_of(const Route& route, const MsgId& msgid) {
    const auto& weights = route.weights;
    if (weights.empty()) return 0;
    if (msgid.empty()) return std::max_element(weights.begin(), weights.end()) - weights.begin();
    const auto sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    const auto drawn = draw_of(msgid, "weights") * sum;
    double below = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        below += weights[i];
        if (drawn < below) return static_cast<std::ptrdiff_t>(i);
    }
    return 0;
}

}   // namespace

RouteTable::RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {
    for (std::size_t i = 0; i < routes_.size(); ++i)
        if (routes_[i].id.empty()) routes_[i].id = RouteId("#" + std::to_string(i + 1));
    std::stable_sort(routes_.begin(), routes_.end(),
                     [](const Route& a, const Route& b) { return specificity(a) > specificity(b); });
}

Candidates RouteTable::candidates(const Message& message) const {
    const auto route =
        std::find_if(routes_.begin(), routes_.end(), [&](const Route& one) { return fits(one, message); });
    if (route == routes_.end()) return {};
    Candidates found{.route = &*route, .providers = route->providers};
    const auto first = found.providers.begin() + first_of(*route, message.msgid);
    if (first != found.providers.end()) std::rotate(found.providers.begin(), first, first + 1);
    return found;
}

std::vector<std::string> reasons(const Route& route, const Message& message) {
    std::vector<std::string> met;
    if (!route.account.empty()) met.push_back("account " + route.account.str());
    if (route.lane) met.push_back("lane " + std::string(to_text(*route.lane)));
    if (!route.sender.empty()) met.push_back("sender " + route.sender.str());
    if (route.prefix != "+") met.push_back("prefix " + route.prefix);
    if (!route.countries.empty()) met.push_back("country " + message.country);
    return met;
}

}   // namespace smsgw::dispatch
