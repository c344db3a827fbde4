// Where the services are that keep secrets, and who the gateway is to them: the options of [secrets].
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/secrets.hpp"
#include "smsgw/time.hpp"

namespace smsgw::app {

struct SecretsConfig {
    Millis refresh = std::chrono::minutes{5};   // how often to look for changed secrets; 0: never

    std::string vault_url;
    std::string vault_namespace;
    Secret vault_token;
    std::string vault_role_id;   // of an AppRole, instead of a token
    Secret vault_secret_id;
    std::string vault_approle = "approle";   // where that auth method is mounted
    std::string vault_ca_file;

    std::string aws_region;
    std::string aws_url;   // empty: the region's own
    std::string aws_access_key_id;
    Secret aws_secret_access_key;
    Secret aws_session_token;
};

// Begins to ask services, as the settings say; each secret is asked for once. Remembers between two beginnings only what a
// service wants remembered, such as a token that it gave.
using OpenServices = std::function<FetchSecret(const SecretsConfig& settings)>;

// What the settings leave out, from the variables that the services' own tools read (VAULT_ADDR, VAULT_TOKEN, AWS_REGION,
// ...); those that hold secrets may hold a reference. Credentials are taken together or not at all. Returns what is wrong, or
// nothing.
std::optional<std::string> add_standard_variables(SecretsConfig& settings, const SecretSources& sources);

}   // namespace smsgw::app
