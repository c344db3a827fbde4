#include "app/ctl_keys_line.hpp"

#include <algorithm>

#include "app/config_checks.hpp"
#include "app/config_read.hpp"
#include "app/ctl_redis_line.hpp"

namespace smsgw::app {
namespace {

constexpr auto pepper_text = "Where the pepper is, as env:NAME or file:/path ([auth] pepper)";

bool is_key_id(std::string_view text) {
    return text.size() == key_id_digits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}   // namespace

CLI::App* add_keys_new(CLI::App& keys, KeysNewOptions& options, KeysNewTyped& typed) {
    auto* sub = keys.add_subcommand("new", "Make an API key and the hash of it that smsgw.toml lists");
    sub->add_option("--account", typed.account, "Id of the account")->required();
    sub->add_option("--scopes", typed.scopes, "What it may do: send, read, admin (send,read)")
        ->delimiter(',');
    sub->add_option("--expires", typed.expires,
                    "Day (UTC) or RFC 3339 time from which on it opens nothing (never)");
    sub->add_option("--from", typed.from, "Addresses and networks that it may be used from (any)")
        ->delimiter(',');
    sub->add_option("--pepper", options.pepper, pepper_text);
    sub->add_option("--config", options.config_path, "Path of smsgw.toml (or SMSGW_CONFIG)");
    sub->add_flag_callback(
        "--json", [&options] { options.output = Output::json; }, "Answer with one JSON object");
    return sub;
}

CLI::App* add_keys_list(CLI::App& keys, KeysListOptions& options) {
    auto* sub = keys.add_subcommand(
        "list", "The keys of the configuration, what each may do, and which are revoked in Redis");
    add_redis(*sub, options.redis, options.output);
    return sub;
}

void add_keys_revoke(CLI::App& keys, KeysRevokeOptions& options) {
    using Action = KeysRevokeOptions::Action;
    const struct {
        Action action;
        const char* name;
        const char* doc;
    } rows[] = {{Action::revoke, "revoke", "Let a key in no more, at any gateway, within 5 seconds"},
                {Action::restore, "restore", "Take that back"}};
    for (const auto& row : rows) {
        auto* sub = keys.add_subcommand(row.name, row.doc);
        add_redis(*sub, options.redis, options.output);
        sub->add_option("id", options.id, "Id of the key, as list shows it");
        sub->add_option("--key", options.key, "Instead: where the key itself is, as env:NAME or file:/path");
        sub->add_option("--pepper", options.pepper, pepper_text);
        sub->callback([&options, action = row.action] { options.action = action; });
    }
}

std::optional<std::string> complete(KeysNewOptions& options, const KeysNewTyped& typed) {
    if (const auto wrong = check_identifier(typed.account)) return "--account " + *wrong;
    options.account = AccountId(typed.account);
    if (!typed.scopes.empty()) options.scopes.clear();
    for (const auto& word : typed.scopes) {
        Scope scope{};
        if (auto wrong = take_enum(word, scope)) return "--scopes: " + *wrong;
        if (std::find(options.scopes.begin(), options.scopes.end(), scope) == options.scopes.end())
            options.scopes.push_back(scope);
    }
    if (!typed.expires.empty()) {
        options.expires = read_day_or_time(typed.expires);
        if (!options.expires) return "--expires wants a day or an RFC 3339 time, like 2027-01-31";
    }
    if (auto wrong = take_ranges(typed.from, options.from)) return "--from: " + *wrong;
    return {};
}

std::optional<std::string> check(const KeysRevokeOptions& options) {
    if (options.id.empty() == options.key.empty()) return "either an id or --key is required";
    if (!options.id.empty() && !is_key_id(options.id))
        return "an id is the " + std::to_string(key_id_digits) + " hex digits that keys list shows";
    return {};
}

}   // namespace smsgw::app
