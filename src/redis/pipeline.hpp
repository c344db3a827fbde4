// Many commands in one go, for what reads much: one round trip instead of one for each.
#pragma once

#include <vector>

#include "redis/connection.hpp"

namespace smsgw::redis {

// The replies in the order of the commands. Errc::storage_unavailable when one was not answered or the server refused it;
// what it said is logged. An error that only tells what is there is a value: a key of another type, no such key, no group.
Task<Result<std::vector<Reply>>> call_all(Connection& connection, std::vector<Command> commands);

// The same as of one moment (MULTI, EXEC). The connection must be the caller's alone: another coroutine's command would
// become part of it.
Task<Result<std::vector<Reply>>> call_at_once(Connection& connection, std::vector<Command> commands);

}   // namespace smsgw::redis
