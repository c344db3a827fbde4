#include "dispatch/turnstile.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <optional>

namespace smsgw::dispatch {
namespace {

using namespace asio::experimental::awaitable_operators;

// How far ahead a turn is kept for a message that waits for it. The lower lanes look less far: otp finds no more than that
// of them ahead of itself, however many there are.
constexpr Millis ahead_otp{1500};
constexpr Millis ahead{600};
constexpr Millis place_wait = std::chrono::seconds{1};
constexpr Millis storage_pause = std::chrono::seconds{1};

Turn later(Millis come_back, std::string_view reason) {
    return {.kind = Turn::Kind::later, .come_back = come_back, .reason = reason};
}

}   // namespace

class Turnstile::Waiting {
public:
    explicit Waiting(Turnstile& owner) : owner_(owner) { ++owner_.waiting_; }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting() { --owner_.waiting_; }

private:
    Turnstile& owner_;
};

Turnstile::Turnstile(asio::any_io_executor executor, Throttle& throttle, Clock& clock, int waiting_max)
    : throttle_(throttle),
      clock_(clock),
      waiting_max_(waiting_max),
      changed_(executor, asio::steady_timer::time_point::max()),
      stopped_(executor, asio::steady_timer::time_point::max()) {}

void Turnstile::stop() {
    stopping_ = true;
    changed_.cancel();
    stopped_.cancel();
}

Task<Turn> Turnstile::pass(UpstreamState* up, Wish wish) {
    // Cancelled while it waits, the message is still to be given back.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    Turn turn;
    if (up->upstream.pace.tps > 0) turn = co_await pass_throttle(up, wish);
    if (turn.kind == Turn::Kind::go) turn = co_await take_place(up);
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return turn;
}

Task<Turn> Turnstile::pass_throttle(UpstreamState* up, Wish wish) {
    // Counted from the question on: many may ask at the same time.
    std::optional<Waiting> waiting;
    if (waiting_ < waiting_max_) waiting.emplace(*this);
    const auto look = wish.lane == Lane::otp ? ahead_otp : ahead;
    ThrottleRequest request{.provider = up->upstream.provider->id(),
                            .pace = up->upstream.pace,
                            .segments = wish.segments,
                            .lane = wish.lane,
                            .ahead_max = waiting ? look : Millis{0},
                            .put_off_max = wish.left};
    const auto answer = co_await throttle_.reserve(std::move(request));
    if (answer.has_error()) co_return later(storage_pause, "throttle_unknown");
    if (answer->kind == ThrottleTurn::Kind::put_off) co_return later(answer->wait, "throttled");
    if (answer->kind == ThrottleTurn::Kind::too_late)
        co_return Turn{.kind = Turn::Kind::too_late, .come_back = answer->wait, .reason = "throttled"};
    if (answer->wait > Millis{0} && !stopping_) {
        const auto until = clock_.mono_now() + answer->wait;
        co_await (wait_for_stop() || clock_.sleep_until(until));
    }
    if (stopping_) co_return later(Millis{0}, "");
    co_return Turn{};
}

Task<Turn> Turnstile::take_place(UpstreamState* up) {
    auto& places = up->places;
    if (!places.has_room() && waiting_ < waiting_max_) {
        const Waiting waiting(*this);
        const auto until = clock_.mono_now() + place_wait;
        while (!stopping_ && !places.has_room() && clock_.mono_now() < until)
            co_await (wait_for_change() || clock_.sleep_until(until));
    }
    if (stopping_) co_return later(Millis{0}, "");
    if (!places.has_room())
        co_return later(up->line.join(clock_.mono_now(), place_wait, places.spacing()), "provider_busy");
    places.take();
    co_return Turn{};
}

Task<> Turnstile::wait_for_change() {
    co_await changed_.async_wait(as_result);
}

Task<> Turnstile::wait_for_stop() {
    co_await stopped_.async_wait(as_result);
}

}   // namespace smsgw::dispatch
