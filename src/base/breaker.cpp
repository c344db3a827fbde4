#include "base/breaker.hpp"

#include <algorithm>

namespace smsgw {
Breaker::State Breaker::state(MonoTime now) const {
    return state_ == State::open && now >= open_until_ ? State::half_open : state_;
}

Breaker::Permit Breaker::ask(MonoTime now) {
    if (state_ == State::open && now >= open_until_) enter(State::half_open);
    switch (state_) {
        case State::closed:
            return {Permit::Kind::go, {}, round_};
        case State::open:
            return {Permit::Kind::wait, open_until_, round_};
        case State::half_open:
            break;
    }
    if (probes_out_ >= config_.probes_max) return {Permit::Kind::wait, now + config_.probe_wait, round_};
    ++probes_out_;
    return {Permit::Kind::probe, {}, round_};
}

Breaker::Change Breaker::note(Permit permit, Outcome outcome, MonoTime now) {
    if (outcome == Outcome::refused) return trip(now, config_.open_refused);
    if (permit.round != round_) return Change::none;
    if (permit.kind == Permit::Kind::probe) return note_probe(outcome, now);
    count(outcome, now);
    return failing(now) ? trip(now, config_.open_min) : Change::none;
}

Breaker::Change Breaker::note_probe(Outcome outcome, MonoTime now) {
    --probes_out_;
    if (outcome == Outcome::failure) return trip(now, std::min(2 * open_span_, config_.open_max));
    if (outcome == Outcome::success) ++successes_;
    if (successes_ < config_.successes_to_close) return Change::none;
    enter(State::closed);
    return Change::closed;
}

Breaker::Change Breaker::trip(MonoTime now, Millis span) {
    const bool was_open = state_ == State::open;
    open_until_ = was_open ? std::max(open_until_, now + span) : now + span;
    open_span_ = span;
    if (was_open) return Change::none;
    enter(State::open);
    return Change::opened;
}

void Breaker::enter(State state) {
    state_ = state;
    ++round_;
    window_ = {};
    probes_out_ = 0;
    successes_ = 0;
}

std::int64_t Breaker::tick_of(MonoTime now) const {
    return now.time_since_epoch() / (config_.window / slots);
}

void Breaker::count(Outcome outcome, MonoTime now) {
    if (outcome != Outcome::success && outcome != Outcome::failure) return;
    const auto tick = tick_of(now);
    auto& slot = window_[static_cast<std::size_t>(tick % slots)];
    if (slot.tick != tick) slot = {.tick = tick};
    ++slot.outcomes;
    if (outcome == Outcome::failure) ++slot.failures;
}

bool Breaker::failing(MonoTime now) const {
    const auto oldest = tick_of(now) - slots + 1;
    int outcomes = 0;
    int failures = 0;
    for (const auto& slot : window_) {
        if (slot.tick < oldest) continue;
        outcomes += slot.outcomes;
        failures += slot.failures;
    }
    return outcomes >= config_.outcomes_min && failures * 100 >= outcomes * config_.failures_percent;
}

}   // namespace smsgw
