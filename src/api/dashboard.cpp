#include "api/dashboard.hpp"

#include <string>
#include <string_view>

#include "api/dashboard_files.hpp"

namespace smsgw::api {
namespace {

// Nothing from elsewhere, nothing inline, nobody frames it.
constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string type_of(std::string_view name) {
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    return "text/html; charset=utf-8";
}

// A named coroutine function, not a lambda: a capturing coroutine lambda would dangle.
Task<http::Response> answer(std::string_view name, std::string_view text) {
    co_return http::Response{.status = 200,
                             .content_type = type_of(name),
                             // Asked for anew each time, so that page and scripts are of one version.
                             .headers = {{"Cache-Control", "no-store"},
                                         {"Content-Security-Policy", policy},
                                         {"Cross-Origin-Opener-Policy", "same-origin"},
                                         {"Referrer-Policy", "no-referrer"},
                                         {"X-Content-Type-Options", "nosniff"}},
                             .body = std::string(text)};
}

http::Route row(std::string path, std::string_view name, std::string_view text) {
    return {"GET", std::move(path), [name, text](http::Request) { return answer(name, text); }};
}

}   // namespace

std::vector<http::Route> dashboard_routes() {
    std::vector<http::Route> rows;
    for (const auto& [name, text] : dashboard_files)
        rows.push_back(row(name == "index.html" ? "/" : "/dashboard/" + std::string(name), name, text));
    return rows;
}

}   // namespace smsgw::api
