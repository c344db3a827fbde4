#include "dispatch/dispatcher.hpp"

#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"
#include "dispatch/decision.hpp"

namespace smsgw::dispatch {
namespace {

constexpr Millis storage_pause = std::chrono::milliseconds{200};   // after an error of the queue

// The word for the log: what one attempt came to.
struct OutcomeWord {
    std::string operator()(const Accepted&) const { return "accepted"; }
    std::string operator()(const NotAccepted& o) const { return "not_accepted:" + o.error; }
    std::string operator()(const Refused& o) const { return "refused:" + o.error; }
    std::string operator()(const Ambiguous& o) const { return "ambiguous:" + o.error; }
};

}   // namespace

Dispatcher::Dispatcher(asio::any_io_executor executor, WorkQueue& queue, Clock& clock,
                       std::vector<Upstream> upstreams, const RouteTable& routes, const ReportRef& refs,
                       DispatchConfig config, Jitter jitter)
    : queue_(queue),
      clock_(clock),
      routes_(routes),
      refs_(refs),
      config_(config),
      jitter_(std::move(jitter)),
      slot_freed_(executor, asio::steady_timer::time_point::max()),
      loops_(executor),
      submits_(executor) {
    for (auto& upstream : upstreams) upstreams_.emplace(upstream.provider->id().str(), std::move(upstream));
}

void Dispatcher::start() {
    loops_.spawn("lease", run());
    loops_.spawn("reclaim", run_reclaim());
}

Task<> Dispatcher::run() {
    // Cancelled while it waits, a loop still has to give back what it was lent.
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!stopping_) {
        if (in_flight() >= config_.in_flight_max) {
            co_await wait_for_slot();
            continue;
        }
        auto leases = co_await queue_.lease(config_.in_flight_max - in_flight());
        if (leases.has_error()) {
            co_await clock_.sleep_until(clock_.mono_now() + storage_pause);
        } else if (!leases->empty()) {
            co_await take(std::move(*leases));
        } else if (!stopping_) {
            co_await queue_.wait();
        }
    }
}

Task<> Dispatcher::run_reclaim() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!stopping_) {
        co_await clock_.sleep_until(clock_.mono_now() + config_.reclaim_every);
        if (stopping_) co_return;
        auto leases = co_await queue_.reclaim(config_.in_flight_max);
        if (leases.has_value()) co_await take(std::move(*leases));
    }
}

Task<> Dispatcher::stop(Millis grace) {
    stopping_ = true;
    loops_.close();
    loops_.cancel_all();
    slot_freed_.cancel();
    co_await loops_.join();
    co_await drain(submits_, clock_, grace);
}

// Submits what was lent, or gives it back when the process is stopping. Waits for free slots: both loops lease, and what
// a dead process left may be more than fits.
Task<> Dispatcher::take(std::vector<Lease> leases) {
    for (auto& lease : leases) {
        while (!stopping_ && in_flight() >= config_.in_flight_max) co_await wait_for_slot();
        if (!stopping_) {
            if (submits_.spawn("submit", handle(std::move(lease))) == Spawned::yes) ++in_flight_;
            continue;
        }
        Settlement given_back = SettleRetryAt{.delay = Millis{0}, .error = ""};
        co_await settle(std::move(lease), ProviderId(), std::move(given_back));
    }
}

Task<> Dispatcher::wait_for_slot() {
    co_await slot_freed_.async_wait(as_result);
}

// Counted apart from the group: a child leaves the group some time after its slot is free.
struct Dispatcher::Slot {
    Dispatcher& owner;
    ~Slot() {
        --owner.in_flight_;
        owner.slot_freed_.cancel();
    }
};

