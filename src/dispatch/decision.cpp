#include "dispatch/decision.hpp"

#include <algorithm>

namespace smsgw::dispatch {
namespace {

// Proven not accepted: another try is safe. Another provider goes at once, the same one after a pause.
Settlement retry(const std::string& error, std::optional<Millis> retry_after, const AttemptFacts& facts,
                 const DispatchConfig& config, const Jitter& jitter) {
    if (facts.other_provider) return SettleRetryAt{.delay = Millis{0}, .error = error};
    const auto own = retry_delay(facts.last_delay, config, jitter);
    return SettleRetryAt{.delay = std::max(own, retry_after.value_or(own)), .error = error};
}

struct Decide {
    const AttemptFacts& facts;
    const DispatchConfig& config;
    const Jitter& jitter;

    Settlement operator()(const Accepted& accepted) const {
        return SettleSubmitted{.ids = accepted.ids,
                               .report_window = facts.report_window,
                               .price = accepted.price,
                               .hedge = facts.hedge,
                               .parts_refused = accepted.parts_refused};
    }
    Settlement operator()(const NotAccepted& outcome) const {
        if (facts.attempt >= config.attempts_max) return SettleFailed{outcome.error};
        return retry(outcome.error, outcome.retry_after, facts, config, jitter);
    }
    Settlement operator()(const Refused& refused) const {
        if (refused.scope == Refused::Scope::message) return SettleRejected{refused.error, refused.fault};
        // Our credentials or our credit are no fault of the message: it waits, within its validity, as long as it takes.
        return retry(refused.error, std::nullopt, facts, config, jitter);
    }
    Settlement operator()(const Ambiguous& ambiguous) const {
        if (facts.repeats == AttemptFacts::Repeats::are_dropped && facts.attempt < config.attempts_max)
            return SettleRepeatAt{.delay = retry_delay(facts.last_delay, config, jitter),
                                  .error = ambiguous.error};
        return SettleUnknown{.hold = facts.lane == Lane::otp ? config.hold_otp : config.hold,
                             .error = ambiguous.error};
    }
};

}   // namespace

Settlement decide(const SubmitOutcome& outcome, const AttemptFacts& facts, const DispatchConfig& config,
                  const Jitter& jitter) {
    return std::visit(Decide{facts, config, jitter}, outcome);
}

Millis retry_delay(Millis last, const DispatchConfig& config, const Jitter& jitter) {
    const auto least = std::min(config.retry_min, config.retry_max);
    const auto most = std::min(config.retry_max, 3 * std::max(last, least));
    return least + Millis(static_cast<Millis::rep>(static_cast<double>((most - least).count()) * jitter()));
}

}   // namespace smsgw::dispatch
