// See upstreams.hpp.
#include "dispatch/upstreams.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "dispatch/breaker_outcome.hpp"

namespace smsgw::dispatch {

Upstreams::Upstreams(std::vector<Upstream> upstreams, const RouteTable& routes, const DispatchConfig& config,
                     MonoTime now)
    : routes_(routes) {
    for (auto& upstream : upstreams) {
        const auto id = upstream.provider->id().str();
        upstreams_.emplace(id, UpstreamState{.upstream = std::move(upstream),
                                             .breaker = Breaker(config.breaker),
                                             .budget = RetryBudget(now, config.retry_budget)});
    }
}

Way Upstreams::choose(const Lease& lease, MonoTime now) {
    std::vector<UpstreamState*> usable;
    MonoTime soonest = MonoTime::max();
    const auto consider = [&](const ProviderId& id) {
        const auto found = upstreams_.find(id.str());
        if (found == upstreams_.end()) return;
        auto& breaker = found->second.breaker;
        if (breaker.state(now) != Breaker::State::open)
            usable.push_back(&found->second);
        else
            soonest = std::min(soonest, breaker.ask(now).until);
    };
    if (!lease.repeat_through.empty()) {
        consider(lease.repeat_through);
    } else {
        for (const auto& id : routes_.candidates(lease.message.to)) consider(id);
    }
    if (!usable.empty()) return choose_among(usable, lease, now);
    if (soonest == MonoTime::max()) return {.reason = "no_route"};
    return {.wait_until = soonest, .reason = "no_provider_available"};
}

// Providers take turns over the attempts, in the order of the route.
Way Upstreams::choose_among(const std::vector<UpstreamState*>& usable, const Lease& lease, MonoTime now) {
    const auto first = static_cast<std::size_t>(lease.attempts) % usable.size();
    MonoTime soonest = MonoTime::max();
    for (std::size_t i = 0; i < usable.size(); ++i) {
        const auto turn = (first + i) % usable.size();
        auto& state = *usable[turn];
        const auto permit = state.breaker.ask(now);
        if (permit.kind == Breaker::Permit::Kind::wait) {
            soonest = std::min(soonest, permit.until);
            continue;
        }
        if (lease.attempts == 0) {
            state.budget.first_try();
        } else if (state.budget.take(now) == Taken::no) {
            state.breaker.note(permit, Breaker::Outcome::none, now);
            return {.wait_until = now + std::chrono::seconds{1}, .reason = "retry_budget_spent"};
        }
        return {.through = &state, .permit = permit, .other_provider = turn + 1 < usable.size()};
    }
    return {.wait_until = soonest, .reason = "no_provider_available"};
}

void Upstreams::learn(const Way& way, const SubmitOutcome& outcome, MonoTime now) {
    const auto changed = way.through->breaker.note(way.permit, breaker_outcome(outcome), now);
    const auto& provider = way.through->upstream.provider->id();
    if (changed == Breaker::Change::opened)
        log::error("breaker.opened", {log::f(provider), log::f("outcome", outcome_word(outcome))});
    if (changed == Breaker::Change::closed) log::info("breaker.closed", {log::f(provider)});
}

void Upstreams::put_back(const Way& way, MonoTime now) {
    way.through->breaker.note(way.permit, Breaker::Outcome::none, now);
}

}   // namespace smsgw::dispatch
