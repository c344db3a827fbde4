// Loads our function library into Redis.
#pragma once

#include <string_view>

#include "redis/connection.hpp"

namespace smsgw::redis {

// The library's name, as its first line (`#!lua name=smsgw1`) says. It carries a major version, so that the library of the
// version before stays loaded beside it during a rolling upgrade. Empty: the line is missing or malformed.
std::string_view library_name(std::string_view code);

// Loads `code`, whose minor version is `minor`, unless it is there already or a newer one is, as the function
// <name>_version of the loaded one says: during a rolling upgrade old and new daemons must not replace each other's. One
// of the same version with another text is kept, too, with a warning. A reconnect writes nothing. Uses call_early: for
// on_connect. `code` must outlive the call. Errc::config_invalid: no name; Errc::redis_no_library: Redis refused it (the
// reason is logged, what was loaded before stays); else the call's errors.
Task<Result<void>> ensure_library(Connection& connection, std::string_view code, int minor);

}   // namespace smsgw::redis
