#include "app/ctl_settings.hpp"

#include <algorithm>

#include "app/config_keys.hpp"
#include "app/config_toml.hpp"

namespace smsgw::app {
namespace {

// Empty variables count as unset, as they do for smsgwd.
std::optional<std::string> variable(const LoadInput& input, const std::string& name) {
    auto value = input.sources.getenv(name);
    if (value && value->empty()) value.reset();
    return value;
}

const ConfigKey& key_of(const SettingName& setting) {
    const auto keys = config_keys();
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const ConfigKey& key) {
        return key.section == setting.section && key.name == setting.name;
    });
    if (found == keys.end())
        throw std::logic_error("no such option: " + dotted(setting.section, setting.name));
    return *found;
}

const TomlEntry* find_entry(const TomlDocument& document, const SettingName& setting) {
    for (const auto& section : document.sections)
        if (section.name == setting.section)
            for (const auto& entry : section.entries)
                if (entry.key == setting.name) return &entry;
    return nullptr;
}

// As read_setting(), with references followed by `sources`.
std::optional<std::string> read_by(const SecretSources& sources, const LoadInput& input,
                                   const std::string& config_path, SettingName setting, Config& config) {
    const auto& key = key_of(setting);
    const auto name = env_name(setting.section, setting.name);
    if (auto text = variable(input, name)) {
        const Value value{Value::Form::plain, std::move(*text), {}};
        const AssignContext context{key.range, Origin::environment, sources};
        if (const auto problem = assign(key.field(config), value, context)) return name + ": " + *problem;
        return {};
    }
    const auto path = config_path.empty() ? variable(input, "SMSGW_CONFIG").value_or("") : config_path;
    if (path.empty()) return {};
    const auto content = input.sources.read_file(path, config_bytes_max);
    if (content.has_error()) return "cannot read " + path + ": " + content.error().message();
    std::vector<std::string> problems;
    const auto document = parse_toml(*content, problems);
    if (!problems.empty()) return path + ": " + problems.front();
    const auto* entry = find_entry(document, setting);
    if (entry == nullptr) return {};
    const AssignContext context{key.range, Origin::file, sources};
    if (const auto problem = assign(key.field(config), entry->value, context))
        return dotted(setting.section, setting.name) + " (line " + std::to_string(entry->line) +
               "): " + *problem;
    return {};
}

}   // namespace

std::optional<std::string> read_setting(const LoadInput& input, const std::string& config_path,
                                        SettingName setting, Config& config) {
    return read_by(sources_with_services(input, config_path), input, config_path, setting, config);
}

SecretSources sources_with_services(const LoadInput& input, const std::string& config_path) {
    auto sources = input.sources;
    if (!input.open_services) return sources;
    sources.fetch = [input, config_path](std::string_view reference) {
        Config config;
        for (const auto& key : secrets_keys())
            if (auto problem = read_by(input.sources, input, config_path, {key.section, key.name}, config))
                return ResolvedSecret{Secret(), std::move(*problem)};
        if (auto problem = add_standard_variables(config.secrets, input.sources))
            return ResolvedSecret{Secret(), std::move(*problem)};
        return input.open_services(config.secrets)(reference);
    };
    return sources;
}

std::string url_of(const http::ListenAddress& address) {
    if (address.port == 0) return {};
    auto host = address.host;
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    const bool v6 = host.find(':') != std::string::npos;
    return "http://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(address.port);
}

ResolvedSecret resolve_twice(const std::string& reference, const SecretSources& sources) {
    auto resolved = resolve_reference(reference, sources);
    if (!resolved.problem.empty() || !is_reference(resolved.value.reveal())) return resolved;
    return resolve_reference(resolved.value.reveal(), sources);
}

}   // namespace smsgw::app
