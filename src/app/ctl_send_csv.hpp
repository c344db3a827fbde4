// smsgwctl send --csv: a file of messages, each sent once, however often the command is killed and run again.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Sends what former runs have not, shows how far it is on `err`, and sums up on `out`; ends early, in good order, once
// `stopped` has ended. Done when every row is accepted; failed when a row is bad or still open; misuse when the files or
// the key are not usable.
Task<int> send_csv(SendCsvOptions options, CtlContext context, Task<> stopped);

}   // namespace smsgw::app
