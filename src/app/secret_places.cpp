#include "app/secret_places.hpp"

#include <map>
#include <set>

#include "app/config_keys.hpp"
#include "app/config_label.hpp"
#include "app/config_toml.hpp"

namespace smsgw::app {
namespace {

constexpr std::size_t config_bytes_max = 1024 * 1024;

// Variables that may hold a secret in the open.
std::set<std::string> secret_variables() {
    std::set<std::string> names = {"SMSGW_API_KEY"};
    Config config;
    for (const auto& key : config_keys())
        if (std::holds_alternative<Secret*>(key.field(config))) names.insert(env_name(key.section, key.name));
    providers::ProviderConfig provider;
    for (const auto& key : provider_keys())
        if (by_environment(key) == ByEnvironment::yes && std::holds_alternative<Secret*>(key.field(provider)))
            names.insert(env_name("smstools", key.name));
    return names;
}

class Places {
public:
    void add(const std::string& of, const std::string& text) {
        if (is_reference(text)) found_.push_back({of, text});
    }
    void add_open(const std::string& of) { found_.push_back({of, {}}); }

    // A table is called by its id, as in other messages.
    void add(const TomlTable& table, const std::string& name) {
        for (const auto& entry : table.entries) {
            add(dotted(name, entry.key), entry.value.text);
            for (const auto& item : entry.value.items) add(dotted(name, entry.key), item);
        }
    }

    std::vector<SecretPlace> take() { return std::move(found_); }

private:
    std::vector<SecretPlace> found_;
};

std::string name_of_list(const TomlTable& table, std::size_t index) {
    for (const auto& entry : table.entries)
        if (entry.key == "id" && !entry.value.text.empty()) return label(table.name, entry.value.text);
    return place_label(table.name, index);
}

TomlDocument document_of(const LoadInput& input) {
    const auto path =
        input.config_path.empty() ? input.sources.getenv("SMSGW_CONFIG").value_or("") : input.config_path;
    if (path.empty()) return {};
    const auto content = input.sources.read_file(path, config_bytes_max);
    std::vector<std::string> ignored;
    return content.has_error() ? TomlDocument() : parse_toml(*content, ignored);
}

}   // namespace

std::vector<SecretPlace> secret_places(const LoadInput& input) {
    Places places;
    const auto open = secret_variables();
    for (const auto& name : input.env_names) {
        const auto value = name.starts_with("SMSGW_") ? input.sources.getenv(name).value_or("") : "";
        places.add(name, value);
        if (open.contains(name) && !value.empty() && !is_reference(value)) places.add_open(name);
    }
    for (const auto& setting : input.settings) places.add(setting.key, setting.value);
    const auto document = document_of(input);
    for (const auto& table : document.sections) places.add(table, table.name);
    std::map<std::string, std::size_t> seen;
    for (const auto& table : document.lists) places.add(table, name_of_list(table, seen[table.name]++));
    return places.take();
}

std::string describe_secrets(const LoadInput& input) {
    std::string out;
    for (const auto& place : secret_places(input))
        out += "# " + place.of +
               (place.reference.empty() ? " stands in the environment" : " is from " + place.reference) +
               "\n";
    return out;
}

}   // namespace smsgw::app
