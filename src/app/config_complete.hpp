// The last step of reading: fills in what depends on other values and checks what no single value can tell. Pure.
#pragma once

#include "app/config.hpp"
#include "app/config_findings.hpp"

namespace smsgw::app {

// Every list that was left out gets its default (sandbox provider, route to all providers, quick start).
void complete(Config& config, Findings& findings);

}   // namespace smsgw::app
