// The checks that Beast 1.81 does not make (it accepts two Hosts, `Content-Length: 2, 2`, unknown transfer codings as
// "no body", absolute and non-ASCII targets), and some that it does: they are cheap and this is the gate.
#include "http/request_check.hpp"

#include <algorithm>
#include <charconv>

#include "http/ascii.hpp"

namespace smsgw::http {
namespace {

// CONNECT and TRACE are left out on purpose: no listener of ours has a use for either.
constexpr std::string_view methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

bool is_known_method(std::string_view method) {
    return std::find(std::begin(methods), std::end(methods), method) != std::end(methods);
}

// Methods whose request has a body by definition; without Content-Length its end would be a guess.
bool has_body(std::string_view method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

bool is_origin_form(std::string_view target) {
    const auto is_visible = [](char c) { return c > 0x20 && c < 0x7f; };
    // A fragment never goes over the wire (RFC 9112, section 3.2.1).
    return target.starts_with('/') && std::all_of(target.begin(), target.end(), is_visible) &&
           target.find('#') == std::string_view::npos;
}

// reg-name, IPv4 or [IPv6], with or without port. Lists and userinfo are what attacks put here.
bool is_host(std::string_view host) {
    const auto allowed = [](char c) {
        return is_digit(c) || is_letter(c) || std::string_view("-._~%:[]").find(c) != std::string_view::npos;
    };
    return !host.empty() && std::all_of(host.begin(), host.end(), allowed);
}

}   // namespace

Result<std::size_t> check_request(const RequestFacts& facts, const ServerLimits& limits) {
    if (facts.transfer_encodings > 0) return Errc::transfer_encoding_refused;
    if (!is_known_method(facts.method)) return Errc::request_malformed;
    if (facts.target.size() > limits.target_bytes_max) return Errc::target_too_long;
    if (!is_origin_form(facts.target)) return Errc::request_malformed;
    if (facts.hosts != 1 || !is_host(facts.host)) return Errc::request_malformed;
    if (facts.content_lengths > 1) return Errc::request_malformed;
    if (facts.content_lengths == 0) {
        if (has_body(facts.method)) return Errc::length_required;
        return std::size_t{0};
    }
    const auto& text = facts.content_length;
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return Errc::request_malformed;
    std::size_t bytes = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
    // Digits only, so that the one way to fail is a number beyond 64 bits.
    if (error != std::errc{}) return Errc::body_too_large;
    return bytes;
}

}   // namespace smsgw::http
