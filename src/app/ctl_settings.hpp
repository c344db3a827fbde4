// What smsgwctl needs to know of the gateway's configuration: single options, read where smsgwd reads them. The rest of
// the configuration may name secrets that only the daemon can read, so it is not looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/config.hpp"

namespace smsgw::app {

struct SettingName {
    std::string_view section;
    std::string_view name;
};

// Sets the one field of `config` from the environment, else from the file (`config_path`, else SMSGW_CONFIG); leaves the
// default when neither names it. Returns what is wrong, or nothing.
std::optional<std::string> read_setting(const LoadInput& input, const std::string& config_path,
                                        SettingName setting, Config& config);

// Where a listener is reached from this machine: http://host:port, with loopback for the wildcard addresses. Empty for
// port 0, which says nothing.
std::string url_of(const http::ListenAddress& address);

// The sources of `input`, which follow vault: and aws-sm:, too, as [secrets] of the environment and that file says.
SecretSources sources_with_services(const LoadInput& input, const std::string& config_path);

// The secret that a reference names. A variable may itself hold a reference, as SMSGW_API_KEY does in containers.
ResolvedSecret resolve_twice(const std::string& reference, const SecretSources& sources);

}   // namespace smsgw::app
