// Place, address, connection, request, answer: one budget each, and after every wait the question whether to go on.
#include "http/client_exchange.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "http/request_text.hpp"

namespace smsgw::http {

using tcp = asio::ip::tcp;

struct ClientExchange::Lookup {
    explicit Lookup(asio::any_io_executor executor)
        : answered(std::move(executor), asio::steady_timer::time_point::max()) {}
    asio::steady_timer answered;
    Result<Addresses> found = Errc::dns_failed;
};

ClientExchange::ClientExchange(ClientShared& shared, ClientRequest request)
    : shared_(shared),
      request_(std::move(request)),
      place_(shared.pool, shared.executor),
      guard_(shared.watchdog, [this] { interrupt(Interrupted::timeout); }) {}

void ClientExchange::stop() {
    interrupt(Interrupted::stopping);
}

// Wakes up whatever the exchange waits for; each wait looks at interrupted_ when it is over.
void ClientExchange::interrupt(Interrupted why) {
    if (interrupted_ == Interrupted::stopping) return;
    interrupted_ = why;
    place_.give_up();
    if (lookup_) lookup_->answered.cancel();
    if (connection_) connection_->close();
}

Errc ClientExchange::error(Errc on_timeout, Errc otherwise) const {
    if (interrupted_ == Interrupted::stopping) return Errc::stopping;
    return interrupted_ == Interrupted::timeout ? on_timeout : otherwise;
}

// The caller's coroutine may be cancelled while it waits here: that is its wish to stop.
Task<> ClientExchange::notice_cancellation() {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) interrupt(Interrupted::stopping);
}

Millis ClientExchange::connect_time_left() const {
    return std::chrono::duration_cast<Millis>(connect_until_ - shared_.clock.mono_now());
}

Task<Result<ClientResponse>> ClientExchange::run() {
    auto url = Url::parse(request_.url);
    if (url.has_error()) co_return url.error();
    auto text = to_text(request_, *url);
    if (text.has_error()) co_return text.error();
    url_ = std::move(*url);
    text_ = std::move(*text);

    const auto connected = co_await connect();
    co_await notice_cancellation();
    if (interrupted_ != Interrupted::no) co_return error(Errc::connect_timeout, Errc::stopping);
    if (connected.has_error()) co_return connected.error();
    const auto written = co_await write();
    co_await notice_cancellation();
    if (written.has_error()) co_return error(Errc::write_timeout, Errc::write_failed);
    co_return co_await read();
}

// Leaves a connection in connection_: an idle one that is still good, or a new one.
Task<Result<void>> ClientExchange::connect() {
    connect_until_ = shared_.clock.mono_now() + shared_.limits.connect_time_max;
    guard_.expire_after(shared_.limits.connect_time_max);
    const auto held = co_await place_.take(url_.origin());
    if (held == Place::Held::no)
        interrupt(interrupted_ == Interrupted::no ? Interrupted::stopping : interrupted_);
    if (interrupted_ != Interrupted::no) co_return Errc::connect_timeout;
    connection_ = shared_.pool.take_idle(url_.origin());
    if (connection_) co_return Result<void>{};

    const auto addresses = co_await resolve();
    if (addresses.has_error()) co_return addresses.error();
    // One refused address refuses the name: a mixed answer is how a name is bent towards an inner host. Only
    // addresses that were looked at are connected to; nothing resolves again.
    if (!std::all_of(addresses->begin(), addresses->end(), shared_.allowed)) co_return Errc::address_refused;
    const auto connected = co_await connect_to(*addresses);
    if (connected.has_error()) co_return connected.error();
    if (url_.scheme == Url::Scheme::https) {
        guard_.expire_after(connect_time_left());
        const auto ec = co_await connection_->secure(shared_.tls, url_.host);
        if (ec) co_return Errc::tls_failed;
    }
    co_return Result<void>{};
}

Task<Result<Addresses>> ClientExchange::resolve() {
    boost::system::error_code ec;
    const auto literal = asio::ip::make_address(url_.host, ec);
    if (!ec) co_return Addresses{literal};

    lookup_ = std::make_shared<Lookup>(shared_.executor);
    auto keep = [lookup = lookup_](std::exception_ptr failure, Result<Addresses> found) {
        if (!failure) lookup->found = std::move(found);
        lookup->answered.cancel();
    };
    asio::co_spawn(shared_.executor, shared_.resolve(url_.host), std::move(keep));
    co_await lookup_->answered.async_wait(as_result);
    co_return lookup_->found;
}

Task<Result<void>> ClientExchange::connect_to(Addresses addresses) {
    auto left = static_cast<int>(addresses.size());
    for (const auto& address : addresses) {
        co_await notice_cancellation();
        if (interrupted_ != Interrupted::no) co_return Errc::connect_timeout;
        // An even share of the time, so that one address that swallows packets leaves some for the others.
        guard_.expire_after(connect_time_left() / left);
        --left;
        connection_ = std::make_shared<ClientConnection>(shared_.executor);
        const auto ec = co_await connection_->connect({address, url_.port});
        if (!ec && interrupted_ == Interrupted::no) co_return Result<void>{};
        if (interrupted_ == Interrupted::timeout && left > 0) interrupted_ = Interrupted::no;
    }
    co_return Errc::connect_failed;
}

// A request counts as acted on from the moment the socket has taken its last byte, whatever else happens.
Task<Result<void>> ClientExchange::write() {
    guard_.expire_after(shared_.limits.write_time_max);
    std::size_t written = 0;
    while (written < text_.size()) {
        const auto rest = asio::buffer(text_) + written;
        const auto [ec, bytes] = co_await connection_->write_some(rest);
        written += bytes;
        if (written == text_.size()) break;
        if (ec || interrupted_ != Interrupted::no) co_return Errc::write_failed;
    }
    sent_ = Sent::maybe_acted_on;
    co_return Result<void>{};
}

Task<Result<ClientResponse>> ClientExchange::read() {
    guard_.expire_after(shared_.limits.read_time_max);
    ResponseReader reader(request_.method, shared_.limits);
    auto progress = ResponseReader::Progress::more;
    while (progress == ResponseReader::Progress::more) {
        const auto [ec, bytes] = co_await connection_->read_some(reader.room());
        if (ec && ec != asio::error::eof) {
            co_await notice_cancellation();
            co_return error(Errc::read_timeout, Errc::connection_lost);
        }
        const auto step = ec ? reader.closed() : reader.received(bytes);
        if (step.has_error()) co_return step.error();
        progress = *step;
    }
    guard_.clear();
    if (reader.reuse() == ResponseReader::Reuse::yes && interrupted_ == Interrupted::no)
        shared_.pool.keep(url_.origin(), std::move(connection_));
    co_return reader.take();
}

}   // namespace smsgw::http
