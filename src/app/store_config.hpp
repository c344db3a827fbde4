// What the stores need of the configuration.
#pragma once

#include "app/config.hpp"
#include "redis/store_config.hpp"

namespace smsgw::app {

// Where a message is not known to be one provider's, the longest report window of all providers counts: nothing is given
// up before the last report may have come.
redis::StoreConfig store_config(const Config& config);

}   // namespace smsgw::app
