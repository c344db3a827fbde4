// One connection of the server: requests are read, answered and written one after the other.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <list>
#include <string>

#include "base/watchdog.hpp"
#include "http/head_scanner.hpp"
#include "http/request_head.hpp"
#include "http/response_text.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

namespace smsgw::http {

class Session;

// What all sessions of one server use. Outlives them.
struct SessionShared {
    Clock& clock;
    ServerLimits limits;
    Router router;
    ProblemBuilder problem;
    Watchdog watchdog;
    std::string name;   // of the listener
    DateText date;
    std::list<Session*> sessions;   // those alive
    enum class State { serving, draining } state = State::serving;
    Millis drain_idle_time_max{};   // draining: how long a connection waits for a request that is on its way
};

class Session {
public:
    Session(SessionShared& shared, asio::ip::tcp::socket socket);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Serves requests until one side closes, something is refused or a deadline passes.
    Task<> run();

    // Answers Errc::overloaded without reading anything.
    Task<> turn_away();

    // The server is draining: a request in progress is answered with Connection: close, and so is one that comes within
    // drain_idle_time_max.
    void drain();

    void close();

private:
    enum class Phase { idle, head, body, handling, writing, lingering };
    enum class Next { request, end };

    Millis idle_time_max() const;
    void expired();
    Task<Result<std::size_t>> read_more();
    Task<Result<std::size_t>> read_head();
    Task<Result<void>> read_body(RequestHead& head);
    Task<Next> serve_one();
    Task<Next> answer(RequestHead head, Result<RouteMatch> match);
    Task<Response> call(const Handler& handler, Request request);
    Task<Next> refuse(boost::system::error_code error);
    Task<Result<void>> write(std::string_view text);
    Task<> linger();
    std::string text_of(const Response& response, std::string_view method, const std::string& request_id,
                        Persistence persistence);
    std::string_view received() const;

    SessionShared& shared_;
    asio::ip::tcp::socket socket_;
    std::string peer_;
    boost::beast::flat_buffer buffer_;
    HeadScanner scanner_;
    std::size_t served_ = 0;
    Phase phase_ = Phase::idle;
    bool timed_out_ = false;
    Watchdog::Guard guard_;
    std::list<Session*>::iterator self_;
};

}   // namespace smsgw::http
