// The address of a Redis server from its URL, and back to a text that may be logged.
#include <sys/un.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <optional>

#include "redis/connection.hpp"

namespace smsgw::redis {
namespace {

constexpr std::size_t socket_path_bytes_max =
    sizeof(sockaddr_un::sun_path) - 1;   // the kernel wants the NUL too

std::optional<int> read_database(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

// unix:///path?db=n
Result<RedisAddress> read_socket(const boost::urls::url_view& url, RedisAddress address) {
    address.transport = RedisAddress::Transport::unix_socket;
    address.socket_path = url.path();
    const bool absolute = address.socket_path.starts_with('/') && address.socket_path.size() > 1;
    if (!absolute || !url.encoded_host().empty() || url.has_port()) return Errc::config_invalid;
    if (address.socket_path.size() > socket_path_bytes_max) return Errc::config_invalid;
    for (const auto parameter : url.params()) {
        const std::string value(parameter.value);
        const auto database = parameter.key == "db" ? read_database(value) : std::nullopt;
        if (!database) return Errc::config_invalid;
        address.database = *database;
    }
    return address;
}

// redis[s]://host[:port][/db]
Result<RedisAddress> read_host(const boost::urls::url_view& url, RedisAddress address) {
    address.transport =
        url.scheme() == "rediss" ? RedisAddress::Transport::tls : RedisAddress::Transport::tcp;
    // A query is refused: options that some clients read from it would be silently without effect here.
    if (url.has_query() || url.encoded_host().empty()) return Errc::config_invalid;
    address.host = url.host_address();
    if (url.has_port() && !url.port().empty()) {
        address.port = url.port_number();
        if (address.port == 0) return Errc::config_invalid;   // also what a number beyond 65535 reads as
    }
    const std::string path = url.path();
    // Boost.URL 1.81 takes what follows the digits of a port for a path.
    if (!path.empty() && path.front() != '/') return Errc::config_invalid;
    if (path.size() > 1) {
        const auto database = read_database(std::string_view(path).substr(1));
        if (!database) return Errc::config_invalid;
        address.database = *database;
    }
    return address;
}

}   // namespace

Result<RedisAddress> RedisAddress::parse(const std::string& text) {
    const auto parsed = boost::urls::parse_uri(text);
    if (parsed.has_error() || parsed->has_fragment()) return Errc::config_invalid;
    const boost::urls::url_view url = *parsed;
    RedisAddress address;
    if (url.has_userinfo()) {
        address.user = url.user();
        address.password = Secret(url.password());
    }
    if (url.scheme() == "unix") return read_socket(url, std::move(address));
    if (url.scheme() == "redis" || url.scheme() == "rediss") return read_host(url, std::move(address));
    return Errc::config_invalid;
}

std::string RedisAddress::text() const {
    const std::string who = user.empty() ? "" : user + "@";
    if (transport == Transport::unix_socket)
        return "unix://" + who + socket_path + (database == 0 ? "" : "?db=" + std::to_string(database));
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return (transport == Transport::tls ? "rediss://" : "redis://") + who +
           (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + "/" + std::to_string(database);
}

}   // namespace smsgw::redis
