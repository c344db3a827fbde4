#include "app/ctl_keys.hpp"

#include <nlohmann/json.hpp>

#include "api/key_ring.hpp"
#include "app/config_names.hpp"
#include "app/ctl_settings.hpp"
#include "app/ctl_text.hpp"

namespace smsgw::app {
namespace {

ResolvedSecret find_pepper(const KeysNewOptions& options, const LoadInput& input) {
    if (!options.pepper.empty()) return resolve_twice(options.pepper, input.sources);
    Config config;
    if (const auto problem = read_setting(input, options.config_path, {"auth", "pepper"}, config))
        return {{}, *problem};
    if (config.pepper.empty())
        return {{},
                "no pepper: give --pepper, or the configuration that has [auth] pepper by --config or "
                "SMSGW_CONFIG"};
    return {config.pepper, {}};
}

constexpr std::size_t id_digits = 12;   // tells keys apart, and says nothing of them

std::string scopes_text(const std::vector<Scope>& scopes) {
    std::string out;
    for (const auto scope : scopes) out += (out.empty() ? "" : ",") + std::string(name_of(scope));
    return out;
}

}   // namespace

std::string key_entry(const Secret& pepper, std::string_view key, const std::vector<Scope>& scopes) {
    return api::hash_key(pepper, key) + ":" + scopes_text(scopes);
}

int make_new_key(const KeysNewOptions& options, const LoadInput& input, std::ostream& out,
                 std::ostream& err) {
    const auto pepper = find_pepper(options, input);
    if (!pepper.problem.empty()) {
        err << "smsgwctl: " << pepper.problem << "\n";
        return exit_misuse;
    }
    const auto key = api::make_key(options.account);
    const auto entry = key_entry(pepper.value, key, options.scopes);
    if (options.output == Output::json) {
        out << nlohmann::json{{"account", options.account.str()}, {"key", key}, {"entry", entry}}.dump()
            << "\n";
        return exit_done;
    }
    out << key << "\n\n"
        << "That is the key, shown only this once: give it to the client's service. The gateway needs only "
           "its hash, as a\n"
        << "line of the [[accounts]] table of \"" << options.account.str()
        << "\" in smsgw.toml; beside other keys, as one more entry of the list:\n\n"
        << "keys = [\"" << entry << "\"]\n";
    return exit_done;
}

int list_keys(const KeysListOptions& options, const LoadInput& input, std::ostream& out, std::ostream& err) {
    auto whole = input;
    if (!options.config_path.empty()) whole.config_path = options.config_path;
    std::vector<Account> accounts;
    try {
        accounts = load_config(whole).config.accounts;
    } catch (const ConfigError& error) {
        err << "smsgwctl: the configuration is wrong:\n" << error.what() << "\n";
        return exit_misuse;
    }
    auto list = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows = {{"account", "id", "scopes"}};
    for (const auto& account : accounts)
        for (const auto& key : account.keys) {
            rows.push_back({account.id.str(), key.hash.substr(0, id_digits), scopes_text(key.scopes)});
            list.push_back({{"account", rows.back()[0]}, {"id", rows.back()[1]}, {"scopes", rows.back()[2]}});
        }
    out << (options.output == Output::json ? nlohmann::json{{"keys", list}}.dump() + "\n" : table(rows));
    return exit_done;
}

}   // namespace smsgw::app
