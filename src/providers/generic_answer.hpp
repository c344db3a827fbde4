// Answers to the generic provider.
#pragma once

#include "http/client.hpp"
#include "providers/generic_plan.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::providers::generic {

// By the first rule that holds. An answer that fits none goes by its HTTP status; a 2xx is then Ambiguous, because the
// configuration says what an acceptance looks like. Errors are "<id of the provider>_<code, or the rule's outcome>".
SubmitOutcome read_answer(const ProviderConfig& config, const AnswerPlan& plan,
                          const http::ClientResult& result);

}   // namespace smsgw::providers::generic
