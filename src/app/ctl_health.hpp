// smsgwctl health: the readiness of a gateway as an exit code, for Docker's HEALTHCHECK and for scripts.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Done when the answer is 200. Else failed, with the reasons on `err`: the gateway's own, or why it was not reached.
Task<int> check_health(HealthOptions options, CtlContext context);

}   // namespace smsgw::app
