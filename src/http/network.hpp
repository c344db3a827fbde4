// Networks of the operator's own that callbacks may reach although they are not part of the internet.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw::http {

// What keeps it from being such a network, as "must …", or nothing. It is written as 10.20.0.0/16 or fd12:3456:789a::/48,
// not larger than /8 or /16, and has no part in this machine's own addresses, in link-local ones, where clouds keep their
// metadata, or in any form of IPv6 that carries an IPv4 address.
std::optional<std::string> complaint_about_network(std::string_view text);

class Network {
public:
    // Errc::config_invalid when there is a complaint about it.
    static Result<Network> parse(std::string_view text);

    bool contains(const asio::ip::address& address) const;

private:
    using Range = std::variant<asio::ip::network_v4, asio::ip::network_v6>;
    explicit Network(Range range) : range_(std::move(range)) {}

    Range range_;
};

}   // namespace smsgw::http
