// The keys of [secrets].
#include "app/config_checks.hpp"
#include "app/config_keys.hpp"

namespace smsgw::app {
namespace {

using F = Field;

constexpr Range anything{};
constexpr Range a_url{0, 0, Millis{1}, check_url};

// clang-format off
const ConfigKey secrets_rows[] = {
    {"secrets", "refresh_s", [](Config& c) -> F { return &c.secrets.refresh; }, {0, 86'400, std::chrono::seconds{1}},
     "How often to look whether a secret is another one now, and to take it into use; 0: only at a reload."},
    {"secrets", "vault_url", [](Config& c) -> F { return &c.secrets.vault_url; }, a_url,
     "Vault, for vault: references; absent: VAULT_ADDR.", "https://vault.example.com:8200"},
    {"secrets", "vault_namespace", [](Config& c) -> F { return &c.secrets.vault_namespace; }, anything,
     "Namespace of Vault Enterprise; absent: VAULT_NAMESPACE.", "team/sms"},
    {"secrets", "vault_token", [](Config& c) -> F { return &c.secrets.vault_token; }, anything,
     "Token, which is renewed; absent, and without vault_role_id: VAULT_TOKEN.", "file:/run/secrets/vault_token"},
    {"secrets", "vault_role_id", [](Config& c) -> F { return &c.secrets.vault_role_id; }, anything,
     "AppRole to log in by, instead of a token.", "5d1f3a52-0b0c-4c6e-9a57-2f6c1c1d7e10"},
    {"secrets", "vault_secret_id", [](Config& c) -> F { return &c.secrets.vault_secret_id; }, anything,
     "The AppRole's secret id.", "file:/run/secrets/vault_secret_id"},
    {"secrets", "vault_approle", [](Config& c) -> F { return &c.secrets.vault_approle; }, {0, 0, Millis{1}, check_mount},
     "Where Vault's AppRole auth method is mounted."},
    {"secrets", "vault_ca_file", [](Config& c) -> F { return &c.secrets.vault_ca_file; }, {0, 0, Millis{1}, check_absolute_path},
     "Certificates (PEM) that Vault's must be signed by; absent: VAULT_CACERT, else those of the system.",
     "/etc/smsgw/vault_ca.pem"},
    {"secrets", "aws_region", [](Config& c) -> F { return &c.secrets.aws_region; }, anything,
     "Region of AWS Secrets Manager, for aws-sm: references; absent: AWS_REGION.", "eu-west-1"},
    {"secrets", "aws_url", [](Config& c) -> F { return &c.secrets.aws_url; }, a_url,
     "Where it is reached, when not at the region's own address; absent: AWS_ENDPOINT_URL.",
     "https://vpce-0a1b2c3d.secretsmanager.eu-west-1.vpce.amazonaws.com"},
    {"secrets", "aws_access_key_id", [](Config& c) -> F { return &c.secrets.aws_access_key_id; }, anything,
     "Access key that may read the secrets; absent: AWS_ACCESS_KEY_ID and its kin.", "AKIAIOSFODNN7EXAMPLE"},
    {"secrets", "aws_secret_access_key", [](Config& c) -> F { return &c.secrets.aws_secret_access_key; }, anything,
     "Its secret.", "file:/run/secrets/aws_secret_access_key"},
    {"secrets", "aws_session_token", [](Config& c) -> F { return &c.secrets.aws_session_token; }, anything,
     "Session token of temporary credentials.", "file:/run/secrets/aws_session_token"},
};
// clang-format on

}   // namespace

std::span<const ConfigKey> secrets_keys() {
    return secrets_rows;
}

}   // namespace smsgw::app
