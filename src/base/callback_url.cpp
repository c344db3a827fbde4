#include "base/callback_url.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace smsgw {
namespace {

namespace urls = boost::urls;

constexpr std::size_t bytes_max = 512;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

struct Parts {
    bool https = false;
    urls::host_type type{};
    std::string host;   // lower case, without a final dot
    int port = 0;
    std::string path;

    bool same_origin(const Parts& other) const {
        return https == other.https && host == other.host && port == other.port;
    }
};

std::optional<Parts> take_apart(std::string_view text) {
    const auto parsed = urls::parse_uri(text);
    if (parsed.has_error()) return std::nullopt;
    const auto& view = *parsed;
    const bool https = view.scheme_id() == urls::scheme::https;
    if (!https && view.scheme_id() != urls::scheme::http) return std::nullopt;
    Parts parts{
        .https = https, .type = view.host_type(), .host = lower(std::string(view.encoded_host_address()))};
    if (parts.host.ends_with('.')) parts.host.pop_back();
    const bool named = parts.type == urls::host_type::name || parts.type == urls::host_type::ipv4 ||
                       parts.type == urls::host_type::ipv6;
    if (!named || parts.host.empty() || parts.host.find('%') != std::string::npos) return std::nullopt;
    const bool has_port = view.has_port() && !view.port().empty();
    parts.port = has_port ? view.port_number() : https ? 443 : 80;
    parts.path = std::string(view.encoded_path());
    if (parts.path.empty()) parts.path = "/";
    if (view.has_userinfo() || view.has_fragment() || parts.port == 0 || !parts.path.starts_with('/'))
        return std::nullopt;
    return parts;
}

// Also in the notations that resolvers read as addresses: 2130706433, 0x7f.1, 127.1.
bool is_address(const Parts& parts) {
    if (parts.type != urls::host_type::name) return true;
    const auto last = parts.host.substr(parts.host.rfind('.') + 1);
    return last.starts_with("0x") ||
           std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_loopback(const Parts& parts) {
    if (parts.type == urls::host_type::ipv4) return parts.host.starts_with("127.");
    if (parts.type == urls::host_type::ipv6) return parts.host == "::1";
    return parts.host == "localhost" || parts.host.ends_with(".localhost");
}

// What two readers of a path may read differently.
bool is_ambiguous(const std::string& path) {
    const auto folded = lower(path);
    for (const char* code : {"%2e", "%2f", "%5c"})
        if (folded.find(code) != std::string::npos) return true;
    const auto padded = folded + "/";
    return padded.find("/./") != std::string::npos || padded.find("/../") != std::string::npos;
}

}   // namespace

std::optional<std::string> complaint_about_callback_url(std::string_view url, Loopback loopback) {
    if (url.size() > bytes_max) return "must not be longer than 512 bytes";
    const auto parts = take_apart(url);
    if (!parts) return "must be an absolute https URL without user and fragment";
    if (is_ambiguous(parts->path)) return "must not have dot segments, encoded slashes or encoded dots";
    if (is_loopback(*parts)) {
        if (loopback == Loopback::allowed) return {};
        return "must not name this machine (callback.allow_loopback is for development)";
    }
    if (!parts->https) return "must be https";
    if (is_address(*parts)) return "must name a host, not an address";
    if (parts->port != 443 && parts->port != 8443) return "must use port 443 or 8443";
    return {};
}

bool is_below_any(std::string_view url, const std::vector<std::string>& prefixes) {
    const auto parts = take_apart(url);
    if (!parts || is_ambiguous(parts->path)) return false;
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
        auto base = take_apart(prefix);
        if (!base || !parts->same_origin(*base)) return false;
        if (parts->path == base->path) return true;
        if (!base->path.ends_with('/')) base->path += '/';
        return parts->path.starts_with(base->path);
    });
}

}   // namespace smsgw
