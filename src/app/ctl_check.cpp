#include "app/ctl_check.hpp"

#include "app/check_config.hpp"
#include "app/check_network.hpp"

namespace smsgw::app {
namespace {

// The configuration, when it can be read; what is to be said of it is in the list.
std::optional<Config> read_config(const LoadInput& input, Checklist& list) {
    try {
        auto loaded = load_config(input);
        for (const auto& warning : loaded.warnings) list.say("config", CheckVerdict::warn, warning);
        list.say("config", CheckVerdict::pass, "read");
        return std::move(loaded.config);
    } catch (const ConfigError& error) {
        for (const auto& problem : error.problems()) list.say("config", CheckVerdict::fail, problem);
        return std::nullopt;
    }
}

}   // namespace

Task<int> check_production(CheckOptions options, CtlContext context) {
    auto input = context.input;
    if (!options.config_path.empty()) input.config_path = options.config_path;
    Checklist list;
    const auto config = read_config(input, list);
    check_secrets(input, list);
    if (config) {
        check_accounts(*config, list);
        check_defences(*config, list);
        check_addresses(*config, list);
        check_files(*config, "/proc", list);
        co_await check_redis(*config, options.config_path, context, list);
        co_await check_webhooks(*config, context, list);
        co_await check_providers(*config, context, list);
        co_await check_callbacks(*config, list);
    }
    co_await check_alerts(options.prometheus_url, context, list);
    context.out << (options.output == Output::json ? list.json().dump() + "\n" : list.text());
    co_return list.verdict() == CheckVerdict::fail ? exit_failed : exit_done;
}

}   // namespace smsgw::app
