// Which options a running daemon cannot change.
#pragma once

#include <string>
#include <vector>

#include "app/config.hpp"

namespace smsgw::app {

// What differs between the two and only a restart can change, a sentence each: which listeners, threads and storage there
// are, and the built-in simulated operator. Both as load_config() made them. Everything else may change while the daemon
// runs.
std::vector<std::string> needs_restart(const Config& now, const Config& next);

}   // namespace smsgw::app
