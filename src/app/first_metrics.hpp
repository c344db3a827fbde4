// A counter that appears only with its first event hides that event: nothing can be said of its increase. So what the
// configuration names is there from the start, at 0.
#pragma once

#include "app/config.hpp"

namespace smsgw::app {

// Harmless when repeated. Accounts are left out when there are more than a hundred.
void show_first_metrics(const Config& config);

}   // namespace smsgw::app
