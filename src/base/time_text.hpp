// Times as text.
#pragma once

#include <string>

#include "smsgw/time.hpp"

namespace smsgw {

// "2026-01-02T03:04:05.678Z" (RFC 3339, UTC, milliseconds).
std::string to_rfc3339(WallTime time);

}   // namespace smsgw
