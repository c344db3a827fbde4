// AWS Secrets Manager's HTTP API, as far as secrets are read by it; pure.
#pragma once

#include <optional>
#include <string>

#include "app/secret_asker.hpp"
#include "app/secrets_config.hpp"

namespace smsgw::app {

// What is wrong with the settings, or nothing.
std::optional<std::string> complaint_about_aws(const SecretsConfig& settings);

// GetSecretValue of the current version, signed for `now`. There is no complaint about `settings`.
http::ClientRequest aws_secret_request(const SecretsConfig& settings, const std::string& id, WallTime now);

// The document is the secret's text, as a JSON string.
SecretAnswer judge_aws_secret(const http::ClientResponse& response);

}   // namespace smsgw::app