// Providers take turns over the attempts, in the order of the route; those whose breaker is open are passed over.
Task<> Dispatcher::handle(Lease lease) {
    const Slot slot{*this};
    const auto& candidates = routes_.candidates(lease.message.to);
    std::vector<std::string> usable;
    const auto now = clock_.mono_now();
    for (const auto& id : candidates)
        if (breakers_[id.str()].closed(now)) usable.push_back(id.str());
    if (candidates.empty()) {
        Settlement verdict = SettleRejected{"no_route"};
        co_await settle(std::move(lease), ProviderId(), std::move(verdict));
    } else if (usable.empty()) {
        Settlement verdict = SettleRetryAt{retry_delay(2, config_, jitter_), "no_provider_available"};
        co_await settle(std::move(lease), ProviderId(), std::move(verdict));
    } else {
        const auto turn = static_cast<std::size_t>(lease.attempts) % usable.size();
        const bool other = turn + 1 < usable.size();
        co_await handle_through(std::move(lease), usable[turn], other);
    }
}

Task<> Dispatcher::handle_through(Lease lease, std::string provider_id, bool other_provider) {
    const ProviderId provider(provider_id);
    // Set before the attempt is recorded: a process that was paused meanwhile must not write after others gave it up.
    const auto not_after = clock_.mono_now() + config_.begin_slack;
    const auto budget = config_.begin_slack + upstreams_.at(provider_id).submit_time_max;
    auto begun = co_await queue_.begin(lease, provider, budget);
    if (begun.has_error())
        co_return;   // left to its lease; if it was recorded after all, it becomes `unknown`
    if (*begun != Begun::go) {
        log::info(*begun == Begun::expired ? "message.expired" : "lease.lost", {log::f(lease.message.msgid)});
        co_return;
    }
    lease.attempts += 1;
    auto outcome = co_await submit(lease, provider_id, not_after);
    const auto* refused = std::get_if<Refused>(&outcome);
    if (refused != nullptr && refused->scope == Refused::Scope::provider) {
        breakers_[provider_id].open(clock_.mono_now(), config_.breaker_open);
        log::error("breaker.opened", {log::f(provider), log::f("error", refused->error)});
    }
    const AttemptFacts facts{.attempt = lease.attempts,
                             .other_provider = other_provider,
                             .lane = lease.message.lane,
                             .report_window = upstreams_.at(provider_id).report_window};
    auto settlement = decide(outcome, facts, config_, jitter_);
    co_await settle(std::move(lease), provider, std::move(settlement));
}

Task<SubmitOutcome> Dispatcher::submit(Lease lease, std::string provider_id, MonoTime not_after) {
    if (clock_.mono_now() >= not_after)
        co_return NotAccepted{.error = "too_late_to_write", .retry_after = {}};
    const auto& upstream = upstreams_.at(provider_id);
    auto ref = refs_.make(lease.message.msgid, lease.attempts);
    auto report_url = upstream.report_url.empty() ? std::string() : upstream.report_url + "/" + ref;
    const auto began = clock_.mono_now();
    // Named, not built inside the co_await: g++ 12 frees such a temporary twice.
    SubmitRequest request{.message = lease.message,
                          .attempt = lease.attempts,
                          .ref = std::move(ref),
                          .report_url = std::move(report_url)};
    auto outcome = co_await upstream.provider->submit(std::move(request));
    const auto took = std::chrono::duration_cast<Millis>(clock_.mono_now() - began);
    log::info(
        "submit.ended",
        {log::f(lease.message.msgid), log::f("provider", provider_id), log::f("attempt", lease.attempts),
         log::f(lease.message.to), log::f("segments", lease.message.segments),
         log::f("outcome", std::visit(OutcomeWord{}, outcome)), log::f("took_ms", took)});
    co_return outcome;
}

Task<> Dispatcher::settle(Lease lease, ProviderId provider, Settlement settlement) {
    const auto msgid = lease.message.msgid;
    auto settled = co_await queue_.settle(std::move(lease), std::move(provider), std::move(settlement));
    // The lease ends by itself and the message becomes `unknown`: the truth, as far as storage can know it.
    if (settled.has_error()) log::error("settlement.lost", {log::f(msgid), log::f(settled.error())});
}

}   // namespace smsgw::dispatch
