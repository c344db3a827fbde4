#include "dispatch/breaker_outcome.hpp"

namespace smsgw::dispatch {
namespace {

struct Judge {
    using Outcome = Breaker::Outcome;

    Outcome operator()(const Accepted&) const { return Outcome::success; }
    Outcome operator()(const NotAccepted& outcome) const {
        switch (outcome.cause) {
            case NotAccepted::Cause::throttled:
                return Outcome::throttled;
            case NotAccepted::Cause::ours:
                return Outcome::none;
            case NotAccepted::Cause::fault:
                break;
        }
        return Outcome::failure;
    }
    Outcome operator()(const Refused& refused) const {
        return refused.scope == Refused::Scope::provider ? Outcome::refused : Outcome::success;
    }
    Outcome operator()(const Ambiguous&) const { return Outcome::failure; }
};

struct Word {
    std::string operator()(const Accepted&) const { return "accepted"; }
    std::string operator()(const NotAccepted& o) const { return "not_accepted:" + o.error; }
    std::string operator()(const Refused& o) const { return "refused:" + o.error; }
    std::string operator()(const Ambiguous& o) const { return "ambiguous:" + o.error; }
};

}   // namespace

Breaker::Outcome breaker_outcome(const SubmitOutcome& outcome) {
    return std::visit(Judge{}, outcome);
}

std::string outcome_word(const SubmitOutcome& outcome) {
    return std::visit(Word{}, outcome);
}

}   // namespace smsgw::dispatch
