// The shapes of single values.
#include "app/config_checks.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "domain/recipient.hpp"
#include "domain/sender.hpp"
#include "http/network.hpp"
#include "intake/admission.hpp"

namespace smsgw::app {
namespace {

using Problem = std::optional<std::string>;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_visible(char c) {
    return c > 0x20 && c < 0x7f;
}

}   // namespace

Problem check_identifier(std::string_view text) {
    // It becomes part of URLs, Redis keys and metric labels.
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_'; };
    if (!text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), allowed)) return {};
    return "must be 1 to 32 characters of a-z, 0-9, - and _";
}

Problem check_absolute_path(std::string_view text) {
    if (text.starts_with('/') && text.find('\0') == std::string_view::npos) return {};
    return "must be an absolute path";
}

Problem check_program(std::string_view text) {
    if (!text.empty() &&
        std::all_of(text.begin(), text.end(), [](char c) { return is_visible(c) || c == ' '; }))
        return {};
    return "must be the path or the name of a program";
}

Problem check_url(std::string_view text) {
    const auto url = boost::urls::parse_uri(text);
    if (url.has_error() || (url->scheme() != "http" && url->scheme() != "https") || url->host().empty())
        return "must be an absolute URL, like https://sms.example.com";
    if (url->has_userinfo()) return "must not hold a user or password";
    if (url->has_query() || url->has_fragment()) return "must not have a ? or # part";
    return {};
}

Problem check_region(std::string_view text) {
    if (text.empty()) return {};
    const bool shaped = text.size() == 2 && is_capital(text[0]) && is_capital(text[1]);
    // An unknown region is reported whatever the number is.
    if (shaped && read_recipient("0", text).error() != Errc::region_unknown) return {};
    return "must be a region of two capital letters (ISO 3166), like NL";
}

Problem check_sender(std::string_view text) {
    if (text.empty() || read_sender(text).has_value()) return {};
    return "must be up to 11 letters and digits, or 3 to 15 digits";
}

Problem check_prefix(std::string_view text) {
    // E.164 numbers have at most 15 digits.
    if (text.starts_with('+') && text.size() <= 16 && std::all_of(text.begin() + 1, text.end(), is_digit))
        return {};
    return "must be + and up to 15 digits, like +31";
}

Problem check_country(std::string_view text) {
    if (text == "001") return {};
    if (text.empty() || check_region(text))
        return "must be a country of two capital letters (ISO 3166), like NL";
    return {};
}

Problem check_currency(std::string_view text) {
    if (text.size() == 3 && std::all_of(text.begin(), text.end(), is_capital)) return {};
    return "must be a currency of three capital letters (ISO 4217), like EUR";
}

Problem check_api_key(std::string_view text) {
    if (!text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), is_visible)) return {};
    return "must be 1 to 255 visible ASCII characters, as an Authorization header can carry";
}

Problem check_allow_entry(std::string_view text) {
    if (intake::is_allow_entry(text)) return {};
    return "is neither a number's first digits, like +31612, nor a network, like 192.0.2.0/24";
}

Problem check_host_name(std::string_view text) {
    const auto allowed = [](char c) {
        return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
    };
    if (!text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), allowed)) return {};
    return "is not a host name, like www.example.com";
}

Problem check_header_value(std::string_view text) {
    if (text.size() <= 16 * 1024 && std::all_of(text.begin(), text.end(), is_visible)) return {};
    return "must be visible ASCII characters";
}

Problem check_mount(std::string_view text) {
    const auto allowed = [](char c) {
        return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' ||
               c == '/';
    };
    const bool words = text.find("//") == std::string_view::npos &&
                       text.find("..") == std::string_view::npos && !text.starts_with('/') &&
                       !text.ends_with('/');
    if (!text.empty() && text.size() <= 128 && words && std::all_of(text.begin(), text.end(), allowed))
        return {};
    return "must be the path of a mount in Vault, like approle";
}

Problem check_network(std::string_view text) {
    return http::complaint_about_network(text);
}

Transport transport_of(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (parsed.has_error() || parsed->scheme() != "http") return Transport::safe;
    const std::string host = parsed->host();
    const bool loopback = host == "localhost" || host.starts_with("127.") || host == "[::1]";
    return loopback ? Transport::safe : Transport::clear_text;
}

}   // namespace smsgw::app
