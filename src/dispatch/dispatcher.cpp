// From a lease to its settlement; the loops that lend are in dispatcher_loops.cpp.
#include "dispatch/dispatcher.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "dispatch/breaker_outcome.hpp"
#include "dispatch/counts.hpp"
#include "dispatch/decision.hpp"

namespace smsgw::dispatch {
namespace {

// The longest that one step of a message can take, twice, and what storage may need.
Millis span_of(const std::vector<Upstream>& upstreams, const DispatchConfig& config) {
    Millis longest{0};
    for (const auto& upstream : upstreams) longest = std::max(longest, upstream.submit_time_max);
    return 2 * (longest + config.begin_slack) + storage_patience;
}

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
      span_(span_of(upstreams, config)),
      upstreams_(std::move(upstreams), routing.routes, quality, config_, clock_.mono_now()),
      prices_(routing.prices),
      // Half of the slots are never used up by messages that only wait.
      turnstile_(executor, storage.throttle, clock, std::max(1, config.in_flight_max / 2)),
      changed_(executor, asio::steady_timer::time_point::max()),
      states_pulse_(heartbeat_, "provider states", span_),
      lease_pulse_(heartbeat_, "leasing", span_),
      reclaim_pulse_(heartbeat_, "reclaiming", span_),
      loops_(executor),
      submits_(executor) {}

// Counted apart from the group: a child leaves the group some time after its slot is free.
class Dispatcher::Slot {
public:
    explicit Slot(Dispatcher& owner) : owner_(owner), pulse_(owner.heartbeat_, "submitting", owner.span_) {
        pulse_.moved();
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() {
        begun();
        --owner_.in_flight_;
        owner_.changed_.cancel();
    }
    void moved() { pulse_.moved(); }
    void begun() {
        pulse_.moved();
        if (!unbegun_) return;
        unbegun_ = false;
        --owner_.unbegun_;
        owner_.changed_.cancel();
    }

private:
    Dispatcher& owner_;
    Heartbeat::Pulse pulse_;
    bool unbegun_ = true;
};

Task<> Dispatcher::handle(Lease lease) {
    Slot slot(*this);
    Upstreams::Passed passed;
    for (;;) {
        slot.moved();
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
            log::info(event_of(*begun), {log::f(lease.message.msgid), log::f(lease.message.trace)});
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
    slot->moved();
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
    const auto took = clock_.mono_now() - began;
    const auto word = outcome_word(outcome);
    count_submit(upstream.provider->id(), word, took);
    const bool good = breaker_outcome(outcome) == Breaker::Outcome::success;
    log::write(
        good ? log::Level::info : log::Level::warn, good ? "submit.ended" : "submit.failed",
        {log::f(lease.message.msgid), log::f(upstream.provider->id()), log::f("attempt", lease.attempts),
         log::f(lease.message.to), log::f("segments", lease.message.segments),
         log::f("hedge", lease.hedge_of.empty() ? "no" : "yes"), log::f("outcome", word),
         log::f("took_ms", std::chrono::duration_cast<Millis>(took)), log::f(lease.message.trace)});
    co_return outcome;
}

Task<> Dispatcher::settle(Lease lease, ProviderId provider, Settlement settlement) {
    const auto msgid = lease.message.msgid;
    auto settled = co_await queue_.settle(std::move(lease), std::move(provider), std::move(settlement));
    // The lease ends by itself and the message becomes `unknown`: the truth, as far as storage can know it.
    if (settled.has_error()) log::error("settlement.lost", {log::f(msgid), log::f(settled.error())});
}

}   // namespace smsgw::dispatch
