#include "app/ctl_redis_line.hpp"

#include <map>
#include <utility>

#include "app/config_checks.hpp"
#include "base/time_text.hpp"

namespace smsgw::app {

void add_redis(CLI::App& sub, RedisOptions& options, Output& output) {
    sub.add_option(
        "--redis", options.url,
        "URL of Redis, or where it is as env:NAME or file:/path (redis.url, else the private server of "
        "data.dir)");
    sub.add_option("--config", options.config_path, "Path of smsgw.toml (or SMSGW_CONFIG)");
    sub.add_flag_callback(
        "--json", [&output] { output = Output::json; }, "Answer with one JSON object");
}

CLI::App* add_audit(CLI::App& app, AuditOptions& options) {
    auto* sub = app.add_subcommand(
        "audit", "Check everything that is stored: exit code 0 when all promises are kept, else 1");
    add_redis(*sub, options.redis, options.output);
    return sub;
}

CLI::App* add_dead_letters(CLI::App& app, DeadLetterOptions& options) {
    using Action = DeadLetterOptions::Action;
    auto* dlq = app.add_subcommand("dlq", "Dead letters: messages that were given up");
    dlq->require_subcommand(1);
    const struct {
        Action action;
        const char* name;
        const char* doc;
    } rows[] = {
        {Action::list, "list", "List them"},
        {Action::show, "show", "Show one of them and its message, but not its text"},
        {Action::replay, "replay", "Admit its text again, as a new message"},
        {Action::discard, "discard", "Forget it and its text"},
    };
    for (const auto& row : rows) {
        auto* sub = dlq->add_subcommand(row.name, row.doc);
        add_redis(*sub, options.redis, options.output);
        sub->callback([&options, action = row.action] { options.action = action; });
        if (row.action == Action::list) continue;
        auto* id = sub->add_option("id", options.id, "As list shows it: PARTITION:ENTRY");
        if (row.action == Action::show) {
            id->required();
            sub->add_flag_callback(
                "--text", [&options] { options.text = DeadLetterOptions::Text::shown; }, "Show its text too");
        } else {
            sub->add_flag_callback(
                "--all", [&options] { options.which = DeadLetterOptions::Which::all; },
                "All there are, instead of one");
        }
    }
    return dlq;
}

std::optional<std::string> check(const DeadLetterOptions& options) {
    using Action = DeadLetterOptions::Action;
    if (options.action == Action::list || options.action == Action::show) return {};
    const bool all = options.which == DeadLetterOptions::Which::all;
    if (options.id.empty() != all) return "either an id or --all is required";
    return {};
}

CLI::App* add_callbacks(CLI::App& app, CallbackOptions& options) {
    using Action = CallbackOptions::Action;
    auto* callbacks = app.add_subcommand("callbacks", "What accounts' services are told");
    callbacks->require_subcommand(1);
    auto* list = callbacks->add_subcommand("list", "Accounts with events that wait, or a disabled endpoint");
    auto* enable = callbacks->add_subcommand("enable", "Tell an account again whose endpoint was gone (410)");
    enable->add_option("account", options.account, "Id of the account")->required();
    auto* replay = callbacks->add_subcommand("replay", "Tell events again, under their old ids");
    replay->add_option("--msgid", options.msgid, "Those of one message");
    replay->add_option("--account", options.account, "Those of all its messages that are stored");
    replay->add_option("--since", options.since_text,
                       "From the first event at or after this RFC 3339 time on");
    replay->add_option("--until", options.until_text, "Only messages with an event at or before this time");
    const std::pair<CLI::App*, Action> rows[] = {
        {list, Action::list}, {enable, Action::enable}, {replay, Action::replay}};
    for (const auto& row : rows) {
        add_redis(*row.first, options.redis, options.output);
        row.first->callback([&options, action = row.second] { options.action = action; });
    }
    return callbacks;
}

CLI::App* add_provider(CLI::App& app, ProviderOptions& options) {
    using Action = ProviderOptions::Action;
    auto* provider = app.add_subcommand("provider", "Providers while gateways run");
    provider->require_subcommand(1);
    const struct {
        Action action;
        const char* name;
        const char* doc;
    } rows[] = {
        {Action::list, "list", "List them: state, attempts under way, segments per second"},
        {Action::pause, "pause", "Begin no new attempt through it; its messages go elsewhere or wait"},
        {Action::resume, "resume", "Use it again"},
        {Action::drain, "drain", "Pause it and wait until no attempt is under way: exit code 0, else 1"},
    };
    for (const auto& row : rows) {
        auto* sub = provider->add_subcommand(row.name, row.doc);
        add_redis(*sub, options.redis, options.output);
        sub->callback([&options, action = row.action] { options.action = action; });
        if (row.action != Action::list)
            sub->add_option("id", options.provider, "Id of the provider")->required();
        if (row.action == Action::drain)
            sub->add_option("--timeout", options.timeout_s, "Longest time to wait, in seconds")
                ->check(CLI::Range(1, 86'400))
                ->capture_default_str();
    }
    return provider;
}

CLI::App* add_spend(CLI::App& app, SpendOptions& options) {
    using By = SpendOptions::By;
    static const std::map<std::string, By> columns = {
        {"account", By::account}, {"provider", By::provider}, {"country", By::country}};
    auto* sub = app.add_subcommand("spend", "What accepted messages cost in a month");
    add_redis(*sub, options.redis, options.output);
    sub->add_option("--month", options.month, "Year and month in UTC, like 2026-11 (the current one)");
    sub->add_option_function<std::string>(
           "--by", [&options](const std::string& word) { options.by = columns.at(word); },
           "Add up by one of these (by all three)")
        ->check(CLI::IsMember(columns));
    return sub;
}

CLI::App* add_queues(CLI::App& app, QueuesOptions& options) {
    auto* sub = app.add_subcommand("queues", "What waits where: lanes, due times, dead letters, callbacks");
    add_redis(*sub, options.redis, options.output);
    return sub;
}

CLI::App* add_watch(CLI::App& app, WatchOptions& options) {
    auto* sub = app.add_subcommand("watch", "The queues again and again, with what happens in a second");
    add_redis(*sub, options.redis, options.output);
    sub->add_option_function<int>(
           "--every", [&options](const int& value) { options.every = std::chrono::seconds{value}; },
           "Seconds between two looks (2)")
        ->check(CLI::Range(1, 3600));
    sub->add_option("--count", options.count, "So many looks (until it is ended)")
        ->check(CLI::Range(1, 1'000'000));
    return sub;
}

CLI::App* add_blocks(CLI::App& app, BlocksOptions& options) {
    using Action = BlocksOptions::Action;
    auto* abuse = app.add_subcommand("abuse", "What the rules against abuse do");
    abuse->require_subcommand(1);
    auto* status =
        abuse->add_subcommand("status", "What is blocked, and how often each rule has acted today");
    status->add_option("--account", options.account, "Only this account (all)");
    auto* unblock = abuse->add_subcommand("unblock", "Lift a block");
    unblock->add_option("--account", options.account, "Id of the account")->required();
    unblock->add_option("--rule", options.rule, "As status shows it: conversion or drift")->required();
    unblock
        ->add_option("--subject", options.subject,
                     "As status shows it: first digits of numbers, or a country")
        ->required();
    const std::pair<CLI::App*, Action> rows[] = {{status, Action::status}, {unblock, Action::unblock}};
    for (const auto& row : rows) {
        add_redis(*row.first, options.redis, options.output);
        row.first->callback([&options, action = row.second] { options.action = action; });
    }
    return abuse;
}

CLI::App* add_redis_acl(CLI::App& app, RedisAclOptions& options) {
    auto* sub = app.add_subcommand(
        "redis-acl", "Print a user of Redis that may do what the gateway needs and nothing else");
    sub->add_option("--user", options.user, "Its name")->capture_default_str();
    sub->add_option("--password", options.password,
                    "Where its password is, as env:NAME or file:/path (a new one, shown once)");
    sub->add_flag_callback(
        "--without-config-get", [&options] { options.config_get = RedisAclOptions::ConfigGet::denied; },
        "It may not read the configuration of Redis: then nobody checks appendfsync");
    sub->add_flag_callback(
        "--json", [&options] { options.output = Output::json; }, "Answer with one JSON object");
    return sub;
}

std::optional<std::string> check(const RedisAclOptions& options) {
    if (const auto wrong = check_identifier(options.user)) return "--user " + *wrong;
    return {};
}

std::optional<std::string> check(const SpendOptions& options) {
    const auto& month = options.month;
    if (month.empty() || from_rfc3339(month + "-01T00:00:00Z")) return {};
    return "--month wants a year and a month, like 2026-11";
}

std::optional<std::string> complete_times(CallbackOptions& options) {
    if (options.action != CallbackOptions::Action::replay) return {};
    if (options.msgid.empty() == options.account.empty()) return "either --msgid or --account is required";
    const struct {
        const std::string& text;
        WallTime& time;
    } rows[] = {{options.since_text, options.since}, {options.until_text, options.until}};
    for (const auto& row : rows) {
        if (row.text.empty()) continue;
        const auto time = from_rfc3339(row.text);
        if (!time) return "--since and --until want RFC 3339 times, like 2026-01-02T03:04:05Z";
        row.time = *time;
    }
    return {};
}

}   // namespace smsgw::app
