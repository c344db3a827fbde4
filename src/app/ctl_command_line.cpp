// One function per subcommand adds its flags; what CLI11 cannot check is checked after it has parsed.
#include "app/ctl_command_line.hpp"

#include <CLI/CLI.hpp>
#include <functional>

#include "app/checklist.hpp"
#include "app/config_checks.hpp"
#include "app/config_read.hpp"
#include "app/ctl_abuse.hpp"
#include "app/ctl_keys_line.hpp"
#include "app/ctl_ops.hpp"
#include "app/ctl_redis_line.hpp"
#include "app/ctl_sandbox_line.hpp"
#include "app/ctl_send_line.hpp"
#include "app/ctl_suppress_line.hpp"
#include "app/ctl_tree.hpp"

namespace smsgw::app {
namespace {

// Values as they were typed, until they are judged.
struct Typed {
    bool json = false;
    bool list = false;
};

struct Everything {
    Typed typed;
    SandboxOptions sandbox;
    SandboxTyped sandbox_typed;
    KeysNewOptions keys_new;
    KeysNewTyped keys_new_typed;
    KeysListOptions keys_list;
    KeysRevokeOptions keys_revoke;
    RedisAclOptions redis_acl;
    HealthOptions health;
    SendOptions send;
    SendCsvOptions send_csv;
    StatusOptions status;
    AuditOptions audit;
    DeadLetterOptions dead_letters;
    CallbackOptions callbacks;
    ProviderOptions provider;
    ProviderTestOptions provider_test;
    SpendOptions spend;
    SuppressOptions suppress;
    QueuesOptions queues;
    WatchOptions watch;
    BlocksOptions blocks;
    CheckOptions check;
    AbuseSimOptions abuse_sim;
    ReloadOptions reload;
    LogLevelOptions log_level;
};

void add_config(CLI::App& sub, std::string& path) {
    sub.add_option("--config", path, "Path of smsgw.toml (or SMSGW_CONFIG)");
}

void add_json(CLI::App& sub, Typed& typed) {
    sub.add_flag("--json", typed.json, "Answer with one JSON object");
}

CLI::App* add_health(CLI::App& app, Everything& all) {
    auto* sub =
        app.add_subcommand("health", "Ask whether the gateway is ready: exit code 0 when it is, else 1");
    sub->add_option("--url", all.health.url, "What to ask (/readyz of the configuration's listen.admin)");
    add_config(*sub, all.health.config_path);
    return sub;
}

CLI::App* add_status(CLI::App& app, Everything& all) {
    auto* sub = app.add_subcommand("status", "Show where a message stands, and how it got there");
    sub->add_option("msgid", all.status.msgid, "The id that sending answered with")->required();
    add_api(*sub, all.status.api);
    return sub;
}

CLI::App* add_check(CLI::App& app, Everything& all) {
    auto* sub =
        app.add_subcommand("check", "The production checklist: exit code 1 when anything of it fails");
    add_config(*sub, all.check.config_path);
    add_json(*sub, all.typed);
    sub->add_option("--prometheus", all.check.prometheus_url,
                    "Base URL of Prometheus, to ask for alert rules");
    sub->add_flag("--list-markdown", all.typed.list, "Print the list itself, and check nothing");
    return sub;
}

CLI::App* add_provider_test(CLI::App& provider, Everything& all) {
    auto* sub = provider.add_subcommand(
        "test", "Reach a provider of the configuration and show it our credentials; no SMS is sent");
    sub->add_option("name", all.provider_test.name, "Its id in smsgw.toml")->required();
    add_config(*sub, all.provider_test.config_path);
    add_json(*sub, all.typed);
    return sub;
}

// ---- what CLI11 cannot check: a problem, or the options completed ---------------------------------------------------

Problem complete(AbuseSimOptions& options, const Typed&) {
    return check(options);
}

template <class Options>   // nothing that CLI11 has not checked
Problem complete(Options&, const Typed&) {
    return {};
}

Problem complete(SendOptions& options, const Typed&) {
    return check(options);
}

Problem complete(SendCsvOptions& options, const Typed&) {
    return check(options);
}

Problem complete(KeysRevokeOptions& options, const Typed&) {
    return check(options);
}

Problem complete(RedisAclOptions& options, const Typed&) {
    return check(options);
}

Problem complete(CheckOptions& options, const Typed& typed) {
    options.output = typed.json ? Output::json : Output::text;
    if (options.prometheus_url.empty()) return {};
    if (const auto wrong = check_url(options.prometheus_url)) return "--prometheus " + *wrong;
    return {};
}

Problem complete(DeadLetterOptions& options, const Typed&) {
    return check(options);
}

Problem complete(CallbackOptions& options, const Typed&) {
    return complete_times(options);
}

Problem complete(ProviderTestOptions& options, const Typed& typed) {
    options.output = typed.json ? Output::json : Output::text;
    return {};
}

Problem complete(SpendOptions& options, const Typed&) {
    return check(options);
}

Problem complete(SuppressOptions& options, const Typed&) {
    return complete_suppression(options);
}

CtlLine misuse(std::string text) {
    return {CtlLine::Action::misuse, std::move(text) + "\nsmsgwctl --help lists the commands.\n", {}};
}

template <class Options, class Values>
CtlLine chosen(Options& options, const Values& typed) {
    if (const auto problem = complete(options, typed)) return misuse(*problem);
    return {CtlLine::Action::run, {}, std::move(options)};
}

// A command, and what it means once its flags are set.
struct Command {
    const CLI::App* sub;
    std::function<CtlLine()> choose;
};

// Where one is part of another, the part comes first: both are parsed then.
std::vector<Command> add_commands(CLI::App& app, Everything& all) {
    std::vector<Command> commands;
    const auto add = [&](const CLI::App* sub, auto& options, const auto& typed) {
        commands.push_back({sub, [&options, &typed] { return chosen(options, typed); }});
    };
    auto* keys = app.add_subcommand("keys", "API keys");
    keys->require_subcommand(1);
    add(add_keys_new(*keys, all.keys_new, all.keys_new_typed), all.keys_new, all.keys_new_typed);
    add(add_keys_list(*keys, all.keys_list), all.keys_list, all.typed);
    add_keys_revoke(*keys, all.keys_revoke);
    add(keys, all.keys_revoke, all.typed);
    add(add_health(app, all), all.health, all.typed);
    commands.push_back({add_send(app, all.send, all.send_csv), [&all] {
                            return all.send_csv.file.empty() ? chosen(all.send, all.typed)
                                                             : chosen(all.send_csv, all.typed);
                        }});
    add(add_status(app, all), all.status, all.typed);
    add(add_queues(app, all.queues), all.queues, all.typed);
    add(add_watch(app, all.watch), all.watch, all.typed);
    add(add_audit(app, all.audit), all.audit, all.typed);
    add(add_dead_letters(app, all.dead_letters), all.dead_letters, all.typed);
    add(add_callbacks(app, all.callbacks), all.callbacks, all.typed);
    auto* provider = add_provider(app, all.provider);
    add(add_provider_test(*provider, all), all.provider_test, all.typed);
    add(provider, all.provider, all.typed);
    add(add_spend(app, all.spend), all.spend, all.typed);
    add(add_suppress(app, all.suppress), all.suppress, all.typed);
    add(add_blocks(app, all.blocks), all.blocks, all.typed);
    add(add_redis_acl(app, all.redis_acl), all.redis_acl, all.typed);
    add(add_reload(app, all.reload), all.reload, all.typed);
    add(add_log_level(app, all.log_level), all.log_level, all.typed);
    add(add_abuse_sim(app, all.abuse_sim), all.abuse_sim, all.typed);
    add(add_sandbox(app, all.sandbox, all.sandbox_typed), all.sandbox, all.sandbox_typed);
    const auto print = [](std::string text) { return CtlLine{CtlLine::Action::print, std::move(text), {}}; };
    commands.push_back({add_check(app, all), [&all, print] {
                            return all.typed.list ? print(checklist_markdown())
                                                  : chosen(all.check, all.typed);
                        }});
    auto* completion = app.add_subcommand("completion", "Print what a shell completes the commands with");
    completion->require_subcommand(1);
    commands.push_back({completion->add_subcommand("bash", "For bash: source <(smsgwctl completion bash)"),
                        [&app, print] { return print(bash_completion(app)); }});
    commands.push_back({app.add_subcommand("manual", "Print the manual page: smsgwctl manual | man -l -"),
                        [&app, print] { return print(manual_page(app)); }});
    return commands;
}

// All commands and what their flags set.
struct Program {
    Program() {
        app.set_version_flag("--version", "smsgwctl " SMSGW_VERSION);
        app.require_subcommand(1);
        app.footer(
            "Secrets are never arguments, only where they are: env:NAME or file:/path.\n"
            "Exit codes: 0 done, 1 refused, not ready or not delivered, 2 wrong use.");
        commands = add_commands(app, all);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    Everything all;
    CLI::App app{"smsgwctl, the companion of the SMS gateway smsgwd.", "smsgwctl"};
    std::vector<Command> commands;
};

}   // namespace

CtlLine parse_ctl_line(int argc, const char* const* argv) {
    Program program;
    try {
        program.app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        auto help = program.app.help();
        if (!help.ends_with('\n')) help += '\n';   // a footer comes without
        return {CtlLine::Action::print, std::move(help), {}};
    } catch (const CLI::CallForVersion& version) {
        return {CtlLine::Action::print, std::string(version.what()) + "\n", {}};
    } catch (const CLI::ParseError& error) {
        return misuse(error.what());
    }
    for (const auto& command : program.commands)
        if (command.sub->parsed()) return command.choose();
    return misuse("a command is required");
}

std::string ctl_completion() {
    return bash_completion(Program().app);
}

std::string ctl_manual() {
    return manual_page(Program().app);
}

}   // namespace smsgw::app
