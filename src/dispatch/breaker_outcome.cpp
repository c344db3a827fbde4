#include "dispatch/breaker_outcome.hpp"

#include <string_view>

namespace smsgw::dispatch {
namespace {

struct ErrorRow {
    std::string_view error;
    Breaker::Outcome outcome;
};

// Errors of attempts that were proven not accepted but tell nothing about the provider's health.
constexpr ErrorRow rows[] = {
    {"http_429", Breaker::Outcome::throttled},
    {"too_late_to_write", Breaker::Outcome::none},   // our own delay
};

struct Judge {
    using Outcome = Breaker::Outcome;

    Outcome operator()(const Accepted&) const { return Outcome::success; }
    Outcome operator()(const NotAccepted& outcome) const {
        for (const auto& row : rows)
            if (row.error == outcome.error) return row.outcome;
        return Outcome::failure;
    }
    Outcome operator()(const Refused& refused) const {
        return refused.scope == Refused::Scope::provider ? Outcome::refused : Outcome::success;
    }
    Outcome operator()(const Ambiguous&) const { return Outcome::failure; }
};

}   // namespace

Breaker::Outcome breaker_outcome(const SubmitOutcome& outcome) {
    return std::visit(Judge{}, outcome);
}

}   // namespace smsgw::dispatch
