#include "callback/station.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "callback/payload.hpp"
#include "callback/verdict.hpp"

namespace smsgw::callback {
namespace {

constexpr Millis learn_every = std::chrono::seconds{1};   // which endpoints are disabled

void count(const AccountId& account, std::string_view result) {
    metrics::count(metrics::Id::callbacks, {account.str(), result});
}

}   // namespace

Station::Station(asio::any_io_executor executor, CallbackStore& store, CallbackSender& sender, Clock& clock,
                 std::vector<Endpoint> endpoints, CallbackConfig config, Jitter jitter)
    : store_(store),
      sender_(sender),
      clock_(clock),
      config_(config),
      jitter_(std::move(jitter)),
      pulse_(heartbeat_, "callbacks", storage_patience),
      telling_(executor),
      wake_(executor, asio::steady_timer::time_point::max()) {
    for (auto& endpoint : endpoints) {
        const auto account = endpoint.account;
        peers_.emplace(account, Peer{std::move(endpoint), Breaker(config_.breaker), 0, {}});
    }
}

Task<> Station::run() {
    while (!stopping_ && !peers_.empty()) {
        pulse_.moved();
        co_await learn_disabled();
        const auto taken = co_await take_some();
        if (taken == 0) co_await pause();
    }
    pulse_.rest();
}

// A disabled endpoint stays so for those who cannot ask.
Task<> Station::learn_disabled() {
    if (clock_.mono_now() < learn_at_) co_return;
    learn_at_ = clock_.mono_now() + learn_every;
    auto disabled = co_await store_.disabled();
    if (disabled.has_value()) disabled_ = std::move(*disabled);
}

// As many as there are places in flight and permits of the breaker; the permits wait at their peer.
std::vector<CallbackWish> Station::wishes() {
    std::vector<CallbackWish> all;
    for (auto& [account, peer] : peers_) {
        if (disabled_.contains(account)) continue;
        for (int room = config_.in_flight_max - peer.in_flight; room > 0; --room) {
            const auto permit = peer.breaker.ask(clock_.mono_now());
            if (permit.kind == Breaker::Permit::Kind::wait) break;
            peer.permits.push_back(permit);
        }
        if (!peer.permits.empty())
            all.push_back({.account = account, .max = static_cast<int>(peer.permits.size())});
    }
    return all;
}

void Station::give_back_permits() {
    for (auto& [account, peer] : peers_) {
        for (const auto& permit : peer.permits)
            peer.breaker.note(permit, Breaker::Outcome::none, clock_.mono_now());
        peer.permits.clear();
    }
}

// Returns how many are under way now that were not before.
Task<std::size_t> Station::take_some() {
    auto wanted = wishes();
    if (wanted.empty()) co_return 0;
    auto events = co_await store_.take(std::move(wanted), config_.lend_for());
    std::size_t started = 0;
    if (events.has_value())
        for (auto& event : *events) {
            const auto found = peers_.find(event.view.message.account);
            if (found == peers_.end() || found->second.permits.empty()) continue;
            auto& peer = found->second;
            const auto permit = peer.permits.back();
            peer.permits.pop_back();
            ++peer.in_flight;
            ++started;
            telling_.spawn("callback", tell(&peer, permit, std::move(event)));
        }
    give_back_permits();
    co_return started;
}

Task<> Station::tell(Peer* peer, Breaker::Permit permit, CallbackEvent event) {
    Heartbeat::Pulse pulse(heartbeat_, "telling", 2 * config_.timeout + storage_patience);
    pulse.moved();
    auto request = make_request(peer->endpoint, event, clock_.wall_now());
    const auto began = clock_.mono_now();
    auto answer = co_await sender_.post(std::move(request));
    metrics::observe(metrics::Id::callback_seconds, clock_.mono_now() - began,
                     {peer->endpoint.account.str()});
    const auto change = peer->breaker.note(permit, breaker_outcome(answer), clock_.mono_now());
    if (change == Breaker::Change::opened)
        log::warn("callback.paused", {log::f(peer->endpoint.account), log::f("error", answer.error),
                                      log::f("http_status", answer.status)});
    if (change == Breaker::Change::closed) log::info("callback.resumed", {log::f(peer->endpoint.account)});
    co_await settle(peer, std::move(event), std::move(answer));
    --peer->in_flight;
    wake_.cancel();
}

// An error of storage is no loss: the event's loan ends, and it is told again.
Task<> Station::settle(Peer* peer, CallbackEvent event, CallbackAnswer answer) {
    const auto account = peer->endpoint.account;
    const auto msgid = event.view.message.msgid;
    const int seq = event.event.seq;
    const auto trace = event.view.message.trace;
    if (answer.error == "stopping") co_return;   // nothing is known of the endpoint
    const auto verdict =
        judge(answer, {.tries = event.tries, .first = config_.retry_first, .jitter = jitter_()});
    if (std::holds_alternative<Told>(verdict)) {
        count(account, "told");
        log::debug("callback.told", {log::f(msgid), log::f(account), log::f("seq", seq), log::f(trace)});
        co_await store_.done(account, msgid, seq);
    } else if (const auto* again = std::get_if<TellAgain>(&verdict)) {
        count(account, "failed");
        log::warn("callback.failed",
                  {log::f(msgid), log::f(account), log::f("seq", seq), log::f("http_status", answer.status),
                   log::f("error", answer.error), log::f("tries", event.tries + 1),
                   log::f("delay_ms", again->delay), log::f(trace)});
        co_await store_.retry(account, msgid, seq, again->delay);
    } else if (std::holds_alternative<EndpointGone>(verdict)) {
        co_await endpoint_gone(peer, std::move(event));
    } else {
        count(account, "given_up");
        log::error("callback.given_up", {log::f(msgid), log::f(account), log::f("seq", seq), log::f(trace)});
        co_await store_.give_up(account, msgid, seq);
    }
}

// A URL that one message brought says nothing about the account's endpoint.
Task<> Station::endpoint_gone(Peer* peer, CallbackEvent event) {
    const auto account = peer->endpoint.account;
    const auto msgid = event.view.message.msgid;
    if (!event.view.message.callback_url.empty()) {
        count(account, "given_up");
        log::error("callback.given_up", {log::f(msgid), log::f(account), log::f("http_status", 410)});
        co_await store_.give_up(account, msgid, event.event.seq);
        co_return;
    }
    count(account, "disabled");
    log::error("callback.disabled", {log::f(account), log::f(msgid)});
    disabled_.insert(account);
    co_await store_.disable(account);
    co_await store_.retry(account, msgid, event.event.seq, Millis{0});
}

Task<> Station::pause() {
    using namespace asio::experimental::awaitable_operators;
    const auto until = clock_.mono_now() + config_.look_every;
    co_await (clock_.sleep_until(until) || wait_for_wake());
}

Task<> Station::wait_for_wake() {
    co_await wake_.async_wait(as_result);
}

Task<> Station::stop(Millis grace) {
    stopping_ = true;
    wake_.cancel();
    co_await drain(telling_, clock_, grace);
}

}   // namespace smsgw::callback
