// smsgwctl sandbox: the simulated operator as a program of its own, for several gateways or for load and crash tests.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Serves until `stopped` ends. Prints "sandbox listening on HOST:PORT" when it listens and the ledger's summary as one
// JSON object at the end, both as a line of `out`. Reports are posted by `context.client`, whose address policy decides
// where they may go. Failed when it cannot listen or open its ledger; misuse without its two secrets.
Task<int> run_sandbox(SandboxOptions options, CtlContext context, Task<> stopped);

}   // namespace smsgw::app
