// Addresses, and ranges of them.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "smsgw/task.hpp"

namespace smsgw {

// An address as text; an IPv4 one that comes in IPv6 clothes (::ffff:192.0.2.1) is the IPv4 one. Nothing: not an address.
std::optional<asio::ip::address> read_ip(std::string_view text);

// Whom an address stands for where people are counted: itself, or of IPv6 the /64 that one household or machine has.
std::string source_of(const asio::ip::address& address);

class IpRange {
public:
    // "10.0.0.0/8", "2001:db8::/32", or a single address. Nothing: neither.
    static std::optional<IpRange> parse(std::string_view text);

    bool contains(const asio::ip::address& address) const;

    // In the one spelling: no bits behind the length, a single address without one.
    std::string text() const;

    bool operator==(const IpRange&) const = default;

private:
    using Range = std::variant<asio::ip::network_v4, asio::ip::network_v6>;
    explicit IpRange(Range range) : range_(std::move(range)) {}

    Range range_;
};

}   // namespace smsgw
