// The life of one connection. Every wait is bounded by the guard, except the handler's: it has bounds of its own and
// what it has begun must end.
#include "http/session.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <exception>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

namespace smsgw::http {
namespace {

constexpr std::size_t request_read_bytes = 4096;   // one read; more than the usual request
constexpr Millis linger_time_max = std::chrono::seconds{1};
constexpr std::size_t linger_bytes_max = std::size_t{256} * 1024;

std::string new_request_id() {
    return "r_" + random_base62(16);
}

}   // namespace

Session::Session(SessionShared& shared, asio::ip::tcp::socket socket)
    : shared_(shared),
      socket_(std::move(socket)),
      buffer_(std::max(shared.limits.header_bytes_max, request_read_bytes)),
      scanner_({shared.limits.header_bytes_max, shared.limits.header_fields_max}),
      guard_(shared.watchdog, [this] { expired(); }),
      self_(shared.sessions.insert(shared.sessions.end(), this)) {
    metrics::adjust(metrics::Id::http_connections, 1, {shared_.name});
    boost::system::error_code ignored;
    peer_ = socket_.remote_endpoint(ignored).address().to_string();
    // An answer is one write: waiting for more to send could only delay it.
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

Session::~Session() {
    shared_.sessions.erase(self_);
    metrics::adjust(metrics::Id::http_connections, -1, {shared_.name});
}

void Session::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void Session::drain() {
    if (phase_ == Phase::idle) guard_.expire_after(idle_time_max());
}

// A new connection has not much time to begin, an idle one has more. Nobody stays idle at a server that is stopping.
Millis Session::idle_time_max() const {
    if (shared_.state == SessionShared::State::draining) return shared_.drain_idle_time_max;
    return served_ > 0 ? shared_.limits.idle_time_max : shared_.limits.header_time_max;
}

// Called by the watchdog. Only wakes the coroutine up; what follows is decided there.
void Session::expired() {
    boost::system::error_code ignored;
    // A request that has reached the socket counts as begun: closing on it would look like a failure to the client.
    if (phase_ == Phase::idle && socket_.available(ignored) > 0)
        return guard_.expire_after(shared_.limits.header_time_max);
    timed_out_ = true;
    if (phase_ == Phase::head || phase_ == Phase::body)
        socket_.cancel(ignored);   // it is still owed a 408
    else
        close();
}

std::string_view Session::received() const {
    return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
}

// Appends what arrives to buffer_, which must not be full.
Task<Result<std::size_t>> Session::read_more() {
    const auto room = buffer_.prepare(std::min(request_read_bytes, buffer_.max_size() - buffer_.size()));
    const auto [ec, bytes] = co_await socket_.async_read_some(room, as_result);
    if (timed_out_) co_return Errc::request_timeout;
    if (ec) co_return ec;
    buffer_.commit(bytes);
    co_return bytes;
}

// Waits for a complete head at the front of buffer_; the value is its length.
Task<Result<std::size_t>> Session::read_head() {
    scanner_.reset();
    phase_ = buffer_.size() > 0 ? Phase::head : Phase::idle;   // a pipelined request has begun already
    guard_.expire_after(phase_ == Phase::idle ? idle_time_max() : shared_.limits.header_time_max);
    for (;;) {
        const auto length = scanner_.scan(received());
        if (length.has_error() || *length > 0) co_return length;
        const auto more = co_await read_more();
        if (more.has_error()) co_return more.error();
        // Set once, at the first byte: a dribble does not get more time.
        if (phase_ == Phase::idle) guard_.expire_after(shared_.limits.header_time_max);
        phase_ = Phase::head;
    }
}

Task<Result<void>> Session::read_body(RequestHead& head) {
    phase_ = Phase::body;
    guard_.expire_after(shared_.limits.body_time_max);
    if (head.expectation == Expectation::continue_100 && head.body_bytes > 0 && buffer_.size() == 0) {
        const auto written = co_await write(continue_text);
        if (written.has_error()) co_return written.error();
    }
    auto& body = head.request.body;
    for (;;) {
        // Grows with what has arrived, not with what was announced: announcing is free.
        const auto part = received().substr(0, head.body_bytes - body.size());
        body += part;
        buffer_.consume(part.size());
        if (body.size() == head.body_bytes) co_return Result<void>{};
        const auto more = co_await read_more();
        if (more.has_error()) co_return more.error();
    }
}

Task<Result<void>> Session::write(std::string_view text) {
    const auto [ec, bytes] = co_await asio::async_write(socket_, asio::buffer(text), as_result);
    if (timed_out_) co_return Errc::request_timeout;
    if (ec) co_return ec;
    co_return Result<void>{};
}

std::string Session::text_of(const Response& response, std::string_view method, const std::string& request_id,
                             Persistence persistence) {
    return to_text(response, {method, request_id, shared_.date.at(shared_.clock.wall_now()), persistence});
}

// Closes so that the client can still read the answer: a plain close with unread bytes in the socket sends a reset,
// which makes the client's system drop what it has received (RFC 9112, section 9.6).
Task<> Session::linger() {
    phase_ = Phase::lingering;
    timed_out_ = false;
    guard_.expire_after(linger_time_max);
    boost::system::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    std::size_t drained = 0;
    while (drained < linger_bytes_max) {
        buffer_.clear();
        const auto more = co_await read_more();
        if (more.has_error()) break;
        drained += *more;
    }
    close();
}

// Answers a request that no handler saw. Errors that are not ours mean that there is nobody left to answer.
Task<Session::Next> Session::refuse(boost::system::error_code error) {
    const auto request_id = new_request_id();
    log::debug("http.refused", {log::f("request_id", request_id), log::f("peer", peer_), log::f(error)});
    if (error.category() != smsgw_category()) co_return Next::end;
    if (error == Errc::request_timeout && phase_ == Phase::idle) co_return Next::end;   // nothing was asked
    const auto response = shared_.problem(static_cast<Errc>(error.value()), request_id);
    metrics::count(metrics::Id::http_requests, {shared_.name, std::to_string(response.status)});
    const auto text = text_of(response, "", request_id, Persistence::close);
    phase_ = Phase::writing;
    timed_out_ = false;
    guard_.expire_after(shared_.limits.write_time_max);
    const auto written = co_await write(text);
    if (written.has_value()) co_await linger();
    co_return Next::end;
}

Task<Response> Session::call(const Handler& handler, Request request) {
    const auto request_id = request.request_id;
    std::string reason = "not an exception of the standard library";
    try {
        auto response = co_await handler(std::move(request));
        co_return response;
    } catch (const std::exception& e) {
        reason = e.what();
    } catch (...) {
        // The reason stays as it is.
    }
    log::error("request.failed", {log::f("request_id", request_id), log::f("reason", reason)});
    co_return shared_.problem(Errc::internal_error, request_id);
}

Task<Session::Next> Session::answer(RequestHead head, Result<RouteMatch> match) {
    phase_ = Phase::handling;
    guard_.clear();
    const auto started = shared_.clock.mono_now();
    const auto method = head.request.method;
    const auto request_id = new_request_id();
    head.request.peer = peer_;
    head.request.request_id = request_id;

    std::string pattern = "-";   // never the raw path: it may carry a number
    Response response;
    if (match.has_value()) {
        pattern = match->route->pattern;
        head.request.params = std::move(match->params);
        response = co_await call(match->route->handler, std::move(head.request));
    } else {
        const auto code =
            match.error() == Errc::method_not_allowed ? Errc::method_not_allowed : Errc::not_found;
        response = shared_.problem(code, request_id);
        if (code == Errc::method_not_allowed)
            response.headers.emplace_back("Allow", shared_.router.allowed(head.request.path));
    }

    if (response.status == 0) co_return Next::end;   // Response::no_answer()
    ++served_;
    const bool last = head.persistence == Persistence::close ||
                      shared_.state == SessionShared::State::draining ||
                      served_ >= shared_.limits.requests_per_connection_max;
    const auto text =
        text_of(response, method, request_id, last ? Persistence::close : Persistence::keep_alive);
    phase_ = Phase::writing;
    guard_.expire_after(shared_.limits.write_time_max);
    const auto written = co_await write(text);
    const auto took = shared_.clock.mono_now() - started;
    metrics::count(metrics::Id::http_requests, {shared_.name, std::to_string(response.status)});
    metrics::observe(metrics::Id::http_request_seconds, took, {shared_.name});
    log::debug("http.answered", {log::f("request_id", request_id), log::f("method", method),
                                 log::f("path", pattern), log::f("status", response.status),
                                 log::f("took_ms", std::chrono::duration_cast<Millis>(took))});
    if (written.has_error()) co_return Next::end;
    if (last) co_await linger();
    co_return last ? Next::end : Next::request;
}

Task<Session::Next> Session::serve_one() {
    const auto length = co_await read_head();
    if (length.has_error()) co_return co_await refuse(length.error());
    auto head =
        read_request_head(received().substr(scanner_.start(), *length - scanner_.start()), shared_.limits);
    if (head.has_error()) co_return co_await refuse(head.error());
    buffer_.consume(*length);
    auto match = shared_.router.find(head->request.method, head->request.path);
    const auto own_limit = match.has_value() ? match->route->body_bytes_max : 0;
    if (head->body_bytes > (own_limit > 0 ? own_limit : shared_.limits.body_bytes_max))
        co_return co_await refuse(Errc::body_too_large);
    const auto body = co_await read_body(*head);
    if (body.has_error()) co_return co_await refuse(body.error());
    co_return co_await answer(std::move(*head), std::move(match));
}

Task<> Session::run() {
    // A cancelled session goes on to the end of its request; its socket is closed then (Server::stop).
    co_await asio::this_coro::throw_if_cancelled(false);
    for (auto next = Next::request; next == Next::request;) next = co_await serve_one();
    close();
}

Task<> Session::turn_away() {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await refuse(Errc::overloaded);
    close();
}

}   // namespace smsgw::http
