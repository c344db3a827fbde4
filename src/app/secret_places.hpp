// Where the configuration says that its secrets are, without following any reference.
#pragma once

#include <string>
#include <vector>

#include "app/config.hpp"

namespace smsgw::app {

struct SecretPlace {
    std::string of;          // "auth.pepper", "providers[smstools].api_key", "SMSGW_API_KEY"
    std::string reference;   // empty: the secret itself stands there, in a variable
};

// Of the environment, the flags and the file, those that a stronger one overrides included. Nothing of a file that cannot be
// read.
std::vector<SecretPlace> secret_places(const LoadInput& input);

// A comment of TOML for each; no secret is in it.
std::string describe_secrets(const LoadInput& input);

}   // namespace smsgw::app
