#include "app/secrets_config.hpp"

#include <initializer_list>

namespace smsgw::app {
namespace {

void add(std::string& field, std::initializer_list<const char*> names, const SecretSources& sources) {
    for (const auto* name : names)
        if (field.empty()) field = sources.getenv(name).value_or("");
}

std::optional<std::string> add(Secret& field, const std::string& name, const SecretSources& sources) {
    auto value = sources.getenv(name).value_or("");
    if (!is_reference(value)) {
        field = Secret(std::move(value));
        return {};
    }
    auto resolved = resolve_reference(value, sources);
    if (!resolved.problem.empty()) return name + ": " + resolved.problem;
    field = std::move(resolved.value);
    return {};
}

}   // namespace

std::optional<std::string> add_standard_variables(SecretsConfig& settings, const SecretSources& sources) {
    add(settings.vault_url, {"VAULT_ADDR"}, sources);
    add(settings.vault_namespace, {"VAULT_NAMESPACE"}, sources);
    add(settings.vault_ca_file, {"VAULT_CACERT"}, sources);
    if (settings.vault_token.empty() && settings.vault_role_id.empty())
        if (auto problem = add(settings.vault_token, "VAULT_TOKEN", sources)) return problem;
    add(settings.aws_region, {"AWS_REGION", "AWS_DEFAULT_REGION"}, sources);
    add(settings.aws_url, {"AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL"}, sources);
    if (!settings.aws_access_key_id.empty()) return {};
    add(settings.aws_access_key_id, {"AWS_ACCESS_KEY_ID"}, sources);
    if (auto problem = add(settings.aws_secret_access_key, "AWS_SECRET_ACCESS_KEY", sources)) return problem;
    return add(settings.aws_session_token, "AWS_SESSION_TOKEN", sources);
}

}   // namespace smsgw::app
