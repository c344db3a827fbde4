// The last warnings and errors of this process, for people who look at it and do not have its log at hand.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "smsgw/time.hpp"

namespace smsgw::log {

inline constexpr std::size_t remembered_max = 200;

struct Remembered {
    WallTime at;
    Level level = Level::warn;
    std::string event;
    std::vector<std::pair<std::string, std::string>> fields;   // as the line has them: what must be masked is
};

// The oldest goes when there are remembered_max.
void remember(Level level, std::string_view event, std::initializer_list<Field> fields);

// The newest first.
std::vector<Remembered> remembered();

}   // namespace smsgw::log
