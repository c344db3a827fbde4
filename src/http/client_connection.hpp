// One TCP connection of the client, with or without TLS on it, so that everything above has one kind of stream.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <optional>
#include <string>

#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw::http {

// What a read or write did: `bytes` went through before `error` (then 0 for a write: nothing of it was handed over
// that the other side could use).
struct Transfer {
    boost::system::error_code error;
    std::size_t bytes = 0;
};

class ClientConnection {
public:
    explicit ClientConnection(asio::any_io_executor executor) : socket_(std::move(executor)) {}
    ClientConnection(const ClientConnection&) = delete;
    ClientConnection& operator=(const ClientConnection&) = delete;

    Task<boost::system::error_code> connect(asio::ip::tcp::endpoint endpoint);

    // After connect(): TLS with the certificate verified for `host`, a name or an address. `context` outlives this.
    Task<boost::system::error_code> secure(asio::ssl::context& context, std::string host);

    // Buffers must live until the wait is over. A regular end of the stream is asio::error::eof.
    Task<Transfer> read_some(asio::mutable_buffer buffer);
    Task<Transfer> write_some(asio::const_buffer buffer);

    // For a connection on which nothing is expected: false when the other side has closed it or sent anything.
    bool is_quiet();

    // Ends every wait on it with an error.
    void close();

private:
    asio::ip::tcp::socket socket_;
    std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
};

// For servers' certificates: TLS 1.2 or better, verified against `ca_file` or the system's authorities.
// Throws boost::system::system_error when the file cannot be read: that is a matter of start-up.
asio::ssl::context make_client_tls(const std::string& ca_file);

}   // namespace smsgw::http
