// Tables of lists, and what the environment adds to them.
#include "app/config_lists.hpp"

#include <algorithm>

#include "app/config_checks.hpp"
#include "app/config_keys.hpp"
#include "app/config_label.hpp"
#include "app/suggest.hpp"
#include "base/crypto.hpp"
#include "providers/registry.hpp"

namespace smsgw::app {
namespace {

constexpr auto key_variable = "SMSGW_API_KEY";
constexpr auto provider_by_environment = "smstools";

// As label() in config_label.hpp, of a table that is not read yet.
std::string label_of(const TomlTable& table, std::size_t before) {
    for (const auto& entry : table.entries)
        if (entry.key == "id" && entry.value.form == Value::Form::string &&
            !check_identifier(entry.value.text))
            return label(table.name, entry.value.text);
    return place_label(table.name, before);
}

std::string text_of(const TomlTable& table, std::string_view key) {
    for (const auto& entry : table.entries)
        if (entry.key == key && entry.value.form == Value::Form::string) return entry.value.text;
    return {};
}

// Rows of settings that only this table's type has; the other lists have none.
std::span<const providers::SettingRow> more_rows(const TomlTable& table) {
    return table.name == "providers" ? providers::settings_of(text_of(table, "type"))
                                     : std::span<const providers::SettingRow>();
}

template <class Made>
std::optional<std::string> set_as(Made made, providers::Settings& settings, std::string_view name,
                                  const Value& value, const AssignContext& context) {
    auto problem = assign(&made, value, context);
    if (!problem) settings.set(std::string(name), std::move(made));
    return problem;
}

std::optional<std::string> assign_setting(const providers::SettingRow& row,
                                          providers::ProviderConfig& provider, const Value& value,
                                          const AssignContext& context) {
    switch (row.kind) {
        case providers::SettingKind::text:
            return set_as(std::string(), provider.settings, row.name, value, context);
        case providers::SettingKind::secret:
            return set_as(Secret(), provider.settings, row.name, value, context);
        case providers::SettingKind::flag:
            return set_as(false, provider.settings, row.name, value, context);
        case providers::SettingKind::list:
            break;
    }
    return set_as(std::vector<std::string>(), provider.settings, row.name, value, context);
}

template <class Owner>
Owner read_one(const TomlTable& table, const std::string& label, std::span<const Key<Owner>> keys,
               const SecretSources& sources, Findings& findings) {
    Owner owner;
    const auto more = more_rows(table);
    std::vector<std::string> names;
    for (const auto& key : keys) names.emplace_back(key.name);
    for (const auto& row : more) names.emplace_back(row.name);
    for (const auto& entry : table.entries) {
        const auto where = "line " + std::to_string(entry.line);
        const auto key =
            std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return k.name == entry.key; });
        if constexpr (std::is_same_v<Owner, providers::ProviderConfig>) {
            const auto row =
                std::find_if(more.begin(), more.end(), [&](const auto& r) { return r.name == entry.key; });
            if (row != more.end()) {
                const Range any;
                const AssignContext context{any, Origin::file, sources};
                if (const auto problem = assign_setting(*row, owner, entry.value, context))
                    findings.reject(dotted(label, row->name), where, *problem);
                continue;
            }
        }
        if (key == keys.end()) {
            const auto near = nearest(entry.key, names);
            findings.problem("unknown key '" + dotted(table.name, entry.key) + "' (" + where + ")" +
                             (near.empty() ? "" : ", did you mean '" + near + "'?"));
            continue;
        }
        const AssignContext context{key->range, Origin::file, sources};
        if (const auto problem = assign(key->field(owner), entry.value, context))
            findings.reject(dotted(label, key->name), where, *problem);
    }
    return owner;
}

// SMSGW_SMSTOOLS_API_KEY and its kin: over the provider of that id, or a provider of their own.
void read_provider_variables(Config& config, const LoadInput& input, Findings& findings) {
    const ProviderId id{provider_by_environment};
    auto provider = std::find_if(config.providers.begin(), config.providers.end(),
                                 [&](const auto& p) { return p.id == id; });
    for (const auto& key : provider_keys()) {
        if (by_environment(key) == ByEnvironment::no) continue;
        const auto name = env_name(provider_by_environment, key.name);
        const auto text = input.sources.getenv(name);
        if (!text) continue;
        if (provider == config.providers.end()) {
            providers::ProviderConfig made;
            made.id = id;
            made.type = provider_by_environment;
            config.providers.push_back(std::move(made));
            provider = config.providers.end() - 1;
        }
        const AssignContext context{key.range, Origin::environment, input.sources};
        const Value value{Value::Form::plain, *text, {}};
        if (const auto problem = assign(key.field(*provider), value, context))
            findings.reject(dotted("providers[smstools]", key.name), name, *problem);
    }
}

// One plain key by environment, so that a container needs no file. Only its hash is kept.
void read_key_variable(Config& config, const LoadInput& input, Findings& findings) {
    auto text = input.sources.getenv(key_variable);
    if (!text) return;
    Secret key(std::move(*text));
    if (is_reference(key.reveal())) {
        auto resolved = resolve_reference(key.reveal(), input.sources);
        if (!resolved.problem.empty()) return findings.reject(key_variable, {}, resolved.problem);
        key = std::move(resolved.value);
    }
    if (const auto problem = check_api_key(key.reveal())) return findings.reject(key_variable, {}, *problem);
    if (key.reveal().size() < 16)
        findings.warning("SMSGW_API_KEY is shorter than 16 characters: it can be guessed");

    auto made = default_account();
    auto account = std::find_if(config.accounts.begin(), config.accounts.end(),
                                [&](const auto& a) { return a.id == made.id; });
    if (account == config.accounts.end()) {
        config.accounts.push_back(std::move(made));
        account = config.accounts.end() - 1;
    }
    ApiKey hashed;
    hashed.hash = hex(hmac_sha256(config.pepper.reveal(), key.reveal()));
    account->keys.push_back(std::move(hashed));
}

}   // namespace

void read_lists(Config& config, const TomlDocument& document, const LoadInput& input, Findings& findings) {
    for (const auto& table : document.lists) {
        if (table.name == "accounts") {
            const auto name = label_of(table, config.accounts.size());
            config.accounts.push_back(read_one(table, name, account_keys(), input.sources, findings));
        } else if (table.name == "providers") {
            const auto name = label_of(table, config.providers.size());
            config.providers.push_back(read_one(table, name, provider_keys(), input.sources, findings));
        } else if (table.name == "routes") {
            const auto name = label_of(table, config.routes.size());
            config.routes.push_back(read_one(table, name, route_keys(), input.sources, findings));
        } else if (table.name == "prices") {
            const auto name = place_label("prices", config.prices.size());
            config.prices.push_back(read_one(table, name, price_keys(), input.sources, findings));
        }
    }
    // The rule about the pepper is for hashes in the file; a plain key is hashed here and may do without.
    const bool listed = std::any_of(config.accounts.begin(), config.accounts.end(),
                                    [](const Account& account) { return !account.keys.empty(); });
    if (listed && config.pepper.empty())
        findings.missing("auth.pepper", "accounts list keys, and their hashes were made with it");
    read_provider_variables(config, input, findings);
    read_key_variable(config, input, findings);
}

}   // namespace smsgw::app
