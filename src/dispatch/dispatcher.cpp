#include "dispatch/dispatcher.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "dispatch/breaker_outcome.hpp"
#include "dispatch/counts.hpp"
#include "dispatch/decision.hpp"

namespace smsgw::dispatch {
namespace {

constexpr Millis storage_pause = std::chrono::milliseconds{200};   // after an error of the queue
constexpr Millis states_every = std::chrono::seconds{1};           // how soon a process heeds what people say

std::string_view event_of(Begun not_begun) {
    if (not_begun == Begun::suppressed) return "message.suppressed";
    return not_begun == Begun::expired ? "message.expired" : "lease.lost";
}

}   // namespace

Dispatcher::Dispatcher(asio::any_io_executor executor, Storage storage, Clock& clock,
                       std::vector<Upstream> upstreams, const Routing& routing, const Quality& quality,
                       const ReportRef& refs, DispatchConfig config, Jitter jitter)
    : queue_(storage.queue),
      states_(storage.states),
      clock_(clock),
      refs_(refs),
      config_(config),
      jitter_(std::move(jitter)),
      upstreams_(std::move(upstreams), routing.routes, quality, config_, clock_.mono_now()),
      prices_(routing.prices),
      // Half of the slots are never used up by messages that only wait.
      turnstile_(executor, storage.throttle, clock, std::max(1, config.in_flight_max / 2)),
      changed_(executor, asio::steady_timer::time_point::max()),
      loops_(executor),
      submits_(executor) {}

void Dispatcher::start(Reclaims reclaims) {
    loops_.spawn("states", run_states());
    loops_.spawn("lease", run());
    if (reclaims == Reclaims::yes) loops_.spawn("reclaim", run_reclaim());
}

Task<> Dispatcher::run_states() {
    co_await asio::this_coro::throw_if_cancelled(false);
    bool announced = false;
    while (!stopping_) {
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
}

Task<> Dispatcher::run() {
    // Cancelled while it waits, a loop still has to give back what it was lent.
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!stopping_) {
        if (!states_known_ || reclaiming_ || in_flight() >= config_.in_flight_max) {
            co_await wait_for_change();
            continue;
        }
        leasing_ = true;
        auto leases = co_await queue_.lease(config_.in_flight_max - in_flight());
        const bool nothing = leases.has_value() && leases->empty();   // asked before they are taken
        if (leases.has_value()) co_await take(std::move(*leases));
        leasing_ = false;
        changed_.cancel();
        if (leases.has_error()) {
            co_await clock_.sleep_until(clock_.mono_now() + storage_pause);
        } else if (nothing && !stopping_) {
            co_await queue_.wait();
        }
    }
}

Task<> Dispatcher::run_reclaim() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!stopping_) {
        co_await clock_.sleep_until(clock_.mono_now() + config_.reclaim_every);
        if (stopping_) co_return;
        if (!states_known_) continue;
        // A message that kills its process must not take others along that are only waiting for their turn: they would
        // look like killers too.
        reclaiming_ = true;
        while (!stopping_ && !quiet()) co_await wait_for_change();
        co_await reclaim_all();
        reclaiming_ = false;
        changed_.cancel();
    }
}

