// smsgwctl abuse-sim: what the rules against abuse let through, tried on a simulated world or a recorded trace.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "app/abuse_options.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

CLI::App* add_abuse_sim(CLI::App& app, AbuseSimOptions& options);

// What CLI11 cannot check: a problem, or nothing.
std::optional<std::string> check(const AbuseSimOptions& options);

// With the admission settings of the configuration, and a private redis-server for as long as it takes; nothing of the
// gateway's is touched. Failed when that server does not start or, with --gate, when a bound is not kept; misuse when the
// configuration or the trace cannot be read.
Task<int> simulate_abuse(AbuseSimOptions options, CtlContext context);

}   // namespace smsgw::app
