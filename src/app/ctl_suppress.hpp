// smsgwctl suppress: what is on the suppression lists, and putting it there or taking it off.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Done when it is listed or added, or something was there to be taken off; else failed, with the reason on `err`.
Task<int> handle_suppressions(SuppressOptions options, CtlContext context);

}   // namespace smsgw::app
