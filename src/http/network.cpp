#include "http/network.hpp"

#include <type_traits>

namespace smsgw::http {
namespace {

using V4 = asio::ip::network_v4;
using V6 = asio::ip::network_v6;

// What is never opened.
struct Kept {
    const char* range;
    const char* what;
};
constexpr Kept kept[] = {
    {"0.0.0.0/8", "this machine"},
    {"127.0.0.0/8", "this machine"},
    {"169.254.0.0/16", "link-local, and clouds' metadata"},
    {"224.0.0.0/3", "multicast, reserved and broadcast"},
    {"::/8", "this machine, and addresses that carry IPv4 ones"},
    {"2001::/32", "Teredo, whose addresses carry IPv4 ones"},
    {"2002::/16", "6to4, whose addresses carry IPv4 ones"},
    {"fd00:ec2::/32", "a cloud's metadata"},
    {"fe80::/10", "link-local"},
    {"ff00::/8", "multicast"},
};

template <class Range>
bool covers(const Range& range, const decltype(range.address())& address) {
    return Range(address, range.prefix_length()).canonical() == range.canonical();
}

template <class Range>
bool overlap(const Range& a, const Range& b) {
    return a.prefix_length() < b.prefix_length() ? covers(a, b.address()) : covers(b, a.address());
}

std::optional<std::variant<V4, V6>> read(const std::string& text) {
    boost::system::error_code ec;
    if (const auto v4 = asio::ip::make_network_v4(text, ec); !ec) return v4;
    if (const auto v6 = asio::ip::make_network_v6(text, ec); !ec) return v6;
    return std::nullopt;
}

template <class Range>
std::optional<std::string> complaint_about(const Range& range, std::string_view text) {
    constexpr int bits_min = std::is_same_v<Range, V4> ? 8 : 16;
    // One spelling: bits behind the length would say something else than what they do.
    if (const auto spelling = range.canonical().to_string(); spelling != text)
        return "must be written as " + spelling;
    if (range.prefix_length() < bits_min) return "must not be larger than a /" + std::to_string(bits_min);
    for (const auto& row : kept) {
        const auto one = read(row.range);
        if (const auto* same = std::get_if<Range>(&*one); same != nullptr && overlap(range, *same))
            return std::string("must have no part in ") + row.range + " (" + row.what + ")";
    }
    return std::nullopt;
}

}   // namespace

std::optional<std::string> complaint_about_network(std::string_view text) {
    const auto range = read(std::string(text));
    if (!range) return "must be a network, like 10.20.0.0/16 or fd12:3456:789a::/48";
    return std::visit([&](const auto& one) { return complaint_about(one, text); }, *range);
}

Result<Network> Network::parse(std::string_view text) {
    if (complaint_about_network(text)) return Errc::config_invalid;
    return Network(*read(std::string(text)));
}

bool Network::contains(const asio::ip::address& address) const {
    if (const auto* v4 = std::get_if<V4>(&range_)) return address.is_v4() && covers(*v4, address.to_v4());
    return address.is_v6() && covers(std::get<V6>(range_), address.to_v6());
}

}   // namespace smsgw::http
