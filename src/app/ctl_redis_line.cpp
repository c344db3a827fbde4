#include "app/ctl_redis_line.hpp"

#include <utility>

namespace smsgw::app {
namespace {

void add_redis(CLI::App& sub, RedisOptions& options, Output& output) {
    sub.add_option(
        "--redis", options.url,
        "URL of Redis, or where it is as env:NAME or file:/path (redis.url, else the private server of "
        "data.dir)");
    sub.add_option("--config", options.config_path, "Path of smsgw.toml (or SMSGW_CONFIG)");
    sub.add_flag_callback(
        "--json", [&output] { output = Output::json; }, "Answer with one JSON object");
}

}   // namespace

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

}   // namespace smsgw::app
