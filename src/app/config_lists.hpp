// Reads [[accounts]], [[providers]], [[routes]] and [[prices]], and the two shortcuts by environment alone: SMSGW_API_KEY
// and SMSGW_SMSTOOLS_*.
#pragma once

#include "app/config.hpp"
#include "app/config_findings.hpp"
#include "app/config_toml.hpp"

namespace smsgw::app {

// Appends what the document and the environment hold to the lists of `config`. Needs config.pepper.
void read_lists(Config& config, const TomlDocument& document, const LoadInput& input, Findings& findings);

}   // namespace smsgw::app
