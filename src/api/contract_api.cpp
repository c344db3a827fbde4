#include "api/contract_api.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "api/docs_text.hpp"
#include "api/openapi_text.hpp"
#include "api/problem.hpp"
#include "api/problem_catalogue.hpp"

namespace smsgw::api {
namespace {

constexpr const char* html_type = "text/html; charset=utf-8";

// Our pages run their own script and nothing else's.
http::Response page(std::string html) {
    return {.status = 200,
            .content_type = html_type,
            .headers = {{"Content-Security-Policy",
                         "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"}},
            .body = std::move(html)};
}

// Our texts use `code` as in Markdown.
std::string to_html(std::string_view text) {
    std::string out;
    bool open = false;
    for (const char c : text) switch (c) {
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '&':
                out += "&amp;";
                break;
            case '`':
                out += open ? "</code>" : "<code>";
                open = !open;
                break;
            default:
                out += c;
        }
    return out;
}

std::string problem_page(const ProblemKind& kind) {
    const std::string code(error_name(kind.code));
    return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>" + code +
           "</title>\n<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;"
           "max-width:42em;margin:3em auto;padding:0 1em}</style>\n<h1><code>" +
           code + "</code></h1>\n<p><b>" + to_html(kind.title) + "</b> (HTTP " + std::to_string(kind.status) +
           ")\n<h2>Cause</h2>\n<p>" + to_html(kind.cause) + "\n<h2>Remedy</h2>\n<p>" + to_html(kind.remedy) +
           "\n</html>\n";
}

std::string problem_json(const ProblemKind& kind) {
    return nlohmann::json{{"code", error_name(kind.code)},
                          {"status", kind.status},
                          {"title", kind.title},
                          {"cause", kind.cause},
                          {"remedy", kind.remedy}}
        .dump();
}

http::Response explain(const http::Request& request) {
    for (const auto& kind : problem_catalogue()) {
        if (request.params.at(0) != error_name(kind.code)) continue;
        // Browsers name it, programs do not.
        const bool for_people = request.header("Accept").find("text/html") != std::string_view::npos;
        auto response =
            for_people ? page(problem_page(kind)) : http::Response{.headers = {}, .body = problem_json(kind)};
        response.headers.emplace_back("Vary", "Accept");
        return response;
    }
    return problem(Errc::not_found, request.request_id);
}

// The document is part of the page, so that it asks nobody and can be saved.
std::string docs_page() {
    constexpr std::string_view place = "{{openapi}}";
    std::string html(docs_text);
    return html.replace(html.find(place), place.size(), openapi_text);
}

// Named coroutine functions, not lambdas: a capturing coroutine lambda would dangle.
Task<http::Response> answer(http::Response response) {
    co_return response;
}

}   // namespace

std::vector<http::Route> contract_routes() {
    const auto document = [](http::Request) {
        return answer({.headers = {}, .body = std::string(openapi_text)});
    };
    const auto explainer = [](http::Request request) { return answer(explain(request)); };
    return {{"GET", "/openapi.json", document}, {"GET", "/problems/{code}", explainer}};
}

std::vector<http::Route> docs_routes() {
    const auto docs = [html = docs_page()](http::Request) { return answer(page(html)); };
    return {{"GET", "/docs", docs}};
}

}   // namespace smsgw::api
