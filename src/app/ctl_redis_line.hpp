// The flags of smsgwctl's commands that look into Redis.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "app/ctl_command_line.hpp"

namespace smsgw::app {

// --redis, --config and --json.
void add_redis(CLI::App& sub, RedisOptions& options, Output& output);

// Each returns the subcommand it has added; the options are set when the line is parsed.
CLI::App* add_audit(CLI::App& app, AuditOptions& options);
CLI::App* add_dead_letters(CLI::App& app, DeadLetterOptions& options);
CLI::App* add_callbacks(CLI::App& app, CallbackOptions& options);
CLI::App* add_provider(CLI::App& app, ProviderOptions& options);
CLI::App* add_spend(CLI::App& app, SpendOptions& options);
CLI::App* add_queues(CLI::App& app, QueuesOptions& options);
CLI::App* add_watch(CLI::App& app, WatchOptions& options);
CLI::App* add_blocks(CLI::App& app, BlocksOptions& options);
CLI::App* add_redis_acl(CLI::App& app, RedisAclOptions& options);

// What CLI11 cannot check: a problem, or nothing.
std::optional<std::string> check(const DeadLetterOptions& options);
std::optional<std::string> check(const SpendOptions& options);
std::optional<std::string> check(const RedisAclOptions& options);
// Reads the times as well.
std::optional<std::string> complete_times(CallbackOptions& options);

}   // namespace smsgw::app
