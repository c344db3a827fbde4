// What an attempt says: about its provider's health, and in a word for the log.
#pragma once

#include <string>

#include "base/breaker.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::dispatch {

Breaker::Outcome breaker_outcome(const SubmitOutcome& outcome);

// "accepted", "not_accepted:http_429", "refused:smstools_104", "ambiguous:read_timeout".
std::string outcome_word(const SubmitOutcome& outcome);

}   // namespace smsgw::dispatch
