// smsgwctl abuse: what the rules against abuse do, and lifting a block.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Done when it is shown, or there was such a block to lift; else failed, with the reason on `err`.
Task<int> handle_blocks(BlocksOptions options, CtlContext context);

}   // namespace smsgw::app
