// From a found value to plain data, step by step: the pieces that the assignment of every field is made of.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config_field.hpp"
#include "app/config_names.hpp"

namespace smsgw::app {

// What is wrong, or nothing. With a problem, `out` is left alone.
using Problem = std::optional<std::string>;

std::string expected(Value::Form wanted, Value::Form found);
std::string out_of_range(const Range& range);

// What must be a string; a plain value is one.
Problem take_text(const Value& value, std::string& out);

// What commas part, without the spaces around them.
std::vector<std::string> split_at_commas(std::string_view text);

// What must be a list of strings; a plain value is split at its commas.
Problem take_items(const Value& value, std::vector<std::string>& out);

// What must be a list of whole numbers, each within the range; a plain value is split at its commas.
Problem take_integers(const Value& value, const Range& range, std::vector<int>& out);

// A whole number within the range, in the key's unit.
Problem take_integer(const Value& value, const Range& range, std::int64_t& out);

// Any number within the range; NaN is in no range.
Problem take_real(const Value& value, const Range& range, double& out);

// Addresses and networks, each in its one spelling.
Problem take_ranges(const std::vector<std::string>& items, std::vector<IpRange>& out);

// "2027-01-31T12:00:00Z", or a date: the moment in which it begins in UTC.
std::optional<WallTime> read_day_or_time(const std::string& text);

// An entry for an API key: 64 hex digits, then as far as wanted `:scope,scope`, ` expires=<day or time>` and
// ` from=<network>,<network>`. The hash opens nothing, but it is not echoed either.
Problem take_api_key(std::string_view text, ApiKey& out);

// The way back: all of such an entry but the hash.
std::string rights_text(const ApiKey& key);

template <class Enum>
Problem take_enum(const std::string& text, Enum& out) {
    const auto names = names_of(Enum{});
    const auto found = std::find(names.begin(), names.end(), text);
    if (found != names.end()) {
        out = static_cast<Enum>(found - names.begin());
        return {};
    }
    std::string all;
    for (const auto name : names) all += (all.empty() ? "" : ", ") + std::string(name);
    return "'" + text + "' is not one of " + all;
}

}   // namespace smsgw::app
