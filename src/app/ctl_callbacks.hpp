// smsgwctl callbacks: what accounts' services were not told yet, and telling it again.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Done when it is listed, enabled, or something was there to be told again; else failed, with the reason on `err`.
Task<int> handle_callbacks(CallbackOptions options, CtlContext context);

}   // namespace smsgw::app
