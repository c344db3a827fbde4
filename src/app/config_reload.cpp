#include "app/config_reload.hpp"

#include <algorithm>

#include "app/config_keys.hpp"

namespace smsgw::app {
namespace {

constexpr std::string_view fixed_sections[] = {"listen", "data", "sandbox"};
constexpr std::string_view fixed_keys[] = {
    "threads",     "roles", "redis.url", "redis.durability", "redis.partitions", "redis.maxmemory_mb",
    "redis.server"};

bool is_fixed(const ConfigKey& key) {
    const auto name = dotted(key.section, key.name);
    return std::find(std::begin(fixed_sections), std::end(fixed_sections), key.section) !=
               std::end(fixed_sections) ||
           std::find(std::begin(fixed_keys), std::end(fixed_keys), name) != std::end(fixed_keys);
}

}   // namespace

std::vector<std::string> needs_restart(const Config& now, const Config& next) {
    std::vector<std::string> problems;
    auto before = now;   // fields are reached through pointers that could write
    auto after = next;
    for (const auto& key : config_keys()) {
        if (!is_fixed(key)) continue;
        const auto was = toml_text(value_of_field(key.field(before), key.range));
        const auto is = toml_text(value_of_field(key.field(after), key.range));
        if (was == is) continue;
        problems.push_back(dotted(key.section, key.name) + " changes from " + was + " to " + is +
                           ": that needs a restart");
    }
    return problems;
}

}   // namespace smsgw::app
