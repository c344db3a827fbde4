// smsgwctl send and status: the client API as a person uses it.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Sends one message under an Idempotency-Key of its own. Done when it is accepted or, with Until::final, delivered within
// `wait_max`; otherwise failed, with the reason on `err`.
Task<int> send_message(SendOptions options, CtlContext context);

// Shows a message. Failed when the gateway does not show it.
Task<int> show_message(StatusOptions options, CtlContext context);

}   // namespace smsgw::app
