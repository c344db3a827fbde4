// Request line, fields, body. Refuses rather than repairs: what is wrong here is a bug or an attack.
#include "http/request_text.hpp"

#include <algorithm>
#include <iterator>

#include "http/ascii.hpp"

namespace smsgw::http {
namespace {

bool is_ours(std::string_view name) {
    constexpr std::string_view names[] = {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "TE", "Trailer"};
    return std::any_of(std::begin(names), std::end(names),
                       [name](std::string_view own) { return equal_ignoring_case(own, name); });
}

bool is_method(std::string_view method) {
    return is_token(method) &&
           std::none_of(method.begin(), method.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}   // namespace

Result<std::string> to_text(const ClientRequest& request, const Url& url) {
    if (!is_method(request.method)) return Errc::request_malformed;
    std::string out;
    out.reserve(512 + request.body.size());
    out += request.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() + "\r\n";
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name) || !is_field_value(value) || is_ours(name)) return Errc::request_malformed;
        out += name + ": " + value + "\r\n";
    }
    if (find_header(request.headers, "User-Agent").empty()) out += "User-Agent: smsgw/" SMSGW_VERSION "\r\n";
    // A POST without body says so (RFC 9110, section 8.6); a GET without body must not look as if it had one.
    const bool wants_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (wants_body || !request.body.empty())
        out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    out += "\r\n";
    out += request.body;
    return out;
}

}   // namespace smsgw::http
