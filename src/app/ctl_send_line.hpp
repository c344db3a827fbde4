// The flags of smsgwctl send, and those of all commands that ask the client API.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "app/ctl_command_line.hpp"

namespace smsgw::app {

// --url, --key, --config and --json.
void add_api(CLI::App& sub, ApiOptions& options);

// Returns the subcommand it has added. With --csv, `csv.file` is not empty, and `csv` is what counts.
CLI::App* add_send(CLI::App& app, SendOptions& one, SendCsvOptions& csv);

// What CLI11 cannot check: a problem, or nothing.
std::optional<std::string> check(const SendOptions& options);
std::optional<std::string> check(const SendCsvOptions& options);

}   // namespace smsgw::app
