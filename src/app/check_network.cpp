#include "app/check_network.hpp"

#include <algorithm>
#include <set>

#include "app/ctl_provider_check.hpp"
#include "app/ctl_redis.hpp"
#include "base/strict_json.hpp"
#include "http/resolver.hpp"
#include "http/url.hpp"
#include "redis/server_check.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using Verdict = CheckVerdict;

void judge_redis(const redis::ServerReport& report, Checklist& list) {
    for (const auto& finding : report.findings) {
        const bool is_clock = finding.code == "clock_offset" || finding.code == "time_denied";
        const auto verdict = finding.severity == redis::Severity::refuse ? Verdict::fail : Verdict::warn;
        list.say(is_clock ? "clock" : "redis", verdict, finding.sentence);
    }
    list.say("redis", Verdict::pass, "reached");
    if (report.facts.clock_offset)
        list.say("clock", Verdict::pass, std::to_string(report.facts.clock_offset->count()) + " ms apart");
}

bool is_simulated(const providers::ProviderConfig& provider) {
    return provider.type == "sandbox";
}

// An unsigned report to one provider's address, as a stranger would post it.
Task<> try_unsigned(const std::string& public_url, const std::string& provider, CtlContext context,
                    Checklist& list) {
    const auto url = public_url + "/webhooks/" + provider;
    http::ClientRequest request{
        .method = "POST", .url = url, .headers = {{"Content-Type", "application/json"}}, .body = "{}"};
    const auto answer = co_await context.client.send(std::move(request));
    if (answer.has_error()) {
        list.say("webhooks", Verdict::fail, url + ": " + error_name(answer.error().error));
        co_return;
    }
    const auto status = answer->status;
    const bool refused = status == 400 || status == 401 || status == 403 || status == 422;
    const auto found = url + " answers " + std::to_string(status) + " to an unsigned report";
    list.say("webhooks", refused ? Verdict::pass : Verdict::fail, found);
}

// Alert rules whose expression is about our metrics.
int count_rules(const json& body) {
    int count = 0;
    const auto data = body.find("data");
    if (data == body.end() || !data->is_object() || !data->contains("groups")) return 0;
    for (const auto& group : (*data)["groups"]) {
        if (!group.is_object() || !group.contains("rules")) continue;
        for (const auto& rule : group["rules"])
            if (rule.is_object() && rule.value("type", json()) == "alerting" &&
                rule.value("query", json()).is_string() &&
                rule["query"].get<std::string>().find("smsgw_") != std::string::npos)
                ++count;
    }
    return count;
}

}   // namespace

Task<> check_redis(const Config& config, std::string config_path, CtlContext context, Checklist& list) {
    const auto executor = co_await asio::this_coro::executor;
    RedisOptions options;
    options.config_path = std::move(config_path);
    auto found = find_redis(options, context.input);
    if (const auto* problem = std::get_if<std::string>(&found)) {
        list.say("redis", Verdict::fail, *problem);
        co_return;
    }
    RedisDoor door(executor, context.clock, std::move(std::get<redis::RedisAddress>(found)));
    const auto opened = co_await door.open();
    if (opened.has_error()) {
        list.say("redis", Verdict::fail, door.address() + " is not reached: " + error_name(opened.error()));
    } else {
        const auto report =
            co_await redis::check_server(door.connection(), config.redis.durability, context.clock);
        if (report.has_error())
            list.say("redis", Verdict::fail, door.address() + ": " + error_name(report.error()));
        else
            judge_redis(*report, list);
    }
    co_await door.close();
}

Task<> check_webhooks(const Config& config, CtlContext context, Checklist& list) {
    const auto& url = config.webhook.public_url;
    bool any = false;
    for (const auto& provider : config.providers) {
        if (is_simulated(provider) || url.empty()) continue;
        any = true;
        co_await try_unsigned(url, provider.id.str(), context, list);
    }
    if (!any) list.say("webhooks", Verdict::skipped, "there is no provider or no public_url to ask for");
}

Task<> check_providers(const Config& config, CtlContext context, Checklist& list) {
    for (const auto& provider : config.providers) {
        const auto& id = provider.id.str();
        if (is_simulated(provider)) {
            list.say("providers", Verdict::fail, id + " is the simulated operator: no SMS leaves");
            continue;
        }
        const auto steps = co_await try_provider(provider, context);
        for (const auto& step : steps) {
            const auto verdict = step.verdict == ProviderCheck::Verdict::failed   ? Verdict::fail
                                 : step.verdict == ProviderCheck::Verdict::passed ? Verdict::pass
                                                                                  : Verdict::skipped;
            list.say("providers", verdict, id + ", " + step.name + ": " + step.result);
        }
    }
}

Task<> check_callbacks(const Config& config, Checklist& list) {
    std::set<std::string> urls;
    for (const auto& account : config.accounts)
        if (!account.callback_url.empty()) urls.insert(account.callback_url);
    for (const auto& text : urls) {
        const auto url = http::Url::parse(text);
        if (url.has_error() || url->scheme != http::Url::Scheme::https) {
            list.say("callbacks", Verdict::fail, text + " is not https");
            continue;
        }
        const auto addresses = co_await http::resolve_by_system(url->host);
        if (addresses.has_error())
            list.say("callbacks", Verdict::fail, url->host + " is not found");
        else
            list.say("callbacks", Verdict::pass, url->host + " is found");
    }
    if (urls.empty()) list.say("callbacks", Verdict::skipped, "no account has a callback_url");
}

Task<> check_alerts(std::string prometheus_url, CtlContext context, Checklist& list) {
    if (prometheus_url.empty()) {
        list.say("alerts", Verdict::skipped, "Prometheus was not asked: --prometheus URL");
        co_return;
    }
    while (prometheus_url.ends_with('/')) prometheus_url.pop_back();
    http::ClientRequest request{
        .method = "GET", .url = prometheus_url + "/api/v1/rules?type=alert", .headers = {}, .body = {}};
    const auto answer = co_await context.client.send(std::move(request));
    if (answer.has_error()) {
        list.say("alerts", Verdict::fail, prometheus_url + ": " + error_name(answer.error().error));
        co_return;
    }
    const auto body = read_strict_json(answer->body);
    const int count = answer->status == 200 && body.has_value() && body->is_object() ? count_rules(*body) : 0;
    list.say("alerts", count > 0 ? Verdict::pass : Verdict::fail,
             prometheus_url + " has " + std::to_string(count) + " alert rules about smsgw_ metrics");
}

}   // namespace smsgw::app
