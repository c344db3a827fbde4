// Two kinds of time, because a wall clock can jump.
#pragma once

#include <chrono>

namespace smsgw {

using Millis = std::chrono::milliseconds;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Millis>;   // for people, Redis and expiry
using MonoTime = std::chrono::steady_clock::time_point;                        // for intervals and deadlines

}  // namespace smsgw
