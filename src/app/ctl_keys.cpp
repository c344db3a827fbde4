#include "app/ctl_keys.hpp"

#include <nlohmann/json.hpp>

#include "api/key_ring.hpp"
#include "app/config_read.hpp"
#include "app/ctl_redis.hpp"
#include "app/ctl_settings.hpp"
#include "app/ctl_text.hpp"
#include "base/time_text.hpp"
#include "redis/key_revocations.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using Revoked = std::map<KeyId, WallTime>;

ResolvedSecret find_pepper(const std::string& reference, const std::string& config_path,
                           const LoadInput& input) {
    if (!reference.empty()) return resolve_twice(reference, input.sources);
    Config config;
    if (const auto problem = read_setting(input, config_path, {"auth", "pepper"}, config))
        return {{}, *problem};
    if (config.pepper.empty())
        return {{},
                "no pepper: give --pepper, or the configuration that has [auth] pepper by --config or "
                "SMSGW_CONFIG"};
    return {config.pepper, {}};
}

std::string scopes_text(const std::vector<Scope>& scopes) {
    std::string out;
    for (const auto scope : scopes) out += (out.empty() ? "" : ",") + std::string(name_of(scope));
    return out;
}

Config load_from(LoadInput input, const std::string& config_path) {
    if (!config_path.empty()) input.config_path = config_path;
    return load_config(input).config;
}

json key_json(const Account& account, const ApiKey& key) {
    auto from = json::array();
    for (const auto& range : key.from) from.push_back(range.text());
    return {{"account", account.id.str()},
            {"id", key.id().str()},
            {"scopes", scopes_text(key.scopes)},
            {"expires", time_or_null(key.expires)},
            {"from", from}};
}

// `revoked`: null when it is not known.
json list_json(const std::vector<Account>& accounts, const Revoked* revoked) {
    auto unlisted = revoked == nullptr ? Revoked() : *revoked;
    auto list = json::array();
    for (const auto& account : accounts)
        for (const auto& key : account.keys) {
            auto line = key_json(account, key);
            if (revoked == nullptr) {
                line["revoked"] = "unknown";
            } else {
                const auto found = revoked->find(key.id());
                line["revoked"] = found == revoked->end() ? json() : json(to_rfc3339(found->second));
                unlisted.erase(key.id());
            }
            list.push_back(std::move(line));
        }
    for (const auto& [id, at] : unlisted)
        list.push_back({{"account", nullptr},
                        {"id", id.str()},
                        {"scopes", nullptr},
                        {"expires", nullptr},
                        {"from", json::array()},
                        {"revoked", to_rfc3339(at)}});
    return list;
}

std::string list_text(const json& list) {
    std::vector<std::vector<std::string>> rows = {{"account", "id", "scopes", "expires", "from", "revoked"}};
    for (const auto& line : list) {
        std::string from;
        for (const auto& range : line["from"]) from += (from.empty() ? "" : ",") + range.get<std::string>();
        rows.push_back({member(line, "account"), member(line, "id"), member(line, "scopes"),
                        member(line, "expires"), from, member(line, "revoked")});
    }
    return table(rows);
}

// Whose key it is, as far as the configuration here can be read and tells.
std::string owner_text(const std::string& id, const RedisOptions& options, const LoadInput& input,
                       json& account) {
    try {
        const auto config = load_from(input, options.config_path);
        if (config.quick_start) return {};   // its keys are the daemon's own
        for (const auto& one : config.accounts)
            for (const auto& key : one.keys)
                if (key.id().str() == id) {
                    account = one.id.str();
                    return " of account " + one.id.str();
                }
    } catch (const ConfigError&) {
        return " (the configuration cannot be read here, so whose it is is not known)";
    }
    return ", which is no key of the configuration here,";
}

// What at_redis() takes, and where the answer goes.
struct RevokedQuestion {
    RedisOptions redis;
    std::optional<Revoked>* answer;
};

Task<int> ask_revoked(redis::Connection& connection, RevokedQuestion question, CtlContext context) {
    redis::RedisKeyRevocations store(connection);
    auto revoked = co_await store.read();
    if (revoked.has_error()) {
        context.err << "smsgwctl: which keys are revoked is not known: " << error_name(revoked.error())
                    << "\n";
        co_return exit_failed;
    }
    *question.answer = std::move(*revoked);
    co_return exit_done;
}

