// The flags of smsgwd.
#pragma once

#include <string>
#include <vector>

#include "app/config.hpp"

namespace smsgw::app {

struct CommandLine {
    // `print`: show `text` and end well (--help, --version). `misuse`: show `text` and end with an error.
    enum class Action : unsigned char { run, check, print, misuse };

    Action action = Action::run;
    std::string text;
    std::string config_path;             // --config; may be empty
    std::vector<FlagSetting> settings;   // in the order of LoadInput::settings
};

// Never throws and prints nothing.
CommandLine parse_command_line(int argc, const char* const* argv);

}   // namespace smsgw::app
