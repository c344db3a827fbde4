// Sockets and OpenSSL.
#include "http/client_connection.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/ssl/host_name_verification.hpp>
#include <cerrno>

#include "smsgw/errc.hpp"

namespace smsgw::http {

Task<boost::system::error_code> ClientConnection::connect(asio::ip::tcp::endpoint endpoint) {
    const auto [ec] = co_await socket_.async_connect(endpoint, as_result);
    if (ec) co_return ec;
    boost::system::error_code ignored;
    // A request is one write: waiting for more to send could only delay it.
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    co_return ec;
}

Task<boost::system::error_code> ClientConnection::secure(asio::ssl::context& context, std::string host) {
    tls_.emplace(socket_, context);
    boost::system::error_code ec;
    tls_->set_verify_mode(asio::ssl::verify_peer, ec);
    if (!ec) tls_->set_verify_callback(asio::ssl::host_name_verification(host), ec);
    if (ec) co_return ec;
    boost::system::error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    // RFC 6066, section 3: addresses are not permitted in the server name. The C function takes a non-const pointer.
    if (not_an_address && SSL_ctrl(tls_->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
                                   TLSEXT_NAMETYPE_host_name, host.data()) != 1)
        co_return Errc::tls_failed;
    const auto [handshake] = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_result);
    co_return handshake;
}

Task<Transfer> ClientConnection::read_some(asio::mutable_buffer buffer) {
    Transfer result;
    if (tls_) {
        const auto [ec, bytes] = co_await tls_->async_read_some(buffer, as_result);
        result = {ec, bytes};
    } else {
        const auto [ec, bytes] = co_await socket_.async_read_some(buffer, as_result);
        result = {ec, bytes};
    }
    co_return result;
}

// With TLS an error means that the last record is incomplete on the wire, so that the other side cannot open it.
Task<Transfer> ClientConnection::write_some(asio::const_buffer buffer) {
    Transfer result;
    if (tls_) {
        const auto [ec, bytes] = co_await tls_->async_write_some(buffer, as_result);
        result = {ec, bytes};
    } else {
        const auto [ec, bytes] = co_await socket_.async_write_some(buffer, as_result);
        result = {ec, bytes};
    }
    co_return result;
}

bool ClientConnection::is_quiet() {
    if (tls_) {
        auto* const ssl = tls_->native_handle();
        if (SSL_has_pending(ssl) != 0 || BIO_ctrl_pending(SSL_get_rbio(ssl)) > 0) return false;
    }
    char byte = 0;
    const auto got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void ClientConnection::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

asio::ssl::context make_client_tls(const std::string& ca_file) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    if (ca_file.empty())
        context.set_default_verify_paths();
    else
        context.load_verify_file(ca_file);
    return context;
}

}   // namespace smsgw::http
