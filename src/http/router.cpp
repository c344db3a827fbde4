// Patterns are compared segment by segment; tables are short, so that a list is quick enough.
#include "http/router.hpp"

#include <algorithm>
#include <optional>

#include "http/percent.hpp"

namespace smsgw::http {
namespace {

// Takes the text up to the next '/' from the front; `rest` then starts after it, or is done.
std::string_view take_segment(std::string_view& rest, bool& done) {
    const auto slash = rest.find('/');
    const auto segment = rest.substr(0, slash);
    done = slash == std::string_view::npos;
    rest = done ? std::string_view{} : rest.substr(slash + 1);
    return segment;
}

bool is_parameter(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

// The raw text of each parameter, or nothing when the path does not match.
std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view path) {
    std::vector<std::string_view> params;
    bool pattern_done = false;
    bool path_done = false;
    while (!pattern_done && !path_done) {
        const auto wanted = take_segment(pattern, pattern_done);
        const auto given = take_segment(path, path_done);
        if (is_parameter(wanted) && !given.empty())
            params.push_back(given);
        else if (wanted != given)
            return std::nullopt;
    }
    if (pattern_done != path_done) return std::nullopt;
    return params;
}

}   // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
    std::stable_partition(routes_.begin(), routes_.end(),
                          [](const Route& route) { return route.pattern.find('{') == std::string::npos; });
}

Result<RouteMatch> Router::find(std::string_view method, std::string_view path) const {
    bool path_known = false;
    for (const auto wanted : {method, std::string_view(method == "HEAD" ? "GET" : "")}) {
        for (const auto& route : routes_) {
            const auto raw = match(route.pattern, path);
            if (!raw) continue;
            path_known = true;
            if (route.method != wanted) continue;
            RouteMatch found{&route, {}};
            for (const auto text : *raw) {
                auto param = percent_decode(text);
                if (!param) return Errc::not_found;
                found.params.push_back(std::move(*param));
            }
            return found;
        }
    }
    return path_known ? Errc::method_not_allowed : Errc::not_found;
}

std::string Router::allowed(std::string_view path) const {
    std::vector<std::string_view> methods;
    const auto add = [&methods](std::string_view method) {
        if (std::find(methods.begin(), methods.end(), method) == methods.end()) methods.push_back(method);
    };
    for (const auto& route : routes_) {
        if (!match(route.pattern, path)) continue;
        add(route.method);
        if (route.method == "GET") add("HEAD");
    }
    std::string out;
    for (const auto method : methods) {
        if (!out.empty()) out += ", ";
        out += method;
    }
    return out;
}

}   // namespace smsgw::http
