#include "app/ctl_provider_check.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/ctl_text.hpp"
#include "app/suggest.hpp"
#include "http/url.hpp"
#include "providers/registry.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using Verdict = ProviderCheck::Verdict;

std::string word_of(Verdict verdict) {
    if (verdict == Verdict::untested) return "not tested";
    return verdict == Verdict::passed ? "ok" : "failed";
}

// DNS, TCP and TLS: any answer will do, whatever it says about a page that the provider need not have.
Task<ProviderStep> connect(std::string base_url, CtlContext context) {
    if (base_url.empty())
        co_return ProviderStep{
            "connect", Verdict::untested, "base_url is not set, so the provider's own is used", {}};
    const auto url = http::Url::parse(base_url);
    if (url.has_error()) co_return ProviderStep{"connect", Verdict::failed, error_name(url.error()), {}};
    const auto origin = (url->scheme == http::Url::Scheme::https ? "https://" : "http://") + url->authority();
    const auto began = context.clock.mono_now();
    http::ClientRequest request{.method = "GET", .url = origin + "/", .headers = {}, .body = {}};
    const auto answer = co_await context.client.send(std::move(request));
    ProviderStep step{"connect", Verdict::passed, origin + " answers", {}};
    step.took = std::chrono::duration_cast<Millis>(context.clock.mono_now() - began);
    if (answer.has_error()) {
        step.verdict = Verdict::failed;
        step.result = origin + ": " + error_name(answer.error().error);
    }
    co_return step;
}

Task<ProviderStep> ask(SmsProvider& provider, CtlContext context) {
    const auto began = context.clock.mono_now();
    const auto check = co_await provider.check();
    const auto took = std::chrono::duration_cast<Millis>(context.clock.mono_now() - began);
    co_return ProviderStep{"credentials", check.verdict, check.detail, took};
}

json json_of(const std::vector<ProviderStep>& steps) {
    json list = json::array();
    for (const auto& step : steps)
        list.push_back({{"step", step.name},
                        {"verdict", word_of(step.verdict)},
                        {"result", step.result},
                        {"took_ms", step.took.count()}});
    return list;
}

std::string table_of(const std::vector<ProviderStep>& steps) {
    std::vector<std::vector<std::string>> rows = {{"step", "verdict", "took", "result"}};
    for (const auto& step : steps)
        rows.push_back({step.name, word_of(step.verdict), std::to_string(step.took.count()) + " ms",
                        printable(step.result)});
    return table(rows);
}

// The provider's table of the configuration, or a sentence about why there is none to test.
std::variant<providers::ProviderConfig, std::string> find_provider(const ProviderTestOptions& options,
                                                                   LoadInput input) {
    if (!options.config_path.empty()) input.config_path = options.config_path;
    std::vector<std::string> known;
    try {
        for (auto& provider : load_config(input).config.providers) {
            known.push_back(provider.id.str());
            if (provider.id.str() != options.name) continue;
            if (provider.type == "sandbox" && provider.base_url.empty())
                return "the simulated operator lives inside smsgwd: there is nothing to reach from here";
            return std::move(provider);
        }
    } catch (const ConfigError& error) {
        return std::string("the configuration is wrong:\n") + error.what();
    }
    const auto near = nearest(options.name, known);
    return "no provider has the id '" + printable(options.name) + "'" +
           (near.empty() ? "" : ", did you mean '" + near + "'?");
}

}   // namespace

Task<std::vector<ProviderStep>> try_provider(providers::ProviderConfig config, CtlContext context) {
    std::vector<ProviderStep> steps;
    const auto provider = providers::make_provider(config, context.client);
    if (provider.has_error()) {
        ProviderStep step{"configuration", Verdict::failed, providers::complaint_about(config), {}};
        steps.push_back(std::move(step));
        co_return steps;
    }
    auto connected = co_await connect(config.base_url, context);
    steps.push_back(std::move(connected));
    // Where nobody answers, nobody is asked.
    if (steps.back().verdict != Verdict::failed) {
        auto asked = co_await ask(**provider, context);
        steps.push_back(std::move(asked));
    }
    co_return steps;
}

Task<int> test_provider(ProviderTestOptions options, CtlContext context) {
    auto found = find_provider(options, context.input);
    if (const auto* problem = std::get_if<std::string>(&found)) {
        context.err << "smsgwctl: " << *problem << "\n";
        co_return exit_misuse;
    }
    const auto& config = std::get<providers::ProviderConfig>(found);
    if (const auto complaint = providers::complaint_about(config); !complaint.empty()) {
        context.err << "smsgwctl: " << complaint << "\n";
        co_return exit_misuse;
    }
    const auto steps = co_await try_provider(config, context);
    const auto count = [&](Verdict verdict) {
        return std::count_if(steps.begin(), steps.end(),
                             [&](const ProviderStep& s) { return s.verdict == verdict; });
    };
    const bool ok = count(Verdict::failed) == 0 && count(Verdict::passed) > 0;
    if (options.output == Output::json)
        context.out << json{{"provider", options.name},
                            {"type", config.type},
                            {"ok", ok},
                            {"steps", json_of(steps)}}
                           .dump()
                    << "\n";
    else
        context.out << table_of(steps);
    co_return ok ? exit_done : exit_failed;
}

}   // namespace smsgw::app
