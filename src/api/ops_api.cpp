#include "api/ops_api.hpp"

#include <nlohmann/json.hpp>

#include "api/field_name.hpp"
#include "api/refuse.hpp"
#include "base/log.hpp"
#include "base/strict_json.hpp"

namespace smsgw::api {

using nlohmann::json;

std::vector<http::Route> OpsApi::routes() {
    return {
        {"POST", "/reload", [this](http::Request request) { return reload(std::move(request)); }},
        {"POST", "/log-level", [this](http::Request request) { return set_log_level(std::move(request)); }}};
}

// 422 lists what is wrong with the file; it is no problem of the request, which has nothing that could be wrong.
Task<http::Response> OpsApi::reload(http::Request request) {
    if (const auto allowed = gatekeeper_.admit(request, Scope::admin); allowed.has_error())
        co_return refuse(errc_of(allowed.error()), request.request_id);
    const auto problems = co_await reload_();
    json out{{"reloaded", problems.empty()}, {"problems", problems}};
    co_return http::Response{.status = problems.empty() ? 200 : 422, .headers = {}, .body = out.dump()};
}

Task<http::Response> OpsApi::set_log_level(http::Request request) {
    if (const auto allowed = gatekeeper_.admit(request, Scope::admin); allowed.has_error())
        co_return refuse(errc_of(allowed.error()), request.request_id);
    const auto parsed = read_strict_json(request.body);
    if (parsed.has_error() || !parsed->is_object())
        co_return refuse(Errc::json_malformed, request.request_id);
    std::vector<intake::FieldProblem> problems;
    std::optional<log::Level> level;
    if (!parsed->contains("level"))
        problems.push_back({"level", Errc::field_missing, "This field is required."});
    else if ((*parsed)["level"].is_string())
        level = log::level_from_text((*parsed)["level"].get<std::string>());
    if (problems.empty() && !level)
        problems.push_back({"level", Errc::field_type, "Must be trace, debug, info, warn, error or off."});
    for (const auto& [name, value] : parsed->items())
        if (name != "level")
            problems.push_back({shorten(name), Errc::field_unknown, "This call has no such field."});
    if (!problems.empty()) co_return refuse(problems, request.request_id);
    log::set_level(*level);
    log::warn("log.level_set", {log::f("level", (*parsed)["level"].get<std::string>())});
    co_return http::Response{.status = 204};
}

}   // namespace smsgw::api
