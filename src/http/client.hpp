// HTTP/1.1 client with pooled keep-alive connections, for provider APIs, delivery reports of the sandbox and callbacks.
// What matters here is to know how far a request got: before its last byte was handed over nothing can have happened.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/message.hpp"
#include "http/resolver.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/result.hpp"

namespace smsgw::http {

struct ClientLimits {
    Millis connect_time_max = std::chrono::seconds{3};   // DNS, TCP and TLS together
    Millis write_time_max = std::chrono::seconds{5};
    Millis read_time_max = std::chrono::seconds{30};   // from the last byte written to the last byte read
    Millis idle_time_max = std::chrono::seconds{4};    // an idle connection older than that is not used again
    std::size_t response_header_bytes_max = 8 * 1024;
    std::size_t response_body_bytes_max = 64 * 1024;
    std::size_t connections_per_origin_max = 64;   // requests beyond wait for one within connect_time_max
};

struct ClientRequest {
    std::string method = "POST";
    std::string url;               // absolute http or https URL
    std::vector<Header> headers;   // Host, Content-Length and User-Agent are added
    std::string body;
};

struct ClientResponse {
    int status = 0;
    std::vector<Header> headers;
    std::string body;

    std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

// How far the request got when it failed.
enum class Sent {
    nothing_acted_on,   // not one complete request was handed to the socket: it cannot have been acted on
    maybe_acted_on,     // the last byte was handed over, no complete answer came back
};

struct ClientFailure {
    Sent sent = Sent::nothing_acted_on;
    boost::system::error_code error;   // an Errc of the "HTTP out" group, or Errc::stopping
};

using ClientResult = boost::system::result<ClientResponse, ClientFailure>;

// May this address be connected to? Tests allow loopback only; callbacks refuse what is not global.
using AddressPolicy = std::function<bool(const asio::ip::address&)>;

// Whom a client may reach, and how it finds and recognises them.
struct ClientReach {
    AddressPolicy allowed;                  // asked about every address of every resolution; has no default
    Resolver resolve = resolve_by_system;   // asked for names only, anew for every connection
    std::string ca_file;                    // PEM bundle to verify servers against; empty: the system's
};

class Client {
public:
    // TLS 1.2 or better, name verified. Throws boost::system::system_error when the CA file cannot be read.
    Client(asio::any_io_executor executor, Clock& clock, ClientLimits limits, ClientReach reach);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // One request, one answer. Never retried, redirects are answers like any other. Before an idle connection is used
    // it is checked for a close from the other side. Never throws.
    Task<ClientResult> send(ClientRequest request);

    // Fails everything in flight with Errc::stopping and closes all connections.
    void close();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}   // namespace smsgw::http
