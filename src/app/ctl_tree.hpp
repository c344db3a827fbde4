// What a shell and a manual want to know of a program's commands and flags; pure.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace smsgw::app {

// A script for bash: commands and flags, and files where a flag wants a value.
std::string bash_completion(const CLI::App& app);

// A page for man(1), each command with its flags.
std::string manual_page(const CLI::App& app);

}   // namespace smsgw::app
