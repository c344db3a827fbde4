// The daemon: arguments, configuration, exit code. 0 ended on request, 1 could not start, 2 wrong use or configuration.
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>

#include "app/command_line.hpp"
#include "app/core_files.hpp"
#include "app/gateway.hpp"
#include "app/secret_places.hpp"
#include "base/log.hpp"
#include "base/log_limit.hpp"

namespace {

using namespace smsgw;

int run(const app::CommandLine& line) {
    auto input = app::system_input();
    input.config_path = line.config_path;
    input.settings = line.settings;
    auto loaded = app::load_config(input);
    for (const auto& warning : loaded.warnings) log::warn("config.warned", {log::f("reason", warning)});
    if (line.action == app::CommandLine::Action::check) {
        std::fputs((app::describe(loaded.config) + app::describe_secrets(input)).c_str(), stdout);
        return 0;
    }
    log::configure(loaded.config.log.level, loaded.config.log.format);
    log::limit_repeats(loaded.config.log.repeats_max);
    // A reader of our log that goes away is no reason to end.
    std::signal(SIGPIPE, SIG_IGN);
    app::Gateway gateway(std::move(loaded), std::move(input));
    return gateway.run();
}

}   // namespace

int main(int argc, char** argv) {
    app::forbid_core_files();
    const auto line = app::parse_command_line(argc, argv);
    if (line.action == app::CommandLine::Action::print || line.action == app::CommandLine::Action::misuse) {
        const bool misuse = line.action == app::CommandLine::Action::misuse;
        std::fputs(line.text.c_str(), misuse ? stderr : stdout);
        return misuse ? 2 : 0;
    }
    try {
        return run(line);
    } catch (const app::ConfigError& error) {
        for (const auto& problem : error.problems()) std::fprintf(stderr, "smsgwd: %s\n", problem.c_str());
        return error.cause() == app::ConfigError::Cause::away ? 1 : 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "smsgwd: %s\n", error.what());
        return 1;
    }
}
