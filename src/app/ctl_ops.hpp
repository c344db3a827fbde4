// smsgwctl reload, smsgwctl log-level: what a person does to a running daemon, by the admin listener.
#pragma once

#include <CLI/CLI.hpp>

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

CLI::App* add_reload(CLI::App& app, ReloadOptions& options);
CLI::App* add_log_level(CLI::App& app, LogLevelOptions& options);

// Failed when the gateway goes on with its former configuration: then the problems are printed.
Task<int> reload_gateway(ReloadOptions options, CtlContext context);

// Until the next reload or start.
Task<int> set_log_level(LogLevelOptions options, CtlContext context);

}   // namespace smsgw::app