Task<int> carry_out(redis::Connection& connection, KeysRevokeOptions options, CtlContext context) {
    redis::RedisKeyRevocations store(connection);
    const bool revoke = options.action == KeysRevokeOptions::Action::revoke;
    boost::system::error_code failure;
    auto restored = Restored::yes;
    if (revoke) {
        const auto done = co_await store.revoke(KeyId(options.id), context.clock.wall_now());
        if (done.has_error()) failure = done.error();
    } else {
        const auto done = co_await store.restore(KeyId(options.id));
        if (done.has_error()) failure = done.error();
        if (done.has_value()) restored = *done;
    }
    if (failure || restored == Restored::not_revoked) {
        context.err << "smsgwctl: " << (failure ? error_name(failure) : options.id + " is not revoked")
                    << "\n";
        co_return exit_failed;
    }
    json account;
    const auto owner = owner_text(options.id, options.redis, context.input, account);
    if (options.output == Output::json)
        context.out << json{{"id", options.id}, {"account", account}, {"revoked", revoke}}.dump() << "\n";
    else
        context.out << options.id << owner << (revoke ? " is revoked" : " is restored")
                    << ": within 5 seconds every gateway goes by it\n";
    co_return exit_done;
}

}   // namespace

std::string key_entry(const ApiKey& key) {
    return key.hash + rights_text(key);
}

int make_new_key(const KeysNewOptions& options, const LoadInput& input, std::ostream& out,
                 std::ostream& err) {
    const auto pepper = find_pepper(options.pepper, options.config_path, input);
    if (!pepper.problem.empty()) {
        err << "smsgwctl: " << pepper.problem << "\n";
        return exit_misuse;
    }
    const auto text = api::make_key(options.account);
    const ApiKey key{api::hash_key(pepper.value, text), options.scopes, options.expires, options.from};
    const auto entry = key_entry(key);
    if (options.output == Output::json) {
        out << json{{"account", options.account.str()},
                    {"key", text},
                    {"id", key.id().str()},
                    {"entry", entry}}
                   .dump()
            << "\n";
        return exit_done;
    }
    out << text << "\n\n"
        << "That is the key, shown only this once: give it to the client's service. The gateway needs only "
           "its hash, as a\n"
        << "line of the [[accounts]] table of \"" << options.account.str()
        << "\" in smsgw.toml; beside other keys, as one more entry of the list:\n\n"
        << "keys = [\"" << entry << "\"]\n\n"
        << "Its id is " << key.id().str() << ": smsgwctl keys revoke " << key.id().str() << "\n";
    return exit_done;
}

Task<int> list_keys(KeysListOptions options, CtlContext context) {
    std::vector<Account> accounts;
    try {
        accounts = load_from(context.input, options.redis.config_path).accounts;
    } catch (const ConfigError& error) {
        context.err << "smsgwctl: the configuration is wrong:\n" << error.what() << "\n";
        co_return exit_misuse;
    }
    std::optional<Revoked> revoked;
    RevokedQuestion question{std::move(options.redis), &revoked};
    const int code = co_await at_redis(std::move(question), context, &ask_revoked);
    const auto list = list_json(accounts, revoked ? &*revoked : nullptr);
    context.out << (options.output == Output::json ? json{{"keys", list}}.dump() + "\n" : list_text(list));
    co_return code;
}

Task<int> handle_revocation(KeysRevokeOptions options, CtlContext context) {
    if (!options.key.empty()) {
        const auto key = resolve_twice(options.key, context.input.sources);
        const auto pepper = find_pepper(options.pepper, options.redis.config_path, context.input);
        const auto& problem = key.problem.empty() ? pepper.problem : key.problem;
        if (!problem.empty()) {
            context.err << "smsgwctl: " << problem << "\n";
            co_return exit_misuse;
        }
        options.id = ApiKey{.hash = api::hash_key(pepper.value, key.value.reveal())}.id().str();
    }
    co_return co_await at_redis(std::move(options), context, &carry_out);
}

}   // namespace smsgw::app
