// See config_routes.hpp.
#include "app/config_routes.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "app/config_label.hpp"
#include "app/suggest.hpp"

namespace smsgw::app {
namespace {

using dispatch::Price;
using dispatch::Route;

template <class Item>
std::vector<std::string> ids_of(const std::vector<Item>& items) {
    std::vector<std::string> ids;
    for (const auto& item : items) ids.push_back(item.id.str());
    return ids;
}

// Reports an id that nothing of that kind has.
void check_known(const std::string& key, std::string_view kind, const std::string& id,
                 const std::vector<std::string>& known, Findings& findings) {
    if (std::find(known.begin(), known.end(), id) != known.end()) return;
    const auto near = nearest(id, known);
    findings.problem(key + ": no " + std::string(kind) + " has the id '" + id + "'" +
                     (near.empty() ? "" : ", did you mean '" + near + "'?"));
}

bool has_rejected(const std::string& name, const Findings& findings) {
    return std::any_of(findings.rejected.begin(), findings.rejected.end(),
                       [&](const auto& rejected) { return rejected.starts_with(name + "."); });
}

void check_weights(const Route& route, const std::string& name, Findings& findings) {
    if (route.weights.empty() || has_rejected(name, findings)) return;
    if (route.weights.size() != route.providers.size())
        findings.problem(name + ".weights: there must be one for each of the providers");
    else if (std::accumulate(route.weights.begin(), route.weights.end(), std::int64_t{0}) == 0)
        findings.problem(name + ".weights: one of them at least must be above 0");
}

// Warns of tables whose conditions an earlier one has, too: they never decide. Of those with a value that could not be read
// nothing is known.
template <class Item, class Conditions>
void warn_of_repeats(const std::vector<Item>& items, const std::vector<std::string>& names,
                     Conditions conditions, Findings& findings) {
    std::map<decltype(conditions(items.front())), std::string> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (has_rejected(names[i], findings)) continue;
        const auto [first, fresh] = seen.try_emplace(conditions(items[i]), names[i]);
        if (!fresh)
            findings.warning(names[i] + " has the conditions of " + first->second + ": it is never used");
    }
}

std::set<std::string> set_of(const std::vector<std::string>& items) {
    return {items.begin(), items.end()};
}

}   // namespace

void complete_routes(Config& config, Findings& findings) {
    const auto providers = ids_of(config.providers);
    auto accounts = ids_of(config.accounts);
    if (config.quick_start) accounts.push_back(default_account().id.str());
    if (config.routes.empty()) {
        Route all;
        for (const auto& id : providers) all.providers.emplace_back(id);
        config.routes.push_back(std::move(all));
    }
    std::set<std::string> ids, used;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < config.routes.size(); ++i) {
        const auto& route = config.routes[i];
        const auto& name = names.emplace_back(label("routes", config.routes, i));
        if (!route.id.empty() && !ids.insert(route.id.str()).second)
            findings.problem(name + ": the id is used twice");
        if (!route.account.empty())
            check_known(name + ".account", "account", route.account.str(), accounts, findings);
        if (route.providers.empty()) findings.missing(name + ".providers", "ids of providers, in order");
        for (const auto& id : route.providers) {
            used.insert(id.str());
            check_known(name + ".providers", "provider", id.str(), providers, findings);
        }
        check_weights(route, name, findings);
    }
    const auto conditions = [](const Route& r) {
        return std::tuple(r.account, r.lane, r.sender, r.prefix, set_of(r.countries));
    };
    warn_of_repeats(config.routes, names, conditions, findings);
    for (const auto& id : providers)
        if (!id.empty() && !used.contains(id))
            findings.warning(label("providers", id) + " is in no route: it is never used");
}

void complete_prices(Config& config, Findings& findings) {
    const auto providers = ids_of(config.providers);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < config.prices.size(); ++i) {
        const auto& price = config.prices[i];
        const auto& name = names.emplace_back(place_label("prices", i));
        if (price.provider.empty())
            findings.missing(name + ".provider", "the id of the provider that asks it");
        else
            check_known(name + ".provider", "provider", price.provider.str(), providers, findings);
        if (!price.micros) findings.missing(name + ".price", "of one segment, like \"0.0450\"");
    }
    const auto conditions = [](const Price& p) {
        return std::tuple(p.provider, p.prefix, set_of(p.countries));
    };
    warn_of_repeats(config.prices, names, conditions, findings);
}

}   // namespace smsgw::app
