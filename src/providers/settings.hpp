// The settings of a [[providers]] table that only its type has: each type lists its own as rows, so a new type adds no key
// to the configuration's tables.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smsgw/secret.hpp"

namespace smsgw::providers {

enum class SettingKind : std::uint8_t {
    text,     // a string in the open
    secret,   // only by reference: env:NAME, file:/path
    list,     // strings
    flag,     // true or false, which is the default
};
enum class Presence : std::uint8_t { optional, required };

struct SettingRow {
    std::string_view name;
    SettingKind kind;
    Presence presence;
    std::string_view doc;       // one sentence, for people
    std::string_view example;   // never a secret: its reference
};

class Settings {
public:
    void set(std::string name, Secret value) { secrets_[std::move(name)] = std::move(value); }
    void set(std::string name, std::string value) { texts_[std::move(name)] = std::move(value); }
    void set(std::string name, std::vector<std::string> items) { lists_[std::move(name)] = std::move(items); }

    // Only of a bool: a string literal would become one before it becomes a string.
    void set(std::string name, std::same_as<bool> auto value) { flags_[std::move(name)] = value; }

    // Empty, or false, when it is not set.
    const Secret& secret(std::string_view name) const { return value_of(secrets_, name); }
    const std::string& text(std::string_view name) const { return value_of(texts_, name); }
    const std::vector<std::string>& list(std::string_view name) const { return value_of(lists_, name); }
    bool flag(std::string_view name) const { return value_of(flags_, name); }
    bool has(std::string_view name) const {
        return !secret(name).empty() || !text(name).empty() || !list(name).empty() || flag(name);
    }

private:
    template <class Value>
    using Map = std::map<std::string, Value, std::less<>>;

    template <class Value>
    static const Value& value_of(const Map<Value>& values, std::string_view name) {
        static const Value none{};
        const auto found = values.find(name);
        return found == values.end() ? none : found->second;
    }

    Map<Secret> secrets_;
    Map<std::string> texts_;
    Map<std::vector<std::string>> lists_;
    Map<bool> flags_;
};

// The first required row that is not set, in a sentence; empty: none.
std::string complaint_about_missing(std::span<const SettingRow> rows, const Settings& settings);

}   // namespace smsgw::providers
