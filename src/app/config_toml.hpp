// The one place that knows the TOML parser: text in, plain entries with line numbers out. Nothing is judged here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "app/config_value.hpp"

namespace smsgw::app {

inline constexpr std::size_t config_bytes_max = 1024 * 1024;   // of smsgw.toml

struct TomlEntry {
    std::string key;
    Value value;
    int line = 0;   // from 1
};

struct TomlTable {
    std::string name;   // "" for the top level
    int line = 0;
    std::vector<TomlEntry> entries;   // in order of the file
};

struct TomlDocument {
    TomlTable top;
    std::vector<TomlTable> sections;   // [name]
    std::vector<TomlTable> lists;      // each [[name]], in order
};

// The document, or an empty one and a line in `problems` that says where the text stops being TOML.
TomlDocument parse_toml(std::string_view text, std::vector<std::string>& problems);

}   // namespace smsgw::app
