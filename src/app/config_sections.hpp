// Reads the fixed sections: for every key the strongest of file, environment and flag.
#pragma once

#include "app/config.hpp"
#include "app/config_findings.hpp"
#include "app/config_toml.hpp"

namespace smsgw::app {

// Sets the fields of `config` that the document, the environment or a flag names. An overridden value is not looked
// at. Names of keys that do not exist are problems.
void read_sections(Config& config, const TomlDocument& document, const LoadInput& input, Findings& findings);

// Warns of every SMSGW_ variable in `input.env_names` that is not in `read`.
void warn_of_unknown_variables(const LoadInput& input, const std::set<std::string>& read, Findings& findings);

}   // namespace smsgw::app
