// Accepts connections and owns their sessions. Single-threaded: one server per engine and listener.
#include "http/server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>
#include <charconv>
#include <exception>
#include <optional>

#include "base/log.hpp"
#include "base/task_group.hpp"
#include "http/session.hpp"

namespace smsgw::http {
namespace {

using tcp = asio::ip::tcp;
using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr Millis accept_pause{50};            // after EMFILE and its like
constexpr std::size_t turned_away_max = 64;   // at once; beyond that a close has to say it
constexpr Millis quiet_max{1000};             // stopping: how long a request may be on its way to us

}   // namespace

Result<ListenAddress> ListenAddress::parse(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return Errc::config_invalid;
    auto host = text.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    boost::system::error_code ec;
    const auto address = asio::ip::make_address(host, ec);
    if (ec || address.is_v6() != bracketed) return Errc::config_invalid;
    ListenAddress result{host, 0};
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, result.port);
    if (error != std::errc{} || stop != end) return Errc::config_invalid;
    return result;
}

ListeningSocket::~ListeningSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
public:
    Impl(asio::any_io_executor executor, Clock& clock, ServerLimits limits, std::vector<Route> routes,
         ProblemBuilder problem, std::string name)
        : shared_{clock, limits, Router(std::move(routes)), problem, Watchdog(clock), std::move(name), {}, {}},
          acceptor_(executor),
          accepting_(executor),
          background_(executor),
          sessions_(executor) {}

    Result<void> listen(const ListenAddress& address);
    ListeningSocket give_listener();
    Result<void> take_listener(ListeningSocket listener);
    std::uint16_t port() const;
    Task<> stop(Millis grace);
    asio::any_io_executor executor() { return acceptor_.get_executor(); }

    enum class Running { no, yes } running = Running::no;

private:
    void begin();
    Task<> accept_all();
    void accept_backlog();
    Task<> stop_accepting();
    void admit(tcp::socket socket);
    Task<> serve(tcp::socket socket);
    Task<> turn_away(tcp::socket socket);
    Task<> close_at(MonoTime end);

    SessionShared shared_;
    tcp::acceptor acceptor_;
    std::size_t serving_ = 0;
    std::size_t turned_away_ = 0;
    TaskGroup accepting_;
    TaskGroup background_;   // the watchdog, the end of the grace
    TaskGroup sessions_;
};

Result<void> Server::Impl::listen(const ListenAddress& address) {
    boost::system::error_code ec;
    const auto host = asio::ip::make_address(address.host, ec);
    if (ec || acceptor_.is_open()) return Errc::config_invalid;   // one listener per server
    const tcp::endpoint endpoint(host, address.port);
    acceptor_.open(endpoint.protocol(), ec);
    // Several engines and the next process of a rolling restart share the port; the kernel spreads connections.
    if (!ec) acceptor_.set_option(reuse_port(true), ec);
    if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec) acceptor_.bind(endpoint, ec);
    if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        return ec;
    }
    begin();
    return {};
}

void Server::Impl::begin() {
    running = Running::yes;
    background_.spawn("http.watchdog", shared_.watchdog.run());
    accepting_.spawn("http.accept", accept_all());
}

ListeningSocket Server::Impl::give_listener() {
    boost::system::error_code ec = asio::error::bad_descriptor;
    // Not closed and not duplicated: an event loop forgets only what it is told to forget.
    const int descriptor = acceptor_.is_open() ? acceptor_.release(ec) : -1;
    return ListeningSocket(ec ? -1 : descriptor);
}

Result<void> Server::Impl::take_listener(ListeningSocket listener) {
    const int descriptor = listener.take();
    if (descriptor < 0) return {};
    sockaddr_storage address{};
    socklen_t bytes = sizeof address;
    getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &bytes);
    boost::system::error_code ec;
    acceptor_.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), descriptor, ec);
    if (ec) return ec;
    begin();
    return {};
}

std::uint16_t Server::Impl::port() const {
    boost::system::error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
}

