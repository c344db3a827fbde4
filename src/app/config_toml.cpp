// The TOML parser's tree, flattened.
#include "app/config_toml.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

namespace smsgw::app {
namespace {

using Form = Value::Form;

Value list_of(const toml::array& array) {
    const bool integers = !array.empty() && array[0].is_integer();
    Value value{integers ? Form::integers : Form::list, {}, {}};
    for (const auto& item : array) {
        if (const auto* text = item.as_string(); text != nullptr && !integers)
            value.items.push_back(text->get());
        else if (const auto* number = item.as_integer(); number != nullptr && integers)
            value.items.push_back(std::to_string(number->get()));
        else   // lists of anything else have no use here; the reader of the field says what it wanted
            return {Form::table, {}, {}};
    }
    return value;
}

Value value_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return {Form::string, text->get(), {}};
    if (const auto* number = node.as_integer()) return {Form::integer, std::to_string(number->get()), {}};
    if (const auto* real = node.as_floating_point()) return {Form::real, fmt::format("{}", real->get()), {}};
    if (const auto* flag = node.as_boolean()) return {Form::boolean, flag->get() ? "true" : "false", {}};
    if (const auto* array = node.as_array()) return list_of(*array);
    return {Form::table, {}, {}};
}

int line_of(const toml::source_region& region) {
    return static_cast<int>(region.begin.line);
}

TomlTable read_table(std::string name, const toml::table& table) {
    TomlTable out{std::move(name), line_of(table.source()), {}};
    for (const auto& [key, node] : table)
        out.entries.push_back({std::string(key.str()), value_of(node), line_of(key.source())});
    // The parser sorts by name; people read by line.
    std::stable_sort(out.entries.begin(), out.entries.end(),
                     [](const TomlEntry& a, const TomlEntry& b) { return a.line < b.line; });
    return out;
}

}   // namespace

TomlDocument parse_toml(std::string_view text, std::vector<std::string>& problems) {
    TomlDocument document;
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        problems.push_back(
            fmt::format("not TOML (line {}): {}", line_of(error.source()), error.description()));
        return document;
    }
    for (const auto& [key, node] : root) {
        const std::string name(key.str());
        if (const auto* table = node.as_table()) {
            document.sections.push_back(read_table(name, *table));
        } else if (const auto* array = node.as_array(); array != nullptr && array->is_array_of_tables()) {
            for (const auto& item : *array) document.lists.push_back(read_table(name, *item.as_table()));
        } else {
            document.top.entries.push_back({name, value_of(node), line_of(key.source())});
        }
    }
    const auto by_line = [](const auto& a, const auto& b) { return a.line < b.line; };
    std::stable_sort(document.top.entries.begin(), document.top.entries.end(), by_line);
    std::stable_sort(document.sections.begin(), document.sections.end(), by_line);
    std::stable_sort(document.lists.begin(), document.lists.end(), by_line);
    return document;
}

}   // namespace smsgw::app
