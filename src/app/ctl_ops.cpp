#include "app/ctl_ops.hpp"

#include <nlohmann/json.hpp>

#include "app/ctl_api.hpp"
#include "app/ctl_text.hpp"
#include "base/strict_json.hpp"

namespace smsgw::app {
namespace {

void add_admin(CLI::App& sub, ApiOptions& options) {
    sub.add_option("--url", options.url, "Base URL of the admin listener (the configuration's listen.admin)");
    sub.add_option("--key", options.key, "Where a key with scope admin is, as env:NAME or file:/path")
        ->capture_default_str();
    sub.add_option("--config", options.config_path, "Path of smsgw.toml (or SMSGW_CONFIG)");
}

// Nothing: it could not be asked, which was said and is `code`.
struct Asked {
    std::optional<http::ClientResponse> answer;
    int code = exit_done;
};

Task<Asked> post(ApiOptions options, std::string target, std::string body, CtlContext context) {
    const auto door = find_door(options, context.input, Listener::admin);
    if (const auto* problem = std::get_if<std::string>(&door)) {
        context.err << "smsgwctl: " << *problem << "\n";
        co_return Asked{{}, exit_misuse};
    }
    auto request = request_of(std::get<ApiDoor>(door), "POST", target);
    request.body = std::move(body);
    const auto where = request.url;
    auto result = co_await context.client.send(std::move(request));
    if (result.has_error()) {
        context.err << "smsgwctl: " << where << " gives no answer: " << error_name(result.error().error)
                    << "\n";
        co_return Asked{{}, exit_failed};
    }
    co_return Asked{std::move(*result), exit_done};
}

}   // namespace

CLI::App* add_reload(CLI::App& app, ReloadOptions& options) {
    auto* sub = app.add_subcommand("reload", "Have the gateway read its configuration again");
    add_admin(*sub, options.admin);
    return sub;
}

CLI::App* add_log_level(CLI::App& app, LogLevelOptions& options) {
    auto* sub =
        app.add_subcommand("log-level", "Change what the gateway logs, until it reloads or starts anew");
    sub->add_option("level", options.level, "trace, debug, info, warn, error or off")->required();
    add_admin(*sub, options.admin);
    return sub;
}

Task<int> reload_gateway(ReloadOptions options, CtlContext context) {
    const auto asked = co_await post(std::move(options.admin), "/reload", "", context);
    if (!asked.answer) co_return asked.code;
    const auto body = read_strict_json(asked.answer->body);
    const bool ours = body.has_value() && body->is_object() && body->contains("reloaded");
    if (asked.answer->status == 200 && ours) {
        context.out << "reloaded\n";
        co_return exit_done;
    }
    if (asked.answer->status == 422 && ours && (*body)["problems"].is_array()) {
        for (const auto& problem : (*body)["problems"])
            if (problem.is_string()) context.err << printable(problem.get<std::string>()) << "\n";
        context.err << "smsgwctl: the gateway goes on with its former configuration\n";
    } else {
        context.err << "smsgwctl: " << refusal_text(*asked.answer);
    }
    co_return exit_failed;
}

Task<int> set_log_level(LogLevelOptions options, CtlContext context) {
    auto body = nlohmann::json{{"level", options.level}}.dump();
    const auto asked = co_await post(std::move(options.admin), "/log-level", std::move(body), context);
    if (!asked.answer) co_return asked.code;
    if (asked.answer->status == 204) co_return exit_done;
    context.err << "smsgwctl: " << refusal_text(*asked.answer);
    co_return exit_failed;
}

}   // namespace smsgw::app
