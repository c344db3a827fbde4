// One function per subcommand adds its flags; what CLI11 cannot check is checked after it has parsed.
#include "app/ctl_command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/config_checks.hpp"
#include "app/config_names.hpp"
#include "app/config_read.hpp"
#include "app/ctl_abuse.hpp"
#include "app/ctl_ops.hpp"
#include "app/ctl_redis_line.hpp"
#include "app/ctl_sandbox_line.hpp"
#include "app/ctl_suppress_line.hpp"
#include "domain/utf8.hpp"

namespace smsgw::app {
namespace {

// Values as they were typed, until they are judged.
struct Typed {
    std::string account;
    std::vector<std::string> scopes;
    bool json = false;
    bool wait = false;
};

struct Everything {
    Typed typed;
    SandboxOptions sandbox;
    SandboxTyped sandbox_typed;
    KeysNewOptions keys_new;
    HealthOptions health;
    SendOptions send;
    StatusOptions status;
    AuditOptions audit;
    DeadLetterOptions dead_letters;
    CallbackOptions callbacks;
    ProviderOptions provider;
    ProviderTestOptions provider_test;
    SpendOptions spend;
    SuppressOptions suppress;
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

CLI::App* add_keys_new(CLI::App& keys, Everything& all) {
    auto* sub = keys.add_subcommand("new", "Make an API key and the hash of it that smsgw.toml lists");
    sub->add_option("--account", all.typed.account, "Id of the account")->required();
    sub->add_option("--scopes", all.typed.scopes, "What it may do: send, read, admin (send,read)")
        ->delimiter(',');
    sub->add_option("--pepper", all.keys_new.pepper,
                    "Where the pepper is, as env:NAME or file:/path ([auth] pepper)");
    add_config(*sub, all.keys_new.config_path);
    add_json(*sub, all.typed);
    return sub;
}

CLI::App* add_health(CLI::App& app, Everything& all) {
    auto* sub =
        app.add_subcommand("health", "Ask whether the gateway is ready: exit code 0 when it is, else 1");
    sub->add_option("--url", all.health.url, "What to ask (/readyz of the configuration's listen.admin)");
    add_config(*sub, all.health.config_path);
    return sub;
}

void add_api(CLI::App& sub, ApiOptions& options, Typed& typed) {
    sub.add_option("--url", options.url, "Base URL of the gateway (the configuration's listen.api)");
    sub.add_option("--key", options.key, "Where the API key is, as env:NAME or file:/path")
        ->capture_default_str();
    add_config(sub, options.config_path);
    add_json(sub, typed);
}

CLI::App* add_send(CLI::App& app, Everything& all) {
    auto* sub = app.add_subcommand("send", "Send one message");
    sub->add_option("--to", all.send.to, "The recipient's number, E.164")->required();
    sub->add_option("--message", all.send.message, "The text")->required();
    sub->add_option("--sender", all.send.sender, "What the handset shows (the account's default)");
    sub->add_option("--lane", all.send.lane, "otp, normal or bulk");
    sub->add_flag("--wait", all.typed.wait, "Follow the message until its status is final, at most 60 s");
    add_api(*sub, all.send.api, all.typed);
    return sub;
}

CLI::App* add_status(CLI::App& app, Everything& all) {
    auto* sub = app.add_subcommand("status", "Show where a message stands, and how it got there");
    sub->add_option("msgid", all.status.msgid, "The id that sending answered with")->required();
    add_api(*sub, all.status.api, all.typed);
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

Problem complete(KeysNewOptions& options, const Typed& typed) {
    if (const auto wrong = check_identifier(typed.account)) return "--account " + *wrong;
    options.account = AccountId(typed.account);
    if (!typed.scopes.empty()) options.scopes.clear();
    for (const auto& word : typed.scopes) {
        Scope scope{};
        if (auto wrong = take_enum(word, scope)) return "--scopes: " + *wrong;
        if (std::find(options.scopes.begin(), options.scopes.end(), scope) == options.scopes.end())
            options.scopes.push_back(scope);
    }
    options.output = typed.json ? Output::json : Output::text;
    return {};
}

Problem complete(AbuseSimOptions& options, const Typed&) {
    return check(options);
}

template <class Options>   // nothing that CLI11 has not checked
Problem complete(Options&, const Typed&) {
    return {};
}

Problem complete(SendOptions& options, const Typed& typed) {
    // The gateway would refuse it as well, but such a request cannot even be written as JSON.
    for (const auto* text : {&options.to, &options.message, &options.sender, &options.lane})
        if (!is_valid_utf8(*text)) return "the arguments must be UTF-8";
    options.until = typed.wait ? SendOptions::Until::final : SendOptions::Until::accepted;
    options.api.output = typed.json ? Output::json : Output::text;
    return {};
}

Problem complete(StatusOptions& options, const Typed& typed) {
    options.api.output = typed.json ? Output::json : Output::text;
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

}   // namespace

CtlLine parse_ctl_line(int argc, const char* const* argv) {
    Everything all;
    CLI::App app("smsgwctl, the companion of the SMS gateway smsgwd.", "smsgwctl");
    app.set_version_flag("--version", "smsgwctl " SMSGW_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Secrets are never arguments, only where they are: env:NAME or file:/path.\n"
        "Exit codes: 0 done, 1 refused, not ready or not delivered, 2 wrong use.");
    auto* sandbox = add_sandbox(app, all.sandbox, all.sandbox_typed);
    auto* keys = app.add_subcommand("keys", "API keys");
    keys->require_subcommand(1);
    auto* keys_new = add_keys_new(*keys, all);
    auto* health = add_health(app, all);
    auto* send = add_send(app, all);
    auto* status = add_status(app, all);
    auto* audit = add_audit(app, all.audit);
    auto* dead_letters = add_dead_letters(app, all.dead_letters);
    auto* callbacks = add_callbacks(app, all.callbacks);
    auto* provider = add_provider(app, all.provider);
    auto* provider_test = add_provider_test(*provider, all);
    auto* spend = add_spend(app, all.spend);
    auto* suppress = add_suppress(app, all.suppress);
    auto* abuse_sim = add_abuse_sim(app, all.abuse_sim);
    auto* reload = add_reload(app, all.reload);
    auto* log_level = add_log_level(app, all.log_level);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        auto help = app.help();
        if (!help.ends_with('\n')) help += '\n';   // a footer comes without
        return {CtlLine::Action::print, std::move(help), {}};
    } catch (const CLI::CallForVersion& version) {
        return {CtlLine::Action::print, std::string(version.what()) + "\n", {}};
    } catch (const CLI::ParseError& error) {
        return misuse(error.what());
    }
    if (sandbox->parsed()) return chosen(all.sandbox, all.sandbox_typed);
    if (keys_new->parsed()) return chosen(all.keys_new, all.typed);
    if (health->parsed()) return chosen(all.health, all.typed);
    if (send->parsed()) return chosen(all.send, all.typed);
    if (status->parsed()) return chosen(all.status, all.typed);
    if (audit->parsed()) return chosen(all.audit, all.typed);
    if (dead_letters->parsed()) return chosen(all.dead_letters, all.typed);
    if (callbacks->parsed()) return chosen(all.callbacks, all.typed);
    if (provider_test->parsed()) return chosen(all.provider_test, all.typed);
    if (provider->parsed()) return chosen(all.provider, all.typed);
    if (spend->parsed()) return chosen(all.spend, all.typed);
    if (suppress->parsed()) return chosen(all.suppress, all.typed);
    if (abuse_sim->parsed()) return chosen(all.abuse_sim, all.typed);
    if (reload->parsed()) return chosen(all.reload, all.typed);
    if (log_level->parsed()) return chosen(all.log_level, all.typed);
    return misuse("a command is required");
}

}   // namespace smsgw::app
