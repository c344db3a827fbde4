// HashiCorp Vault's HTTP API, as far as secrets of its KV engine (version 2) are read by it. OpenBao speaks it, too.
#pragma once

#include <optional>
#include <string>

#include "app/secret_asker.hpp"
#include "app/secrets_config.hpp"

namespace smsgw::app {

// Who we are to Vault, from one reading of the configuration to the next.
struct VaultSession {
    std::string credentials;            // a digest of what it is made from; other ones make another session
    Secret token;                       // empty: the AppRole must log in
    std::optional<MonoTime> renew_at;   // half of its time is over; unknown at first
};

// What is wrong with the settings, or nothing.
std::optional<std::string> complaint_about_vault(const SecretsConfig& settings);

// What answers come to; pure. The document is an object: the secret's fields; what `auth` holds.
SecretAnswer judge_vault_secret(const http::ClientResponse& response);
SecretAnswer judge_vault_auth(const http::ClientResponse& response);

class Vault {
public:
    // There is no complaint about `settings`.
    Vault(SecretAsker asker, Clock& clock, SecretsConfig settings, VaultSession& session);

    // The fields of the latest version of the secret at `path`. The first call logs the AppRole in, or renews the token when
    // half of its time is over; an AppRole whose token is not good any more logs in once again.
    Task<SecretAnswer> read(std::string path);

private:
    bool by_approle() const { return settings_.vault_token.empty(); }
    Task<SecretAnswer> ask(std::string method, std::string path, std::string body, SecretAsker::Judge judge);
    Task<SecretAnswer> enter();
    Task<SecretAnswer> log_in();
    Task<SecretAnswer> renew();
    void note_lease(const nlohmann::json& auth);

    SecretAsker asker_;
    Clock& clock_;
    SecretsConfig settings_;
    VaultSession& session_;
    bool entered_ = false;
    bool logged_in_ = false;   // just now
};

}   // namespace smsgw::app
