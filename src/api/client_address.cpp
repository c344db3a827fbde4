#include "api/client_address.hpp"

#include <algorithm>

#include "http/ascii.hpp"

namespace smsgw::api {
namespace {

// All fields of that name as one list, as RFC 9110 (5.3) reads them.
std::string forwarded_for(const http::Request& request) {
    std::string all;
    for (const auto& [name, value] : request.headers)
        if (http::equal_ignoring_case(name, "X-Forwarded-For")) all += (all.empty() ? "" : ",") + value;
    return all;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

}   // namespace

std::optional<asio::ip::address> client_address(const http::Request& request,
                                                const std::vector<IpRange>& proxies) {
    auto address = read_ip(request.peer);
    if (!address || proxies.empty()) return address;
    const auto is_proxy = [&](const asio::ip::address& one) {
        return std::any_of(proxies.begin(), proxies.end(),
                           [&](const auto& range) { return range.contains(one); });
    };
    const auto list = forwarded_for(request);
    std::string_view left = list;
    while (!left.empty() && is_proxy(*address)) {
        const auto comma = left.rfind(',');
        const auto hop = read_ip(trimmed(comma == std::string_view::npos ? left : left.substr(comma + 1)));
        if (!hop) break;
        address = hop;
        left = comma == std::string_view::npos ? std::string_view() : left.substr(0, comma);
    }
    return address;
}

}   // namespace smsgw::api
