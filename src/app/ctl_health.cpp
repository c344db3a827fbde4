#include "app/ctl_health.hpp"

#include "app/ctl_settings.hpp"
#include "app/ctl_text.hpp"
#include "base/strict_json.hpp"

namespace smsgw::app {
namespace {

// The reasons of api/health_api; an answer of another shape is some other server's.
std::vector<std::string> reasons_in(const http::ClientResponse& answer) {
    std::vector<std::string> reasons;
    const auto body = read_strict_json(answer.body);
    if (body.has_value() && body->is_object() && body->contains("reasons") && (*body)["reasons"].is_array())
        for (const auto& reason : (*body)["reasons"])
            if (reason.is_string()) reasons.push_back(printable(reason.get<std::string>()));
    if (reasons.empty()) reasons.push_back("it answered " + std::to_string(answer.status));
    return reasons;
}

}   // namespace

Task<int> check_health(HealthOptions options, CtlContext context) {
    if (options.url.empty()) {
        Config config;
        const auto problem = read_setting(context.input, options.config_path, {"listen", "admin"}, config);
        if (!problem) options.url = url_of(config.listen.admin);
        if (options.url.empty()) {
            context.err << "smsgwctl: " << problem.value_or("listen.admin has port 0: give --url") << "\n";
            co_return exit_misuse;
        }
        options.url += "/readyz";
    }
    http::ClientRequest request{.method = "GET", .url = options.url, .headers = {}, .body = {}};
    const auto answer = co_await context.client.send(std::move(request));
    if (answer.has_error()) {
        context.err << options.url << " gives no answer: " << error_name(answer.error().error) << "\n";
        co_return exit_failed;
    }
    if (answer->status == 200) {
        context.out << "ready\n";
        co_return exit_done;
    }
    for (const auto& reason : reasons_in(*answer)) context.err << "not ready: " << reason << "\n";
    co_return exit_failed;
}

}   // namespace smsgw::app
