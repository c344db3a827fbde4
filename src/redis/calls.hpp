// What every store does with the answer of a function call.
#pragma once

#include <string>

#include "redis/connection.hpp"

namespace smsgw::redis {

// Keys that one SCAN looks at: many in few calls, none of which keeps Redis from its other work for long.
inline constexpr int scan_count = 1000;

// The reply, with errors in the words of the ports: Errc::storage_full when memory is full, Errc::storage_unavailable when
// the outcome is not known or the server cannot serve, Errc::internal_error when our call was wrong (logged). A server
// that says it is not what it was at the greeting (demoted, emptied, loading, unable to write) is greeted anew.
Task<Result<Reply>> call_function(Connection& connection, Command command);

// The same, repeated until it has an answer, `budget` is over (Millis::max(): without end) or the caller is cancelled
// (Errc::stopping). For calls that a repeat does not change.
Task<Result<Reply>> call_repeatable(Connection& connection, Clock& clock, Command command, Millis budget);

// The same judgement on an answer that came in another way.
Result<Reply> trusted(Connection& connection, Result<Reply> reply);

}   // namespace smsgw::redis
