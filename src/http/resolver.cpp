#include "http/resolver.hpp"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

namespace smsgw::http {

Task<Result<Addresses>> resolve_by_system(std::string host) {
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver(executor);
    const auto [ec, results] = co_await resolver.async_resolve(host, "", as_result);
    Addresses found;
    for (const auto& result : results) {
        const auto address = result.endpoint().address();
        if (std::find(found.begin(), found.end(), address) == found.end()) found.push_back(address);
    }
    if (ec || found.empty()) co_return Errc::dns_failed;
    co_return found;
}

}   // namespace smsgw::http
