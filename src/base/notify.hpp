// Word to the service manager: systemd's notification protocol (sd_notify(3)) by hand, as it is one datagram and
// libsystemd is a large library for that.
#pragma once

#include <optional>
#include <string_view>

#include "smsgw/time.hpp"

namespace smsgw {

// Sends `state`, such as "READY=1" or "STOPPING=1", to the socket that $NOTIFY_SOCKET names. Does nothing without that
// variable, so that it may be called whoever started us; a manager that does not listen is not our error. Blocks for a
// second at most, while the manager's queue is full.
void notify_service_manager(std::string_view state);

// How often the service manager wants to read WATCHDOG=1 from this process ($WATCHDOG_USEC, $WATCHDOG_PID): it ends one that
// lets so much time pass. Nothing when it does not watch.
std::optional<Millis> watchdog_time();

}   // namespace smsgw