Task<> Dispatcher::reclaim_all() {
    while (!stopping_) {
        auto lease = co_await queue_.reclaim();
        if (lease.has_error() || !lease->has_value()) co_return;
        std::vector<Lease> one;
        one.push_back(std::move(**lease));
        co_await take(std::move(one));
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

// Counted apart from the group: a child leaves the group some time after its slot is free.
class Dispatcher::Slot {
public:
    explicit Slot(Dispatcher& owner) : owner_(owner) {}
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() {
        begun();
        --owner_.in_flight_;
        owner_.changed_.cancel();
    }
    void begun() {
        if (!unbegun_) return;
        unbegun_ = false;
        --owner_.unbegun_;
        owner_.changed_.cancel();
    }

private:
    Dispatcher& owner_;
    bool unbegun_ = true;
};

// Submits what was lent, or gives it back when the process is stopping. Waits for free slots: both loops lease, and the
// other one may have taken them meanwhile.
Task<> Dispatcher::take(std::vector<Lease> leases) {
    for (auto& lease : leases) {
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

Task<> Dispatcher::handle(Lease lease) {
    Slot slot(*this);
    Upstreams::Passed passed;
    for (;;) {
        auto way = upstreams_.choose(lease, clock_.mono_now(), passed);
        const auto left = lease.message.expires_at - clock_.wall_now();
        if (way.through == nullptr) {
            if (!passed.empty() && way.wait_until == MonoTime{}) way.wait_until = clock_.mono_now() + left;
            co_return co_await put_off(std::move(lease), way);
        }
        const Turnstile::Wish wish{
            .segments = lease.message.segments, .lane = lease.message.lane, .left = left};
        const auto turn = co_await turnstile_.pass(way.through, wish);
        way.has_place = turn.kind == Turn::Kind::go;
        if (way.has_place && Upstreams::is_open(*way.through, clock_.mono_now()))
            co_return co_await handle_through(std::move(lease), way, &slot);
        put_back(way);
        if (turn.kind == Turn::Kind::later)
            co_return co_await give_back(std::move(lease), turn.come_back, std::string(turn.reason));
        if (turn.kind == Turn::Kind::too_late) passed.push_back(way.through);
    }
}

// No provider takes it now. It costs time, never an attempt.
Task<> Dispatcher::put_off(Lease lease, Way way) {
    if (way.wait_until == MonoTime{}) {
        Settlement verdict = SettleRejected{std::string(way.reason)};
        co_return co_await settle(std::move(lease), ProviderId(), std::move(verdict));
    }
    // With some jitter, so that all do not come back at once.
    const auto wait = std::chrono::ceil<Millis>(way.wait_until - clock_.mono_now());
    const auto extra = Millis(static_cast<Millis::rep>(jitter_() * 1000));
    co_await give_back(std::move(lease), std::max(wait, Millis{0}) + extra, std::string(way.reason));
}

Task<> Dispatcher::give_back(Lease lease, Millis delay, std::string reason) {
    count_put_off(lease.message, reason, clock_.wall_now());
    Settlement given_back = SettleRetryAt{.delay = delay, .error = std::move(reason)};
    co_await settle(std::move(lease), ProviderId(), std::move(given_back));
}

// Nothing was sent that way.
void Dispatcher::put_back(const Way& way) {
    upstreams_.put_back(way, clock_.mono_now());
    if (way.has_place) turnstile_.place_freed();
}

Task<> Dispatcher::handle_through(Lease lease, Way way, Slot* slot) {
    const auto& upstream = way.through->upstream;
    const ProviderId provider = upstream.provider->id();
    // Set before the attempt is recorded: a process that was paused meanwhile must not write after others gave it up.
    const auto not_after = clock_.mono_now() + config_.begin_slack;
    const auto budget = config_.begin_slack + upstream.submit_time_max;
    auto estimate = prices_.estimate(provider, lease.message);
    NewAttempt attempt{.provider = provider, .budget = budget, .estimate = std::move(estimate)};
    auto begun = co_await queue_.begin(lease, std::move(attempt));
    slot->begun();
    if (begun.has_error() || *begun != Begun::go) {
        put_back(way);
        // An error leaves it to its lease; if the attempt was recorded after all, it becomes `unknown`.
        if (begun.has_value()) {
            metrics::count(metrics::Id::messages_not_begun, {event_of(*begun)});
            log::info(event_of(*begun), {log::f(lease.message.msgid)});
        }
        co_return;
    }
    lease.attempts += 1;
    if (lease.attempts == 1) count_first_attempt(lease.message, clock_.wall_now());
    const auto began = clock_.mono_now();
    auto outcome = co_await submit(lease, way.through, not_after);
    const auto ended = clock_.mono_now();
    upstreams_.learn(way, outcome, std::chrono::duration_cast<Millis>(ended - began), ended);
    turnstile_.place_freed();
    using Repeats = AttemptFacts::Repeats;
    const AttemptFacts facts{
        .attempt = lease.attempts,
        .other_provider = way.other_provider,
        .lane = lease.message.lane,
        .report_window = upstream.report_window,
        .last_delay = lease.last_delay,
        .hedge = hedge_after(lease, way),
        .repeats = upstream.provider->deduplicates() ? Repeats::are_dropped : Repeats::make_two};
    auto settlement = decide(outcome, facts, config_, jitter_);
    co_await settle(std::move(lease), provider, std::move(settlement));
}

// A message that somebody waits for, and that another provider could bring; one that is a hedge itself gets no other.
std::optional<Millis> Dispatcher::hedge_after(const Lease& lease, const Way& way) const {
    const bool wanted = config_.hedge_otp > Millis{0} && lease.message.lane == Lane::otp;
    if (!wanted || way.alone || !lease.hedge_of.empty() || !lease.repeat_through.empty()) return std::nullopt;
    return config_.hedge_otp;
}

Task<SubmitOutcome> Dispatcher::submit(Lease lease, UpstreamState* through, MonoTime not_after) {
    if (clock_.mono_now() >= not_after)
        co_return NotAccepted{"too_late_to_write", {}, NotAccepted::Cause::ours};
    const auto& upstream = through->upstream;
    auto ref = refs_.make(lease.message.msgid, lease.attempts);
    auto report_url = upstream.report_url.empty() ? std::string() : upstream.report_url + "/" + ref;
    const auto began = clock_.mono_now();
    // Named, not built inside the co_await: g++ 12 frees such a temporary twice.
    SubmitRequest request{.message = lease.message,
                          .attempt = lease.attempts,
                          .ref = std::move(ref),
                          .report_url = std::move(report_url),
                          .dedupe_key = lease.message.msgid.str(),
                          .validity = lease.message.expires_at - clock_.wall_now()};
    auto outcome = co_await upstream.provider->submit(std::move(request));
    const auto took = std::chrono::duration_cast<Millis>(clock_.mono_now() - began);
    const auto word = outcome_word(outcome);
    count_submit(upstream.provider->id(), word, clock_.mono_now() - began);
    log::info("submit.ended", {log::f(lease.message.msgid), log::f(upstream.provider->id()),
                               log::f("attempt", lease.attempts), log::f(lease.message.to),
                               log::f("segments", lease.message.segments),
                               log::f("hedge", lease.hedge_of.empty() ? "no" : "yes"),
                               log::f("outcome", word), log::f("took_ms", took)});
    co_return outcome;
}

Task<> Dispatcher::settle(Lease lease, ProviderId provider, Settlement settlement) {
    const auto msgid = lease.message.msgid;
    auto settled = co_await queue_.settle(std::move(lease), std::move(provider), std::move(settlement));
    // The lease ends by itself and the message becomes `unknown`: the truth, as far as storage can know it.
    if (settled.has_error()) log::error("settlement.lost", {log::f(msgid), log::f(settled.error())});
}

}   // namespace smsgw::dispatch
