// A command line of smsgwctl, and what it sets.
#pragma once

#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

#include "app/ctl_command_line.hpp"

namespace smsgw::test {

inline app::CtlLine parse_line(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "smsgwctl");
    return app::parse_ctl_line(static_cast<int>(arguments.size()), arguments.data());
}

// Throws when the line is refused.
template <class Options>
Options options_of(std::vector<const char*> arguments) {
    const auto line = parse_line(std::move(arguments));
    if (line.action != app::CtlLine::Action::run) throw std::runtime_error(line.text);
    return std::get<Options>(line.command);
}

}   // namespace smsgw::test
