// The configuration as text: the effective one, and the example of the environment.
#include "app/config.hpp"
#include "app/config_keys.hpp"
#include "app/config_label.hpp"
#include "providers/registry.hpp"

namespace smsgw::app {
namespace {

template <class Owner>
void append_lines(std::string& out, const std::string& label, std::span<const Key<Owner>> keys, Owner owner) {
    for (const auto& key : keys)
        out +=
            dotted(label, key.name) + " = " + toml_text(value_of_field(key.field(owner), key.range)) + "\n";
}

Value value_of_setting(const providers::SettingRow& row, const providers::Settings& settings) {
    switch (row.kind) {
        case providers::SettingKind::text:
            return {Value::Form::string, settings.text(row.name), {}};
        case providers::SettingKind::secret:
            return {Value::Form::string, settings.secret(row.name).empty() ? "" : "***", {}};
        case providers::SettingKind::flag:
            return {Value::Form::boolean, settings.flag(row.name) ? "true" : "false", {}};
        case providers::SettingKind::list:
            break;
    }
    return {Value::Form::list, {}, settings.list(row.name)};
}

void append_settings(std::string& out, const std::string& label, const providers::ProviderConfig& provider) {
    for (const auto& row : providers::settings_of(provider.type))
        out += dotted(label, row.name) + " = " + toml_text(value_of_setting(row, provider.settings)) + "\n";
}

constexpr std::string_view env_head =
    "# Everything that smsgwd reads from the environment. A variable is stronger than smsgw.toml, a flag is "
    "stronger\n"
    "# than a variable; an empty one counts as not set. The lines show the defaults, or an example where "
    "there is none.\n"
    "# Secrets may be given in the open here, or better as file:/path.\n"
    "\n"
    "# Path of smsgw.toml; without it there is no file.\n"
    "#SMSGW_CONFIG=/etc/smsgw/smsgw.toml\n"
    "# One API key of the account \"default\", so that a container needs no file.\n"
    "#SMSGW_API_KEY=file:/run/secrets/smsgw_api_key\n";

void append_variable(std::string& out, std::string_view doc, const std::string& name,
                     const std::string& value) {
    out += "# " + std::string(doc) + "\n#" + name + "=" + value + "\n";
}

}   // namespace

std::string describe(const Config& config) {
    std::string out;
    auto copy = config;   // fields are reached through pointers that could write
    for (const auto& key : config_keys())
        out += dotted(key.section, key.name) + " = " + toml_text(value_of_field(key.field(copy), key.range)) +
               "\n";
    for (const auto& account : config.accounts)
        append_lines(out, "accounts[" + account.id.str() + "]", account_keys(), account);
    for (const auto& provider : config.providers) {
        const auto label = "providers[" + provider.id.str() + "]";
        append_lines(out, label, provider_keys(), provider);
        append_settings(out, label, provider);
    }
    for (std::size_t i = 0; i < config.routes.size(); ++i)
        append_lines(out, label("routes", config.routes, i), route_keys(), config.routes[i]);
    for (std::size_t i = 0; i < config.prices.size(); ++i)
        append_lines(out, place_label("prices", i), price_keys(), config.prices[i]);
    return out;
}

std::string env_example() {
    std::string out(env_head);
    std::string_view section = "";
    out += '\n';
    for (const auto& key : config_keys()) {
        if (key.section != section) out += "\n# [" + std::string(key.section) + "]\n";
        section = key.section;
        append_variable(out, key.doc, env_name(key.section, key.name), plain_text(shown_value(key)));
    }
    out +=
        "\n# One provider of type smstools without a file; over the file's provider with the id smstools, if "
        "it has one.\n";
    for (const auto& key : provider_keys())
        if (by_environment(key) == ByEnvironment::yes)
            append_variable(out, key.doc, env_name("smstools", key.name), plain_text(shown_value(key)));
    return out;
}

}   // namespace smsgw::app
