// Boost.URL knows the grammar of RFC 3986; here is what of it the client accepts.
#include "http/url.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>

#include "http/ascii.hpp"

namespace smsgw::http {
namespace {

namespace urls = boost::urls;

constexpr std::size_t url_bytes_max = 2048;

std::uint16_t default_port(Url::Scheme scheme) {
    return scheme == Url::Scheme::https ? 443 : 80;
}

bool is_plain_host(const urls::url_view& view) {
    const std::string host(view.encoded_host());
    if (view.host_type() == urls::host_type::none || view.host_type() == urls::host_type::ipvfuture)
        return false;
    return !host.empty() && host.find('%') == std::string::npos;
}

}   // namespace

Result<Url> Url::parse(const std::string& text) {
    if (text.size() > url_bytes_max) return Errc::url_invalid;
    const auto parsed = urls::parse_uri(text);
    if (parsed.has_error()) return Errc::url_invalid;
    const auto& view = *parsed;
    Url url;
    if (view.scheme_id() == urls::scheme::http)
        url.scheme = Scheme::http;
    else if (view.scheme_id() != urls::scheme::https)
        return Errc::url_invalid;
    if (view.has_userinfo() || !is_plain_host(view)) return Errc::url_invalid;
    url.host = std::string(view.encoded_host_address());
    std::transform(url.host.begin(), url.host.end(), url.host.begin(), lower);
    // port_number() is 0 for a port that is 0 or does not fit.
    const bool has_port = view.has_port() && !view.port().empty();
    url.port = has_port ? view.port_number() : default_port(url.scheme);
    if (url.port == 0) return Errc::url_invalid;
    url.target = std::string(view.encoded_path());
    if (url.target.empty()) url.target = "/";
    // Boost.URL 1.81 takes "http://a:8x/y" for host a, port 8 and path "x/y".
    if (!url.target.starts_with('/')) return Errc::url_invalid;
    if (view.has_query()) url.target += "?" + std::string(view.encoded_query());
    return url;
}

std::string Url::authority() const {
    auto text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != default_port(scheme)) text += ":" + std::to_string(port);
    return text;
}

std::string Url::origin() const {
    return (scheme == Scheme::https ? "https://" : "http://") + host + " " + std::to_string(port);
}

}   // namespace smsgw::http
