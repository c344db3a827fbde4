// Which source wins for which key, and what to say about keys that do not exist.
#include "app/config_sections.hpp"

#include <algorithm>
#include <map>

#include "app/config_keys.hpp"
#include "app/suggest.hpp"

namespace smsgw::app {
namespace {

constexpr std::string_view list_names[] = {"accounts", "providers", "routes", "prices"};

bool is_list(std::string_view name) {
    return std::find(std::begin(list_names), std::end(list_names), name) != std::end(list_names);
}

bool is_section(std::string_view name) {
    const auto keys = config_keys();
    return !name.empty() &&
           std::any_of(keys.begin(), keys.end(), [&](const ConfigKey& key) { return key.section == name; });
}

const ConfigKey* find_key(std::string_view section, std::string_view name) {
    for (const auto& key : config_keys())
        if (key.section == section && key.name == name) return &key;
    return nullptr;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const auto near = nearest(word, candidates);
    return near.empty() ? "" : ", did you mean '" + near + "'?";
}

std::string at_line(int line) {
    return "line " + std::to_string(line);
}

// A value that somebody gave, and where: the strongest one of a key is kept.
struct Given {
    Value value;
    Origin origin;
    std::string where;
};

class SectionReader {
public:
    SectionReader(const LoadInput& input, Findings& findings) : input_(input), findings_(findings) {}

    void take_file(const TomlDocument& document) {
        for (const auto& entry : document.top.entries) take_top_entry(entry);
        for (const auto& table : document.sections) take_section(table);
        for (const auto& table : document.lists)
            if (!is_list(table.name)) findings_.problem(wrong_list(table));
    }

    void take_environment() {
        for (const auto& key : config_keys()) {
            const auto name = env_name(key.section, key.name);
            if (auto text = input_.sources.getenv(name))
                given_[&key] = {{Value::Form::plain, std::move(*text), {}}, Origin::environment, name};
        }
    }

    void take_flags() {
        for (const auto& setting : input_.settings) {
            const auto dot = setting.key.find('.');
            const bool top = dot == std::string::npos;
            const auto* key = top ? find_key("", setting.key)
                                  : find_key(setting.key.substr(0, dot), setting.key.substr(dot + 1));
            if (key == nullptr) {
                findings_.problem("unknown key '" + setting.key + "' (" + setting.flag + ")" +
                                  did_you_mean(setting.key, all_dotted()));
            } else {
                given_[key] = {{Value::Form::plain, setting.value, {}}, Origin::flag, setting.flag};
            }
        }
    }

    void assign_to(Config& config) {
        const SecretSources plain{input_.sources.getenv, input_.sources.read_file};
        for (const auto& key : config_keys()) {
            const auto found = given_.find(&key);
            if (found == given_.end()) continue;
            const auto& [value, origin, where] = found->second;
            // Who we are to a service that keeps secrets cannot be one of its secrets.
            const AssignContext context{key.range, origin, key.section == "secrets" ? plain : input_.sources};
            if (const auto problem = assign(key.field(config), value, context))
                findings_.reject(dotted(key.section, key.name), where, *problem);
        }
    }

private:
    void take_top_entry(const TomlEntry& entry) {
        if (const auto* key = find_key("", entry.key)) {
            given_[key] = {entry.value, Origin::file, at_line(entry.line)};
        } else if (is_section(entry.key)) {
            findings_.problem("'" + entry.key + "' (" + at_line(entry.line) + ") is a section: write [" +
                              entry.key + "]");
        } else if (is_list(entry.key)) {
            findings_.problem("'" + entry.key + "' (" + at_line(entry.line) + ") is a list: write [[" +
                              entry.key + "]]");
        } else {
            std::vector<std::string> names;
            for (const auto& known : config_keys())
                if (known.section.empty()) names.emplace_back(known.name);
            unknown_key(entry.key, entry.key, entry.line, names);
        }
    }

    void take_section(const TomlTable& table) {
        if (is_list(table.name)) {
            findings_.problem("'" + table.name + "' (" + at_line(table.line) + ") is a list: write [[" +
                              table.name + "]]");
            return;
        }
        if (!is_section(table.name)) {
            findings_.problem("unknown section '" + table.name + "' (" + at_line(table.line) + ")" +
                              did_you_mean(table.name, all_sections()));
            return;
        }
        std::vector<std::string> names;
        for (const auto& known : config_keys())
            if (known.section == table.name) names.emplace_back(known.name);
        for (const auto& entry : table.entries) {
            if (const auto* key = find_key(table.name, entry.key)) {
                given_[key] = {entry.value, Origin::file, at_line(entry.line)};
            } else {
                unknown_key(dotted(table.name, entry.key), entry.key, entry.line, names);
            }
        }
    }

    static std::string wrong_list(const TomlTable& table) {
        const auto where = "'" + table.name + "' (" + at_line(table.line) + ")";
        if (is_section(table.name)) return where + " is a section: write [" + table.name + "]";
        return "unknown list " + where +
               did_you_mean(table.name, {std::begin(list_names), std::end(list_names)});
    }

    void unknown_key(const std::string& full, std::string_view name, int line,
                     const std::vector<std::string>& names) {
        auto hint = did_you_mean(name, names);
        // A key in the wrong section is the other common slip.
        if (hint.empty())
            for (const auto& key : config_keys())
                if (key.name == name) hint = ", did you mean '" + dotted(key.section, key.name) + "'?";
        findings_.problem("unknown key '" + full + "' (" + at_line(line) + ")" + hint);
    }

    static std::vector<std::string> all_dotted() {
        std::vector<std::string> names;
        for (const auto& key : config_keys()) names.push_back(dotted(key.section, key.name));
        return names;
    }

    static std::vector<std::string> all_sections() {
        std::vector<std::string> names(std::begin(list_names), std::end(list_names));
        for (const auto& key : config_keys())
            if (!key.section.empty() && names.back() != key.section) names.emplace_back(key.section);
        return names;
    }

    const LoadInput& input_;
    Findings& findings_;
    std::map<const ConfigKey*, Given> given_;
};

}   // namespace

void read_sections(Config& config, const TomlDocument& document, const LoadInput& input, Findings& findings) {
    SectionReader reader(input, findings);
    reader.take_file(document);
    reader.take_environment();
    reader.take_flags();
    reader.assign_to(config);
}

void warn_of_unknown_variables(const LoadInput& input, const std::set<std::string>& read,
                               Findings& findings) {
    const std::vector<std::string> candidates(read.begin(), read.end());
    for (const auto& name : input.env_names)
        // Only a warning: Kubernetes makes SMSGW_PORT and the like for a service called smsgw.
        if (name.starts_with("SMSGW_") && !read.contains(name))
            findings.warning("unknown variable " + name + did_you_mean(name, candidates));
}

}   // namespace smsgw::app
