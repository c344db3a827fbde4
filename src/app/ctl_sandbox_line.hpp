// The flags of smsgwctl sandbox.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "app/ctl_command_line.hpp"

namespace smsgw::app {

// Values as they were typed, until complete() judges them.
struct SandboxTyped {
    std::string listen;
    std::string report_hosts = "loopback";
    int latency_ms = 0;
    int report_delay_ms = 200;
};

// Returns the subcommand it has added; the options and `typed` are set when the line is parsed.
CLI::App* add_sandbox(CLI::App& app, SandboxOptions& options, SandboxTyped& typed);

// What CLI11 cannot check: a problem, or the options completed.
std::optional<std::string> complete(SandboxOptions& options, const SandboxTyped& typed);

}   // namespace smsgw::app
