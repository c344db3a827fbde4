// Connecting, greeting (AUTH, SELECT, the owner's checks) and reconnecting with backoff; the commands themselves are the
// session's business.
#include "redis/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "redis/connection_impl.hpp"

namespace smsgw::redis {
namespace {

using namespace asio::experimental::awaitable_operators;

// To connect and to be greeted: some ten calls, and one per partition.
Millis span_of(const ConnectionLimits& limits) {
    return limits.connect_time_max + 20 * limits.call_time_max + limits.backoff_max + storage_patience;
}

// Doubles from `least` to `most`, and takes a random half off: replicas that lost the same Redis do not come back
// in step.
Millis backoff(int failures, Millis least, Millis most) {
    const int doublings = std::clamp(failures - 1, 0, 20);
    const auto full = std::min<std::int64_t>(least.count() << doublings, most.count());
    std::array<unsigned char, 2> random{};
    random_bytes(random);
    const int part = random[0] * 256 + random[1];
    return Millis(full / 2 + full / 2 * part / 65536);
}

}   // namespace

Connection::Impl::Impl(Connection& owner, asio::any_io_executor executor, Clock& clock, RedisAddress address,
                       ConnectionLimits limits, std::string name, OnConnect on_connect)
    : owner_(owner),
      executor_(executor),
      clock_(clock),
      address_(std::move(address)),
      limits_(limits),
      name_(std::move(name)),
      on_connect_(std::move(on_connect)),
      outage_(clock, name_, address_.text()),
      pulse_(heartbeat_, "connection " + name_, span_of(limits)),
      stop_event_(executor, asio::steady_timer::time_point::max()) {}

Task<> Connection::Impl::run(std::shared_ptr<Impl> self) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto state = co_await asio::this_coro::cancellation_state;
    while (!self->stopping_) {
        self->pulse_.moved();
        self->last_error_ = co_await self->live_once();
        if (state.cancelled() != asio::cancellation_type::none) self->stopping_ = true;
        if (self->stopping_) break;
        self->outage_.failed(self->last_error_);
        co_await self->pause();
        if (state.cancelled() != asio::cancellation_type::none) self->stopping_ = true;
    }
    self->pulse_.rest();
    self->last_error_ = Errc::stopping;
}

void Connection::Impl::stop() {
    stopping_ = true;
    last_error_ = Errc::stopping;
    if (session_) session_->close(Errc::stopping);
    stop_event_.cancel();
}

void Connection::Impl::distrust(std::string_view reason) {
    if (!connected()) return;
    outage_.distrusted(reason);
    session_->close(Errc::redis_error);
}

Task<> Connection::Impl::stopped() {
    if (!stopping_) co_await stop_event_.async_wait(as_result);
}

Task<> Connection::Impl::pause() {
    const auto span = backoff(failures_in_row_, limits_.backoff_min, limits_.backoff_max);
    co_await (clock_.sleep_until(clock_.mono_now() + span) || stopped());
}

// One connection from its start to its end; says what ended it.
Task<boost::system::error_code> Connection::Impl::live_once() {
    ++failures_in_row_;
    auto wire = std::make_unique<Wire>(executor_);
    const auto opened = co_await open(*wire);
    if (stopping_) co_return Errc::stopping;
    if (opened.has_error()) co_return opened.error();

    session_ = std::make_unique<Session>(executor_, clock_, std::move(wire));
    phase_ = Phase::greeting;
    co_await (session_->serve() && greet());
    // A server that greets us well and is given up at once, again and again, is not asked more often than a dead one.
    if (phase_ == Phase::ready && clock_.mono_now() - ready_since_ >= limits_.backoff_max)
        failures_in_row_ = 0;
    phase_ = Phase::down;
    const auto reason = session_->reason();
    session_.reset();
    co_return reason;
}

Task<Result<void>> Connection::Impl::open(Wire& wire) {
    const auto limit = clock_.mono_now() + limits_.connect_time_max;
    const auto first = co_await (wire.open(address_) || clock_.sleep_until(limit) || stopped());
    if (first.index() == 0) co_return std::get<0>(first);
    co_return first.index() == 1 ? Errc::connect_timeout : Errc::stopping;
}

