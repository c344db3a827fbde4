// The flags of smsgwctl suppress.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "app/ctl_command_line.hpp"

namespace smsgw::app {

// Returns the subcommand it has added; the options are set when the line is parsed.
CLI::App* add_suppress(CLI::App& app, SuppressOptions& options);

// What CLI11 cannot check: a problem, or the options completed.
std::optional<std::string> complete_suppression(SuppressOptions& options);

}   // namespace smsgw::app
