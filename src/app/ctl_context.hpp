// What a command of smsgwctl works with; the program's own in smsgwctl.cpp, a test's own in tests.
#pragma once

#include <ostream>

#include "app/config.hpp"
#include "http/client.hpp"
#include "smsgw/ports/clock.hpp"

namespace smsgw::app {

// Exit codes of smsgwctl: `failed` is an answer that is not the wished-for one, `misuse` can only be mended by the caller.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_misuse = 2;

// Where a person reads it: a terminal can show the same place again and again.
enum class Screen : unsigned char { lines, terminal };

// References to what outlives every command.
struct CtlContext {
    const LoadInput& input;
    std::ostream& out;
    std::ostream& err;
    http::Client& client;
    Clock& clock;
    Screen out_screen = Screen::lines;
    Screen err_screen = Screen::lines;
};

}   // namespace smsgw::app
