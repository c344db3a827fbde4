// A configuration's sources in memory: nothing global is read or set.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/config.hpp"

namespace smsgw::test {

struct ConfigFixture {
    std::string toml;   // smsgw.toml; empty: there is none
    std::map<std::string, std::string> env;
    std::map<std::string, std::string> files;      // by path, for secrets
    std::map<std::string, std::string> services;   // by reference: what Vault and AWS keep
    bool services_away = false;
    std::vector<app::FlagSetting> settings;
    unsigned cores = 8;

    app::LoadInput input() const {
        app::LoadInput made;
        made.sources.getenv = [env = env](const std::string& name) -> std::optional<std::string> {
            const auto found = env.find(name);
            if (found == env.end()) return std::nullopt;
            return found->second;
        };
        auto readable = files;
        if (!toml.empty()) readable["/etc/smsgw.toml"] = toml;
        made.sources.read_file = [readable](const std::string& path,
                                            std::size_t bytes_max) -> Result<std::string> {
            const auto found = readable.find(path);
            if (found == readable.end())
                return boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory);
            if (found->second.size() > bytes_max)
                return boost::system::errc::make_error_code(boost::system::errc::file_too_large);
            return found->second;
        };
        made.open_services = [kept = services,
                              away = services_away](const app::SecretsConfig&) -> app::FetchSecret {
            return [kept, away](std::string_view reference) -> app::ResolvedSecret {
                const std::string name(reference);
                if (away) return {{}, name + ": is not reached", app::ResolvedSecret::Failure::away};
                const auto found = kept.find(name);
                if (found == kept.end()) return {{}, name + ": there is no such secret"};
                return {Secret(found->second), {}};
            };
        };
        for (const auto& [name, value] : env) made.env_names.push_back(name);
        if (!toml.empty()) made.config_path = "/etc/smsgw.toml";
        made.settings = settings;
        made.cores = cores;
        return made;
    }

    app::LoadedConfig load() const { return app::load_config(input()); }
    app::Config config() const { return load().config; }

    // What load_config() complains about; empty when it accepts.
    std::vector<std::string> problems() const {
        try {
            load();
        } catch (const app::ConfigError& error) {
            return error.problems();
        }
        return {};
    }
};

inline ConfigFixture with_toml(std::string toml) {
    ConfigFixture fixture;
    fixture.toml = std::move(toml);
    return fixture;
}

}   // namespace smsgw::test
