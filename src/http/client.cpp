// Runs exchanges and the watchdog that bounds them.
#include "http/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <list>
#include <optional>

#include "base/log.hpp"
#include "http/client_exchange.hpp"

namespace smsgw::http {
namespace {

constexpr Millis tick{50};   // how late a deadline may be noticed

}   // namespace

class Client::Impl {
public:
    Impl(asio::any_io_executor executor, Clock& clock, ClientLimits limits, ClientReach reach)
        : shared_{std::move(executor),
                  clock,
                  limits,
                  std::move(reach.allowed),
                  std::move(reach.resolve),
                  make_client_tls(reach.ca_file),
                  Watchdog(clock, tick),
                  ClientPool(clock, shared_.watchdog, shared_.limits)} {}

    static Task<ClientResult> send(std::shared_ptr<Impl> self, ClientRequest request);
    void close();

private:
    enum class State { open, closed };
    enum class Watching { no, yes };

    // An exchange in flight, known to close() while it lasts.
    class Registered {
    public:
        Registered(std::list<ClientExchange*>& all, ClientExchange& one)
            : all_(all), self_(all.insert(all.end(), &one)) {}
        ~Registered() { all_.erase(self_); }
        Registered(const Registered&) = delete;
        Registered& operator=(const Registered&) = delete;

    private:
        std::list<ClientExchange*>& all_;
        std::list<ClientExchange*>::iterator self_;
    };

    static Task<> watch(std::shared_ptr<Impl> self);
    static void start_watching(const std::shared_ptr<Impl>& self);

    ClientShared shared_;
    std::list<ClientExchange*> exchanges_;
    State state_ = State::open;
    Watching watching_ = Watching::no;
};

// Looks at the deadlines for as long as there are any, so that an idle client leaves nothing running.
Task<> Client::Impl::watch(std::shared_ptr<Impl> self) {
    while (!self->exchanges_.empty() || self->shared_.pool.idle() > 0) {
        co_await self->shared_.clock.sleep_until(self->shared_.clock.mono_now() + tick);
        self->shared_.watchdog.check();
    }
    self->watching_ = Watching::no;
}

void Client::Impl::start_watching(const std::shared_ptr<Impl>& self) {
    if (self->watching_ == Watching::yes) return;
    self->watching_ = Watching::yes;
    auto ended = [](std::exception_ptr error) {
        if (error) log::error("task.failed", {log::f("task", "http.client_watchdog")});
    };
    asio::co_spawn(self->shared_.executor, watch(self), std::move(ended));
}

Task<ClientResult> Client::Impl::send(std::shared_ptr<Impl> self, ClientRequest request) {
    // A cancelled caller gets an answer like any other; its own setting is put back for what it does next.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    std::optional<ClientExchange> exchange;
    Result<ClientResponse> result = Errc::stopping;
    try {
        if (self->state_ == State::open) {
            exchange.emplace(self->shared_, std::move(request));
            const Registered registered(self->exchanges_, *exchange);
            start_watching(self);
            result = co_await exchange->run();
        }
    } catch (const std::exception& e) {
        log::error("http.send_failed", {log::f("reason", e.what())});
        const bool sent = exchange && exchange->sent() == Sent::maybe_acted_on;
        result = sent ? Errc::connection_lost : Errc::write_failed;
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (result.has_value()) co_return std::move(*result);
    co_return ClientFailure{exchange ? exchange->sent() : Sent::nothing_acted_on, result.error()};
}

void Client::Impl::close() {
    state_ = State::closed;
    for (auto* exchange : exchanges_) exchange->stop();
    shared_.pool.close_idle();
}

Client::Client(asio::any_io_executor executor, Clock& clock, ClientLimits limits, ClientReach reach)
    : impl_(std::make_shared<Impl>(std::move(executor), clock, limits, std::move(reach))) {}
Client::~Client() {
    impl_->close();
}
Task<ClientResult> Client::send(ClientRequest request) {
    return Impl::send(impl_, std::move(request));
}
void Client::close() {
    impl_->close();
}

}   // namespace smsgw::http
