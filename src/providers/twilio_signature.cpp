#include "providers/twilio_signature.hpp"

#include <optional>

#include "base/crypto.hpp"
#include "http/form.hpp"

namespace smsgw::providers {
namespace {

// The value of bodySHA256 in the URL; nothing when it has none, or several: which one would count?
std::optional<std::string> body_hash_in(std::string_view url) {
    const auto pairs = http::read_form(SignedUrl::split(url).query);
    if (!pairs) return std::nullopt;
    std::optional<std::string> found;
    for (const auto& [name, value] : *pairs) {
        if (name != "bodySHA256") continue;
        if (found) return std::nullopt;
        found = value;
    }
    return found;
}

// What of the body is signed beside the URL. Nothing: the body cannot be what Twilio signed.
std::optional<std::vector<http::Header>> signed_params(const WebhookRequest& request) {
    if (const auto hash = body_hash_in(request.public_url)) {
        const auto given = from_hex(*hash);
        if (!given || !equal_constant_time(*given, sha256(request.body))) return std::nullopt;
        return std::vector<http::Header>{};
    }
    if (http::is_form(request.header("Content-Type"))) return http::read_form(request.body);
    if (!request.body.empty()) return std::nullopt;
    return std::vector<http::Header>{};
}

// Where the port's colon is, or where it would be.
struct PortPlace {
    std::size_t begin;
    std::size_t end;
};

std::optional<PortPlace> find_port(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return std::nullopt;
    const auto host = scheme + 3;
    const auto end = std::min(url.find_first_of("/?", host), url.size());
    const auto authority = url.substr(host, end - host);
    const auto colon = authority.rfind(':');
    const auto bracket = authority.rfind(']');   // of an IPv6 address, which has colons of its own
    const auto at = authority.rfind('@');        // user information may have one too
    const auto after = [&](std::size_t mark) { return mark == std::string_view::npos || colon > mark; };
    if (colon == std::string_view::npos || !after(bracket) || !after(at)) return PortPlace{end, end};
    return PortPlace{host + colon, end};
}

}   // namespace

std::array<std::string, 3> twilio_urls(std::string_view url) {
    url = without_fragment(url);
    const std::string as_it_is(url);
    const auto port = find_port(url);
    if (!port) return {as_it_is, as_it_is, as_it_is};
    const auto before = as_it_is.substr(0, port->begin);
    const auto after = as_it_is.substr(port->end);
    const bool has_port = port->begin != port->end;
    const std::string_view own = url.starts_with("https:") ? ":443" : ":80";
    return {as_it_is, before + after, has_port ? as_it_is : before + std::string(own) + after};
}

std::string twilio_signature(const Secret& key, std::string_view url, std::span<const http::Header> params) {
    std::vector<http::Header> sorted(params.begin(), params.end());
    sort_pairs(sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    std::string text(url);
    for (const auto& [name, value] : sorted) text.append(name).append(value);
    return base64(hmac(Digest::sha1, key.reveal(), text));
}

Result<void> check_twilio(SigningKeys keys, const WebhookRequest& request) {
    const auto given = request.header("X-Twilio-Signature");
    if (given.empty()) return Errc::signature_missing;
    const auto params = signed_params(request);
    if (!params) return Errc::signature_bad;
    const auto urls = twilio_urls(request.public_url);
    const bool right = any_key(keys, [&](const Secret& key) {
        return std::any_of(urls.begin(), urls.end(), [&](const std::string& url) {
            return equal_constant_time(given, twilio_signature(key, url, *params));
        });
    });
    if (!right) return Errc::signature_bad;
    return {};
}

}   // namespace smsgw::providers
