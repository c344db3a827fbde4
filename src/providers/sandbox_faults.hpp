// The simulated operator's faults as JSON, so that they can be changed while it runs.
#pragma once

#include <string>
#include <string_view>

#include "providers/sandbox_plan.hpp"

namespace smsgw::providers {

// Changes the faults that the JSON object `changes` names and leaves the others: {"http_503": 1, "latency_ms": 20}. The
// names and bounds are those of [sandbox]; `seed` is none of them, the dice go on. Returns what is wrong, in a sentence
// for a person, and then changes nothing; empty: all is well.
std::string change_faults(std::string_view changes, SandboxFaults& faults);

// All faults as such an object.
std::string write_faults(const SandboxFaults& faults);

}   // namespace smsgw::providers
