// Connecting and shaking hands; after that a read is a read.
#include "redis/wire.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "base/log.hpp"

namespace smsgw::redis {
namespace {

using asio::ip::tcp;

// A name look-up that can be walked away from: getaddrinfo() blocks a thread of Asio's and cannot be cancelled, so what
// it needs lives until it returns, whether or not somebody still waits.
struct Lookup {
    explicit Lookup(const asio::any_io_executor& executor)
        : resolver(executor), done(executor, asio::steady_timer::time_point::max()) {}

    tcp::resolver resolver;
    asio::steady_timer done;
    bool finished = false;
    boost::system::error_code error;
    tcp::resolver::results_type found;
};

boost::system::error_code trust(asio::ssl::context& context, const std::string& ca_file) {
    boost::system::error_code ec;
    context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 |
                        asio::ssl::context::no_sslv3);
    if (ca_file.empty()) {
        context.set_default_verify_paths(ec);
    } else {
        context.load_verify_file(ca_file, ec);
    }
    return ec;
}

}   // namespace

Task<Result<void>> Wire::open(RedisAddress address) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Endpoints endpoints;
    if (address.transport == RedisAddress::Transport::unix_socket) {
        endpoints.emplace_back(asio::local::stream_protocol::endpoint(address.socket_path));
    } else {
        auto resolved = co_await resolve(address.host, address.port);
        if (resolved.has_error()) co_return resolved.error();
        endpoints = std::move(*resolved);
    }
    const auto connected = co_await connect(std::move(endpoints));
    if (connected.has_error() || address.transport == RedisAddress::Transport::unix_socket)
        co_return connected;

    boost::system::error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);   // requests are small and somebody waits for each
    socket_.set_option(asio::socket_base::keep_alive(true),
                       ignored);   // an idle connection notices a vanished peer
    if (address.transport == RedisAddress::Transport::tcp) co_return connected;
    co_return co_await start_tls(std::move(address));
}

Task<Result<Wire::Endpoints>> Wire::resolve(std::string host, std::uint16_t port) {
    boost::system::error_code not_literal;
    const auto literal = asio::ip::make_address(host, not_literal);
    if (!not_literal) co_return Endpoints{tcp::endpoint(literal, port)};

    const auto lookup = std::make_shared<Lookup>(executor_);
    lookup->resolver.async_resolve(host, std::to_string(port),
                                   [lookup](boost::system::error_code ec, tcp::resolver::results_type found) {
                                       lookup->error = ec;
                                       lookup->found = std::move(found);
                                       lookup->finished = true;
                                       lookup->done.cancel();
                                   });
    co_await lookup->done.async_wait(as_result);
    if (!lookup->finished) co_return make_error_code(asio::error::operation_aborted);
    if (lookup->error || lookup->found.empty()) co_return Errc::dns_failed;
    Endpoints endpoints;
    for (const auto& entry : lookup->found) endpoints.emplace_back(entry.endpoint());
    co_return endpoints;
}

Task<Result<void>> Wire::connect(Endpoints endpoints) {
    boost::system::error_code last = asio::error::not_found;
    for (const auto& endpoint : endpoints) {
        auto [ec] = co_await socket_.async_connect(endpoint, as_result);
        if (!ec) co_return Result<void>();
        last = ec;
        close();
        if (ec == asio::error::operation_aborted) break;
    }
    co_return last;
}

Task<Result<void>> Wire::start_tls(RedisAddress address) {
    // The context is made anew for each connection, so that a rotated CA file is seen without a restart.
    context_.emplace(asio::ssl::context::tls_client);
    const auto untrusted = trust(*context_, address.ca_file);
    if (untrusted) {
        log::error("redis.ca_unreadable",
                   {log::f("file", address.ca_file), log::f("reason", untrusted.message())});
        co_return Errc::tls_failed;
    }
    tls_.emplace(socket_, *context_);
    tls_->set_verify_mode(asio::ssl::verify_peer);
    tls_->set_verify_callback(asio::ssl::host_name_verification(address.host));
    boost::system::error_code is_name;
    asio::ip::make_address(address.host, is_name);
    if (is_name) {   // RFC 6066: no addresses. Spelled out, because the macro for it has an old-style cast.
        SSL_ctrl(tls_->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 address.host.data());
    }

    auto [ec] = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_result);
    if (!ec) co_return Result<void>();
    if (ec == asio::error::operation_aborted) co_return ec;
    log::warn("redis.tls_failed", {log::f("address", address.text()), log::f("reason", ec.message())});
    co_return Errc::tls_failed;
}

Task<Wire::Transferred> Wire::read_some(asio::mutable_buffer buffer) {
    if (tls_) return tls_->async_read_some(buffer, as_result);
    return socket_.async_read_some(buffer, as_result);
}

Task<Wire::Transferred> Wire::write_some(asio::const_buffer buffer) {
    if (tls_) return tls_->async_write_some(buffer, as_result);
    return socket_.async_write_some(buffer, as_result);
}

void Wire::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

}   // namespace smsgw::redis
