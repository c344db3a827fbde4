// HTTP/1.1 server on one listener of one engine: strict parsing, limits and deadlines per phase, answers in order.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/message.hpp"
#include "smsgw/errc.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/result.hpp"

namespace smsgw::http {

struct ServerLimits {
    std::size_t header_bytes_max = 8 * 1024;
    std::size_t header_fields_max = 64;
    std::size_t target_bytes_max = 1024;
    std::size_t body_bytes_max = 64 * 1024;   // of routes that say nothing else
    Millis header_time_max =
        std::chrono::seconds{5};   // from the accept to the first byte, from there to the empty line
    Millis body_time_max = std::chrono::seconds{10};
    Millis write_time_max = std::chrono::seconds{10};
    Millis idle_time_max = std::chrono::seconds{30};   // between requests
    std::size_t connections_max = 10'000;   // of this listener on this engine; more are answered 503
    std::size_t requests_per_connection_max = 1'000;   // the last one is answered with Connection: close
};

// One row of a listener's table. `{name}` in a pattern matches one non-empty path segment.
struct Route {
    std::string method;
    std::string pattern;
    Handler handler;
    std::size_t body_bytes_max = 0;   // 0: the listener's
};

// Builds the answer for a request that no handler saw (or that a handler threw on): bad HTTP, unknown path, wrong
// method, limits. `request_id` is what the log line carries.
using ProblemBuilder = Response (*)(Errc code, const std::string& request_id);

struct ListenAddress {
    std::string host;         // "127.0.0.1", "0.0.0.0", "::1", "::"
    std::uint16_t port = 0;   // 0: any free one

    // "host:port" or "[v6]:port"; Errc::config_invalid.
    static Result<ListenAddress> parse(const std::string& text);
};

// A socket that listens, on its way from one server to another: what clients have opened meanwhile waits in it.
class ListeningSocket {
public:
    explicit ListeningSocket(int descriptor = -1) : descriptor_(descriptor) {}   // -1: none
    ListeningSocket(ListeningSocket&& other) noexcept : descriptor_(other.take()) {}
    ListeningSocket& operator=(ListeningSocket&&) = delete;
    ~ListeningSocket();   // closes what nobody took

    int take() { return std::exchange(descriptor_, -1); }

private:
    int descriptor_;
};

class Server {
public:
    // `name`: what metrics call the listener.
    Server(asio::any_io_executor executor, Clock& clock, ServerLimits limits, std::vector<Route> routes,
           ProblemBuilder problem, std::string name = "http");
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Binds with SO_REUSEPORT (several engines, rolling restarts) and starts accepting.
    Result<void> listen(const ListenAddress& address);
    std::uint16_t port() const;

    // Accepts no more and gives its listener away; none when it has no listener. What it has accepted it goes on serving.
    ListeningSocket give_listener();
    // Goes on with the listener of another server, of this or another engine. None is taken for none.
    Result<void> take_listener(ListeningSocket listener);

    // Answers what is asked, in progress or on its way, with Connection: close. For up to a second (and half of
    // `grace`) idle connections stay and new ones are accepted; then the listener closes, after the last connection in
    // its backlog was accepted. What is left after `grace` is closed. Await it before the executor's loop ends.
    Task<> stop(Millis grace);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}   // namespace smsgw::http
