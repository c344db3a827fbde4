// smsgwctl dlq: dead letters, for a person to look at and to replay or discard.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Done when every dead letter that was named is listed, shown, replayed or discarded; else failed, with the reasons on
// `err`. A text is printed only with Text::shown.
Task<int> handle_dead_letters(DeadLetterOptions options, CtlContext context);

}   // namespace smsgw::app
