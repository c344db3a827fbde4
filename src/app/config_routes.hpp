// Rules of [[routes]] and [[prices]], and their defaults.
#pragma once

#include "app/config.hpp"
#include "app/config_findings.hpp"

namespace smsgw::app {

// Both need the accounts and providers to be complete.
void complete_routes(Config& config, Findings& findings);
void complete_prices(Config& config, Findings& findings);

}   // namespace smsgw::app
