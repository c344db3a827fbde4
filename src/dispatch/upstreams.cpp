// See upstreams.hpp.
#include "dispatch/upstreams.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "dispatch/breaker_outcome.hpp"
#include "dispatch/draw.hpp"

namespace smsgw::dispatch {
namespace {

// A backlog that waits for people must not keep storage busy; and what waited must not come back all at once.
constexpr Millis look_again = std::chrono::seconds{2};
constexpr std::chrono::microseconds look_spacing = std::chrono::milliseconds{5};
constexpr Millis throttled_max = std::chrono::seconds{60};

Places::Outcome places_outcome(const SubmitOutcome& outcome) {
    switch (breaker_outcome(outcome)) {
        case Breaker::Outcome::success:
            return Places::Outcome::success;
        case Breaker::Outcome::failure:
        case Breaker::Outcome::throttled:
            return Places::Outcome::loss;
        case Breaker::Outcome::refused:
        case Breaker::Outcome::none:
            break;
    }
    return Places::Outcome::none;
}

// It asked for a slower pace and said how long: nothing of ours is welcome until then.
void heed(UpstreamState& state, const SubmitOutcome& outcome, MonoTime now) {
    const auto* refused = std::get_if<NotAccepted>(&outcome);
    if (refused == nullptr || refused->cause != NotAccepted::Cause::throttled || !refused->retry_after)
        return;
    const auto wait = std::min(*refused->retry_after, throttled_max);
    if (state.not_before <= now)
        log::warn("provider.throttled",
                  {log::f(state.upstream.provider->id()), log::f("retry_after_ms", wait)});
    state.not_before = std::max(state.not_before, now + wait);
}

}   // namespace

Upstreams::Upstreams(std::vector<Upstream> upstreams, const RouteTable& routes, const Quality& quality,
                     const DispatchConfig& config, MonoTime now)
    : routes_(routes), quality_(quality) {
    for (auto& upstream : upstreams) {
        const auto id = upstream.provider->id().str();
        const int in_flight_max = upstream.in_flight_max;
        upstreams_.emplace(id, UpstreamState{.upstream = std::move(upstream),
                                             .breaker = Breaker(config.breaker),
                                             .budget = RetryBudget(now, config.retry_budget),
                                             .places = Places(in_flight_max),
                                             .line = {}});
    }
}

Upstreams::~Upstreams() {
    for (const auto& [id, state] : upstreams_)
        if (state.counted_open) metrics::adjust(metrics::Id::breakers_open, -1, {id});
}

bool Upstreams::is_open(const UpstreamState& state, MonoTime now) {
    return state.state == ProviderState::active && state.not_before <= now;
}

Way Upstreams::choose(const Lease& lease, MonoTime now, const Passed& passed) {
    // After the provider of the last attempt comes the one behind it, whatever has become of the others meanwhile. Where
    // that is not known, attempts are as good as turns.
    Turns turns{.of = {}, .next = lease.last_provider.empty() ? static_cast<std::size_t>(lease.attempts) : 0};
    UpstreamState* stopped = nullptr;
    MonoTime soonest = MonoTime::max();
    const auto consider = [&](const ProviderId& id) {
        const auto found = upstreams_.find(id.str());
        if (found == upstreams_.end()) return;
        turns.of.push_back(nullptr);
        if (id == lease.last_provider) turns.next = turns.of.size();
        if (id == lease.hedge_of) return;
        auto& state = found->second;
        auto& breaker = state.breaker;
        if (std::find(passed.begin(), passed.end(), &state) != passed.end()) return;
        if (state.state != ProviderState::active)
            stopped = &state;
        else if (!is_open(state, now))
            soonest = std::min(soonest, state.not_before);
        else if (breaker.state(now) != Breaker::State::open)
            turns.of.back() = &state;
        else
            soonest = std::min(soonest, breaker.ask(now).until);
    };
    if (!lease.repeat_through.empty()) {
        consider(lease.repeat_through);
    } else {
        auto candidates = routes_.candidates(lease.message).providers;
        if (lease.attempts == 0)
            candidates =
                quality_.order(candidates, lease.message.country, draw_of(lease.message.msgid, "quality"));
        for (const auto& id : candidates) consider(id);
    }
    if (turns.any_from(0)) return choose_among(turns, lease, now);
    if (soonest == MonoTime::max() && stopped != nullptr)
        return {.wait_until = now + stopped->line.join(now, look_again, look_spacing),
                .reason = "provider_paused"};
    if (soonest == MonoTime::max()) return {.reason = "no_route"};
    return {.wait_until = soonest, .reason = "no_provider_available"};
}

bool Upstreams::Turns::any_from(std::size_t index) const {
    return std::any_of(of.begin() + static_cast<std::ptrdiff_t>(index), of.end(),
                       [](const auto* state) { return state != nullptr; });
}

Way Upstreams::choose_among(const Turns& turns, const Lease& lease, MonoTime now) {
    MonoTime soonest = MonoTime::max();
    for (std::size_t i = 0; i < turns.of.size(); ++i) {
        const auto turn = (turns.next + i) % turns.of.size();
        if (turns.of[turn] == nullptr) continue;
        auto& state = *turns.of[turn];
        const auto permit = state.breaker.ask(now);
        if (permit.kind == Breaker::Permit::Kind::wait) {
            soonest = std::min(soonest, permit.until);
            continue;
        }
        const bool retry = lease.attempts > 0 && lease.hedge_of.empty();
        if (retry && state.budget.take(now) == Taken::no) {
            state.breaker.note(permit, Breaker::Outcome::none, now);
            return {.wait_until = now + std::chrono::seconds{1}, .reason = "retry_budget_spent"};
        }
        return {.through = &state,
                .permit = permit,
                .retry = retry,
                .other_provider = turns.any_from(turn + 1),
                .alone = turns.of.size() == 1};
    }
    return {.wait_until = soonest, .reason = "no_provider_available"};
}

void Upstreams::learn(const Way& way, const SubmitOutcome& outcome, Millis took, MonoTime now) {
    auto& state = *way.through;
    if (!way.retry) state.budget.first_try();
    state.places.free(places_outcome(outcome), took, now);
    heed(state, outcome, now);
    const auto changed = state.breaker.note(way.permit, breaker_outcome(outcome), now);
    const auto& provider = state.upstream.provider->id();
    if (changed == Breaker::Change::none) return;
    const bool opened = changed == Breaker::Change::opened;
    state.counted_open = opened;
    metrics::count(metrics::Id::breaker_changes, {provider.str(), opened ? "open" : "closed"});
    metrics::adjust(metrics::Id::breakers_open, opened ? 1 : -1, {provider.str()});
    if (opened)
        log::error("breaker.opened", {log::f(provider), log::f("outcome", outcome_word(outcome))});
    else
        log::info("breaker.closed", {log::f(provider)});
}

void Upstreams::put_back(const Way& way, MonoTime now) {
    auto& state = *way.through;
    state.breaker.note(way.permit, Breaker::Outcome::none, now);
    if (way.retry) state.budget.give_back();
    if (way.has_place) state.places.free(Places::Outcome::none, Millis{0}, now);
}

void Upstreams::use(const std::map<ProviderId, ProviderState>& states) {
    for (auto& [id, upstream] : upstreams_) {
        const auto& provider = upstream.upstream.provider->id();
        const auto found = states.find(provider);
        const auto wanted = found == states.end() ? ProviderState::active : found->second;
        if (wanted == upstream.state) continue;
        upstream.state = wanted;
        if (wanted == ProviderState::active) upstream.line = {};
        log::warn(wanted == ProviderState::active ? "provider.resumed" : "provider.paused",
                  {log::f(provider), log::f("drain", wanted == ProviderState::draining ? "yes" : "no")});
    }
}

std::vector<AnnouncedProvider> Upstreams::announced() const {
    std::vector<AnnouncedProvider> all;
    for (const auto& [id, state] : upstreams_)
        all.push_back({.id = state.upstream.provider->id(), .tps = state.upstream.pace.tps});
    return all;
}

}   // namespace smsgw::dispatch
