// The dispatcher's loops: what people say of providers, leasing, and taking over what the dead have left.
#include <boost/asio/this_coro.hpp>

#include "dispatch/dispatcher.hpp"

namespace smsgw::dispatch {
namespace {

constexpr Millis storage_pause = std::chrono::milliseconds{200};   // after an error of the queue
constexpr Millis states_every = std::chrono::seconds{1};           // how soon a process heeds what people say

}   // namespace

void Dispatcher::start(Reclaims reclaims) {
    loops_.spawn("states", run_states());
    loops_.spawn("lease", run());
    if (reclaims == Reclaims::yes) loops_.spawn("reclaim", run_reclaim());
}

Task<> Dispatcher::run_states() {
    co_await asio::this_coro::throw_if_cancelled(false);
    bool announced = false;
    while (!stopping_) {
        states_pulse_.moved();
        if (!announced) {
            const auto said = co_await states_.announce(upstreams_.announced());
            announced = said.has_value();
        }
        const auto states = co_await states_.read();
        if (states.has_value()) {   // else what was known before still counts
            upstreams_.use(*states);
            states_known_ = true;
            changed_.cancel();
        }
        co_await clock_.sleep_until(clock_.mono_now() + (states_known_ ? states_every : storage_pause));
    }
    states_pulse_.rest();
}

Task<> Dispatcher::run() {
    // Cancelled while it waits, a loop still has to give back what it was lent.
    co_await asio::this_coro::throw_if_cancelled(false);
    lease_pulse_.moved();
    while (!stopping_) {
        if (reclaiming_) {
            lease_pulse_.rest();   // the other loop goes on, or its pulse says that it does not
            co_await wait_for_change();
            lease_pulse_.moved();
            continue;
        }
        if (!states_known_ || in_flight() >= config_.in_flight_max) {
            co_await wait_for_change();
            continue;
        }
        lease_pulse_.moved();
        leasing_ = true;
        auto leases = co_await queue_.lease(config_.in_flight_max - in_flight());
        const bool nothing = leases.has_value() && leases->empty();   // asked before they are taken
        if (leases.has_value()) co_await take(std::move(*leases), &lease_pulse_);
        leasing_ = false;
        changed_.cancel();
        if (leases.has_error()) {
            co_await clock_.sleep_until(clock_.mono_now() + storage_pause);
        } else if (nothing && !stopping_) {
            co_await queue_.wait();
        }
    }
    lease_pulse_.rest();
}

Task<> Dispatcher::run_reclaim() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!stopping_) {
        reclaim_pulse_.rest();
        co_await clock_.sleep_until(clock_.mono_now() + config_.reclaim_every);
        if (stopping_) co_return;
        reclaim_pulse_.moved();
        if (!states_known_) continue;
        // A message that kills its process must not take others along that are only waiting for their turn: they would
        // look like killers too.
        reclaiming_ = true;
        while (!stopping_ && !quiet()) co_await wait_for_change();
        co_await reclaim_all();
        reclaiming_ = false;
        changed_.cancel();
    }
    reclaim_pulse_.rest();
}

Task<> Dispatcher::reclaim_all() {
    while (!stopping_) {
        reclaim_pulse_.moved();
        auto lease = co_await queue_.reclaim();
        if (lease.has_error() || !lease->has_value()) co_return;
        std::vector<Lease> one;
        one.push_back(std::move(**lease));
        co_await take(std::move(one), &reclaim_pulse_);
        while (!stopping_ && !quiet()) co_await wait_for_change();
    }
}

Task<> Dispatcher::stop(Millis grace) {
    stopping_ = true;
    loops_.close();
    loops_.cancel_all();
    changed_.cancel();
    turnstile_.stop();
    co_await loops_.join();
    co_await drain(submits_, clock_, grace);
}

// Submits what was lent, or gives it back when the process is stopping. Waits for free slots: both loops lease, and the
// other one may have taken them meanwhile.
Task<> Dispatcher::take(std::vector<Lease> leases, Heartbeat::Pulse* pulse) {
    for (auto& lease : leases) {
        pulse->moved();
        while (!stopping_ && in_flight() >= config_.in_flight_max) co_await wait_for_change();
        if (!stopping_) {
            ++in_flight_;
            ++unbegun_;
            if (submits_.spawn("submit", handle(std::move(lease))) == Spawned::yes) continue;
            --in_flight_;
            --unbegun_;
            co_return;
        }
        co_await give_back(std::move(lease), Millis{0}, "");
    }
}

Task<> Dispatcher::wait_for_change() {
    co_await changed_.async_wait(as_result);
}

}   // namespace smsgw::dispatch
