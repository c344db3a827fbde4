// One byte stream to Redis, whatever carries it: TCP, a Unix socket, or TLS over TCP.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <optional>
#include <tuple>

#include "redis/connection.hpp"

namespace smsgw::redis {

class Wire {
public:
    using Socket = asio::generic::stream_protocol::socket;
    using Transferred = std::tuple<boost::system::error_code, std::size_t>;

    explicit Wire(asio::any_io_executor executor) : executor_(executor), socket_(executor) {}

    // Resolves, connects and, for TLS, shakes hands (TLS 1.2 or better, certificate and name verified). No time limit
    // of its own: cancel it. Errc::dns_failed, Errc::tls_failed, or the system's error of connect().
    Task<Result<void>> open(RedisAddress address);

    Task<Transferred> read_some(asio::mutable_buffer buffer);
    Task<Transferred> write_some(asio::const_buffer buffer);

    // May part of a chunk be on its way before write_some() has said so? True for TLS, whose records are sent whole.
    bool encrypted() const { return tls_.has_value(); }

    // Ends everything that waits on the stream with operation_aborted.
    void close();

private:
    using Endpoints = std::vector<asio::generic::stream_protocol::endpoint>;

    Task<Result<Endpoints>> resolve(std::string host, std::uint16_t port);
    Task<Result<void>> connect(Endpoints endpoints);
    Task<Result<void>> start_tls(RedisAddress address);

    asio::any_io_executor executor_;
    Socket socket_;
    std::optional<asio::ssl::context> context_;
    std::optional<asio::ssl::stream<Socket&>> tls_;
};

}   // namespace smsgw::redis