Task<> Connection::Impl::greet() {
    auto greeted = co_await introduce();
    if (greeted.has_value()) greeted = co_await check();
    if (greeted.has_error()) {
        session_->close(greeted.error());
    } else if (!session_->broken()) {
        phase_ = Phase::ready;
        ready_since_ = clock_.mono_now();
        pulse_.rest();   // from here on it is the calls that must get on
        last_error_ = {};
        outage_.connected();
    }
}

Task<Result<void>> Connection::Impl::introduce() {
    if (!address_.password.empty()) {
        Command auth("AUTH");
        if (!address_.user.empty()) auth << address_.user;
        auth << address_.password.reveal();
        const auto let_in = co_await expect_ok(std::move(auth));
        if (let_in.has_error()) co_return let_in.error();
    }
    if (address_.database != 0) {
        Command select("SELECT");
        select << address_.database;
        const auto selected = co_await expect_ok(std::move(select));
        if (selected.has_error()) co_return selected.error();
    }
    Command set_name("CLIENT");
    set_name << "SETNAME" << name_;
    // A name is a convenience for people who read CLIENT LIST: an ACL that forbids it is no reason to stay away.
    const auto named = co_await call(std::move(set_name), limits_.call_time_max, Phase::greeting);
    if (named.has_error()) co_return named.error();
    co_return Result<void>();
}

Task<Result<void>> Connection::Impl::expect_ok(Command command) {
    const auto reply = co_await call(std::move(command), limits_.call_time_max, Phase::greeting);
    if (reply.has_error()) co_return reply.error();
    if (!reply->is_error()) co_return Result<void>();
    log::error("redis.greeting_refused", {log::f("connection", name_), log::f("address", address_.text()),
                                          log::f("reason", reply->text)});
    co_return Errc::redis_error;
}

Task<Result<void>> Connection::Impl::check() {
    if (!on_connect_ || session_->broken()) co_return Result<void>();
    phase_ = Phase::checking;
    try {
        co_return co_await on_connect_(owner_);
    } catch (const boost::system::system_error& e) {
        co_return e.code();   // cancelled in a coroutine that throws on it
    }
}

Task<Result<Reply>> Connection::Impl::call(Command command, Millis time_max, Phase from) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Result<Reply>)>(
        [this, time_max, from](auto handler, const Command& encoded) {
            auto waiter = std::make_unique<HandlerWaiter<decltype(handler)>>(std::move(handler));
            const bool open = phase_ >= from && phase_ != Phase::down && !session_->broken();
            if (stopping_) {
                waiter->post(Errc::stopping);
            } else if (!open || session_->pending() >= limits_.pending_max) {
                waiter->post(Errc::redis_disconnected);
            } else {
                session_->submit(encoded, time_max, std::move(waiter));
            }
        },
        asio::use_awaitable, std::move(command));
}

Connection::Connection(asio::any_io_executor executor, Clock& clock, RedisAddress address,
                       ConnectionLimits limits, std::string name, OnConnect on_connect)
    : impl_(std::make_shared<Impl>(*this, std::move(executor), clock, std::move(address), limits,
                                   std::move(name), std::move(on_connect))) {}

Connection::~Connection() {
    impl_->stop();
}

Task<> Connection::run() {
    return Impl::run(impl_);
}
void Connection::stop() {
    impl_->stop();
}
bool Connection::connected() const {
    return impl_->connected();
}
void Connection::distrust(std::string_view reason) {
    impl_->distrust(reason);
}
Heartbeat& Connection::heartbeat() {
    return impl_->heartbeat();
}
boost::system::error_code Connection::last_error() const {
    return impl_->last_error();
}

Task<Result<Reply>> Connection::call(Command command) {
    return impl_->call(std::move(command), impl_->call_time_max(), Impl::Phase::ready);
}

Task<Result<Reply>> Connection::call_early(Command command) {
    return impl_->call(std::move(command), impl_->call_time_max(), Impl::Phase::checking);
}

Task<Result<Reply>> Connection::call_within(Command command, Millis time_max) {
    return impl_->call(std::move(command), time_max, Impl::Phase::ready);
}

}   // namespace smsgw::redis
