// The flags, read by CLI11.
#include "app/command_line.hpp"

#include <CLI/CLI.hpp>

namespace smsgw::app {
namespace {

// Flags for what people set by hand most; every other key has --set.
struct Shortcut {
    const char* flag;
    const char* key;
    const char* doc;
};

constexpr Shortcut shortcuts[] = {
    {"--listen-api", "listen.api", "Address and port of the api listener"},
    {"--redis-url", "redis.url", "Redis to use instead of a private one"},
    {"--data-dir", "data.dir", "Folder for what must survive a restart"},
    {"--log-level", "log.level", "trace, debug, info, warn, error or off"},
};

}   // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
    CommandLine line;
    bool check = false;
    std::vector<std::string> sets;
    std::string values[std::size(shortcuts)];

    CLI::App app("smsgwd, an asynchronous SMS gateway. Every option of smsgw.toml can be set by --set.",
                 "smsgwd");
    app.set_version_flag("--version", "smsgwd " SMSGW_VERSION);
    app.add_option("--config", line.config_path, "Path of smsgw.toml (or SMSGW_CONFIG)");
    app.add_flag("--check", check, "Check the configuration, print the effective one and end");
    app.add_option("--set", sets, "One option, as section.key=value; may be repeated")
        ->allow_extra_args(false);
    for (std::size_t i = 0; i < std::size(shortcuts); ++i)
        app.add_option(shortcuts[i].flag, values[i], shortcuts[i].doc);

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        line.action = CommandLine::Action::print;
        line.text = app.help();
        return line;
    } catch (const CLI::CallForVersion& version) {
        line.action = CommandLine::Action::print;
        line.text = std::string(version.what()) + "\n";
        return line;
    } catch (const CLI::ParseError& error) {
        line.action = CommandLine::Action::misuse;
        line.text = std::string(error.what()) + "\nsmsgwd --help lists the options.\n";
        return line;
    }

    line.action = check ? CommandLine::Action::check : CommandLine::Action::run;
    for (const auto& set : sets) {
        const auto equals = set.find('=');
        if (equals == std::string::npos || equals == 0) {
            line.action = CommandLine::Action::misuse;
            line.text = "--set wants section.key=value, not '" + set + "'\n";
            return line;
        }
        line.settings.push_back({"--set", set.substr(0, equals), set.substr(equals + 1)});
    }
    for (std::size_t i = 0; i < std::size(shortcuts); ++i)
        if (app.count(shortcuts[i].flag) > 0)
            line.settings.push_back({shortcuts[i].flag, shortcuts[i].key, values[i]});
    return line;
}

}   // namespace smsgw::app
