#include "app/callback_sender.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "http/address_guard.hpp"
#include "http/network.hpp"
#include "providers/classify.hpp"

namespace smsgw::app {
namespace {

constexpr std::size_t answer_bytes_max = 4 * 1024;   // nobody reads it

http::ClientLimits limits_of(const callback::CallbackConfig& config) {
    http::ClientLimits limits;
    limits.connect_time_max = limits.write_time_max = limits.read_time_max = config.timeout;
    limits.response_header_bytes_max = answer_bytes_max;
    limits.response_body_bytes_max = answer_bytes_max;
    limits.connections_per_origin_max = static_cast<std::size_t>(config.in_flight_max);
    return limits;
}

}   // namespace

http::AddressPolicy callback_policy(const callback::CallbackConfig& config) {
    std::vector<http::Network> networks;
    for (const auto& text : config.allow_networks) networks.push_back(http::Network::parse(text).value());
    return
        [loopback = config.allow_loopback, networks = std::move(networks)](const asio::ip::address& address) {
            if (http::is_global(address) || (loopback && address.is_loopback())) return true;
            return std::any_of(networks.begin(), networks.end(),
                               [&](const http::Network& network) { return network.contains(address); });
        };
}

CallbackPost::CallbackPost(asio::any_io_executor executor, Clock& clock,
                           const callback::CallbackConfig& config, http::ClientReach reach)
    : clock_(clock),
      timeout_(config.timeout),
      client_(std::move(executor), clock, limits_of(config), std::move(reach)) {}

// The client bounds each phase; all of them together are bounded here.
Task<CallbackAnswer> CallbackPost::post(CallbackRequest request) {
    using namespace asio::experimental::awaitable_operators;
    http::ClientRequest wire;
    wire.url = std::move(request.url);
    wire.body = std::move(request.body);
    for (auto& [name, value] : request.headers) wire.headers.emplace_back(std::move(name), std::move(value));
    const auto until = clock_.mono_now() + timeout_;
    auto first = co_await (client_.send(std::move(wire)) || clock_.sleep_until(until));
    CallbackAnswer answer;
    if (first.index() == 1) {
        answer.error = "timeout";
        co_return answer;
    }
    const auto& result = std::get<0>(first);
    if (result.has_error()) {
        const bool late =
            result.error().error == Errc::read_timeout || result.error().error == Errc::write_timeout;
        answer.error = late ? "timeout" : error_name(result.error().error);
        co_return answer;
    }
    answer.status = result->status;
    answer.retry_after = providers::read_retry_after(*result);
    co_return answer;
}

}   // namespace smsgw::app
