// smsgwctl spend: what accepted messages cost.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"
#include "smsgw/ports/submit_ledger.hpp"

namespace smsgw::app {

// One object for each sum: the columns that are told apart, then amount and currency; pure.
nlohmann::json spend_json(const std::vector<SpendRow>& rows, SpendOptions::By by);

// Failed when no gateway has ever used that Redis, or it could not be read.
Task<int> show_spend(SpendOptions options, CtlContext context);

}   // namespace smsgw::app
