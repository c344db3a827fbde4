// smsgwctl check: the production checklist as a program.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Reads the whole configuration as smsgwd does, and asks whom it names. Done unless a row fails.
Task<int> check_production(CheckOptions options, CtlContext context);

}   // namespace smsgw::app
