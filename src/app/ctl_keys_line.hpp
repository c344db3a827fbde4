// The flags of smsgwctl keys.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/ctl_command_line.hpp"

namespace smsgw::app {

// Values as they were typed, until complete() judges them.
struct KeysNewTyped {
    std::string account;
    std::vector<std::string> scopes;
    std::string expires;
    std::vector<std::string> from;
};

// Each returns the subcommand it has added; the options and `typed` are set when the line is parsed.
CLI::App* add_keys_new(CLI::App& keys, KeysNewOptions& options, KeysNewTyped& typed);
CLI::App* add_keys_list(CLI::App& keys, KeysListOptions& options);
// keys revoke and keys restore: part of `keys`.
void add_keys_revoke(CLI::App& keys, KeysRevokeOptions& options);

// What CLI11 cannot check: a problem, or the options completed.
std::optional<std::string> complete(KeysNewOptions& options, const KeysNewTyped& typed);
std::optional<std::string> check(const KeysRevokeOptions& options);

}   // namespace smsgw::app
