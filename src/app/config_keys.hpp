// The key tables: one row per option. Reading TOML, environment and flags, printing the effective configuration and
// .env.example all walk these rows, so they cannot drift apart; an option that is not here does not exist.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/config_field.hpp"

namespace smsgw::app {

template <class Owner>
struct Key {
    std::string_view section;   // "" for the top level; the list's name in the tables of lists
    std::string_view name;
    Field (*field)(Owner& owner);
    Range range;
    std::string_view doc;            // one sentence, for people
    std::string_view example = {};   // shown where there is no default, or one that depends on the machine
};

using ConfigKey = Key<Config>;
using AccountKey = Key<Account>;
using ProviderKey = Key<providers::ProviderConfig>;
using RouteKey = Key<dispatch::Route>;
using PriceKey = Key<dispatch::Price>;

std::span<const ConfigKey> config_keys();       // grouped by section, top level first
std::span<const ConfigKey> secrets_keys();      // those of them in [secrets]
std::span<const AccountKey> account_keys();     // [[accounts]]
std::span<const ProviderKey> provider_keys();   // [[providers]]
std::span<const RouteKey> route_keys();         // [[routes]]
std::span<const PriceKey> price_keys();         // [[prices]]

// "redis.partitions", or "threads" at the top level.
std::string dotted(std::string_view section, std::string_view name);

// "SMSGW_REDIS_PARTITIONS".
std::string env_name(std::string_view section, std::string_view name);

// May a [[providers]] key be given as SMSGW_SMSTOOLS_<KEY> (docs: one provider by environment alone)?
enum class ByEnvironment : unsigned char { yes, no };
ByEnvironment by_environment(const ProviderKey& key);

// What the examples show for a key: its example, else its default.
template <class Owner>
Value shown_value(const Key<Owner>& key) {
    Owner defaults;
    auto value = value_of_field(key.field(defaults), key.range);
    if (key.example.empty()) return value;
    if (value.form == Value::Form::list || value.form == Value::Form::integers) {
        value.items = {std::string(key.example)};
    } else {
        value.text = key.example;
    }
    return value;
}

}   // namespace smsgw::app
