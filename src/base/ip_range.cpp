#include "smsgw/ip_range.hpp"

namespace smsgw {
namespace {

namespace ip = asio::ip;

template <class Range>
bool holds(const Range& range, const decltype(range.address())& address) {
    return Range(address, range.prefix_length()).canonical() == range;
}

}   // namespace

std::optional<ip::address> read_ip(std::string_view text) {
    boost::system::error_code ec;
    const auto address = ip::make_address(text, ec);
    if (ec) return std::nullopt;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

std::string source_of(const ip::address& address) {
    if (address.is_v4()) return address.to_string();
    return ip::network_v6(address.to_v6(), 64).canonical().to_string();
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
    if (text.find('/') == std::string_view::npos) {
        const auto address = read_ip(text);
        if (!address) return std::nullopt;
        if (address->is_v4()) return IpRange(ip::network_v4(address->to_v4(), 32));
        return IpRange(ip::network_v6(address->to_v6(), 128));
    }
    boost::system::error_code ec;
    const std::string whole(text);
    if (const auto v4 = ip::make_network_v4(whole, ec); !ec) return IpRange(v4.canonical());
    if (const auto v6 = ip::make_network_v6(whole, ec); !ec) return IpRange(v6.canonical());
    return std::nullopt;
}

bool IpRange::contains(const ip::address& address) const {
    if (const auto* v4 = std::get_if<ip::network_v4>(&range_))
        return address.is_v4() && holds(*v4, address.to_v4());
    return address.is_v6() && holds(std::get<ip::network_v6>(range_), address.to_v6());
}

std::string IpRange::text() const {
    return std::visit(
        [](const auto& range) {
            const bool single = range.prefix_length() == (sizeof(range.address().to_bytes()) * 8);
            return single ? range.address().to_string() : range.to_string();
        },
        range_);
}

}   // namespace smsgw
