// The order of reading: file, sections, lists, completion, and one error with everything that was found.
#include "app/config.hpp"

#include <algorithm>

#include "app/config_complete.hpp"
#include "app/config_keys.hpp"
#include "app/config_lists.hpp"
#include "app/config_secrets.hpp"
#include "app/config_sections.hpp"
#include "app/config_toml.hpp"

namespace smsgw::app {
namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) out += (out.empty() ? "" : "\n") + line;
    return out;
}

// What the file holds; empty without one.
std::string read_file(const LoadInput& input, Findings& findings) {
    // Asked in any case, so that it counts as known.
    const auto by_environment = input.sources.getenv("SMSGW_CONFIG");
    const auto path = input.config_path.empty() ? by_environment.value_or("") : input.config_path;
    if (input.file) return *input.file;
    if (path.empty()) return {};
    auto content = input.sources.read_file(path, config_bytes_max);
    if (content.has_error()) {
        findings.problem("cannot read " + path + ": " + content.error().message());
        return {};
    }
    return std::move(*content);
}

// Empty variables count as unset, and every name that was asked for is noted: what is left over is a misspelling.
LoadInput noting(const LoadInput& input, std::set<std::string>& read) {
    auto noted = input;
    noted.sources.getenv = [&read, ask = input.sources.getenv](const std::string& name) {
        read.insert(name);
        auto value = ask(name);
        if (value && value->empty()) value.reset();
        return value;
    };
    return noted;
}

}   // namespace

Account default_account() {
    Account account;
    account.id = AccountId("default");
    account.default_sender = Sender("smsgw");
    return account;
}

ConfigError::ConfigError(std::vector<std::string> found, Cause cause)
    : std::runtime_error(joined(found)), problems_(std::move(found)), cause_(cause) {}

LoadedConfig load_config(const LoadInput& input) {
    LoadedConfig loaded;
    loaded.config.threads = static_cast<int>(std::clamp(input.cores / 2, 1U, 256U));
    Findings findings;
    std::set<std::string> read;
    auto noted = noting(input, read);
    follow_references(noted, loaded.config.secrets, loaded.secrets);
    loaded.file = read_file(noted, findings);
    const auto document = parse_toml(loaded.file, findings.problems);
    read_sections(loaded.config, document, noted, findings);
    read_lists(loaded.config, document, noted, findings);
    complete(loaded.config, findings);
    warn_of_unknown_variables(input, read, findings);
    if (!findings.problems.empty()) {
        const bool away = findings.problems.size() == loaded.secrets.away;
        throw ConfigError(std::move(findings.problems),
                          away ? ConfigError::Cause::away : ConfigError::Cause::wrong);
    }
    loaded.warnings = std::move(findings.warnings);
    return loaded;
}

}   // namespace smsgw::app