Task<> Server::Impl::accept_all() {
    bool failing = false;
    for (;;) {
        auto [ec, socket] = co_await acceptor_.async_accept(as_result);
        if (!ec) admit(std::move(socket));   // also when the acceptor was closed meanwhile
        if (!acceptor_.is_open()) co_return;
        if (!ec) {
            failing = false;
            continue;
        }
        if (ec == asio::error::connection_aborted) continue;   // the client's business
        // No descriptors or memory: the connection stays in the backlog, so trying at once would only spin.
        if (!failing) log::error("http.accept_failed", {log::f(ec)});
        failing = true;
        co_await shared_.clock.sleep_until(shared_.clock.mono_now() + accept_pause);
        if (!acceptor_.is_open()) co_return;
    }
}

// Closing the acceptor would reset what the kernel has connected for us and nobody has accepted yet.
void Server::Impl::accept_backlog() {
    boost::system::error_code ec;
    acceptor_.non_blocking(true, ec);
    while (!ec) {
        tcp::socket socket(executor());
        acceptor_.accept(socket, ec);
        if (!ec) admit(std::move(socket));
        if (ec == asio::error::connection_aborted) ec = {};
    }
}

Task<> Server::Impl::stop_accepting() {
    accept_backlog();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    accepting_.cancel_all();
    co_await accepting_.join();
}

void Server::Impl::admit(tcp::socket socket) {
    if (serving_ < shared_.limits.connections_max)
        sessions_.spawn("http.session", serve(std::move(socket)));
    else if (turned_away_ < turned_away_max)
        sessions_.spawn("http.turn_away", turn_away(std::move(socket)));
}

// Counts in a coroutine's frame, so that it counts down however the frame ends.
class Counted {
public:
    explicit Counted(std::size_t& count) : count_(count) { ++count_; }
    ~Counted() { --count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    std::size_t& count_;
};

Task<> Server::Impl::serve(tcp::socket socket) {
    const Counted counted(serving_);
    Session session(shared_, std::move(socket));
    co_await session.run();
}

Task<> Server::Impl::turn_away(tcp::socket socket) {
    const Counted counted(turned_away_);
    Session session(shared_, std::move(socket));
    co_await session.turn_away();
}

// A cancellation reaches a session at its current wait only; a closed socket ends every wait that follows.
Task<> Server::Impl::close_at(MonoTime end) {
    co_await shared_.clock.sleep_until(end);
    for (auto* session : shared_.sessions) session->close();
}

Task<> Server::Impl::stop(Millis grace) {
    using namespace asio::experimental::awaitable_operators;
    running = Running::no;
    auto& clock = shared_.clock;
    const auto end = clock.mono_now() + grace;
    const auto quiet = std::min(grace / 2, quiet_max);
    shared_.state = SessionShared::State::draining;
    shared_.drain_idle_time_max = quiet;
    for (auto* session : shared_.sessions) session->drain();
    background_.spawn("http.grace", close_at(end));
    co_await (sessions_.join() || clock.sleep_until(clock.mono_now() + quiet));
    co_await stop_accepting();
    co_await drain(sessions_, clock, std::chrono::duration_cast<Millis>(end - clock.mono_now()));
    background_.close();
    background_.cancel_all();
    co_await background_.join();
}

Server::Server(asio::any_io_executor executor, Clock& clock, ServerLimits limits, std::vector<Route> routes,
               ProblemBuilder problem, std::string name)
    : impl_(std::make_shared<Impl>(executor, clock, limits, std::move(routes), problem, std::move(name))) {}

Server::~Server() {
    if (impl_->running == Impl::Running::no) return;
    // Somebody forgot stop(): what the coroutines use has to live until they have ended.
    auto stopped = [impl = impl_](std::exception_ptr) {};
    asio::co_spawn(impl_->executor(), impl_->stop(Millis{0}), std::move(stopped));
}

Result<void> Server::listen(const ListenAddress& address) {
    return impl_->listen(address);
}
ListeningSocket Server::give_listener() {
    return impl_->give_listener();
}
Result<void> Server::take_listener(ListeningSocket listener) {
    return impl_->take_listener(std::move(listener));
}
std::uint16_t Server::port() const {
    return impl_->port();
}
Task<> Server::stop(Millis grace) {
    return impl_->stop(grace);
}

}   // namespace smsgw::http
