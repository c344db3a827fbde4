// smsgwctl provider: which providers there are, and leaving one alone while the gateways run.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Done when it is listed, said, or (drain) no attempt is under way any more; else failed, with the reason on `err`. A
// provider that no gateway has ever announced is refused: it is most likely misspelt.
Task<int> handle_provider(ProviderOptions options, CtlContext context);

}   // namespace smsgw::app
