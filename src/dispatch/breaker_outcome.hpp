// What an attempt says about its provider's health.
#pragma once

#include "base/breaker.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::dispatch {

Breaker::Outcome breaker_outcome(const SubmitOutcome& outcome);

}   // namespace smsgw::dispatch
