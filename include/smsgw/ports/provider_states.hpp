// What people have said about providers while the gateway runs: use it, or leave it alone.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "smsgw/result.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

enum class ProviderState : std::uint8_t {
    active,
    paused,     // no new attempt through it
    draining,   // likewise, and somebody waits for the last one to end
};

// A provider of this process, for people who ask which there are.
struct AnnouncedProvider {
    ProviderId id;
    double tps = 0;   // 0: no throttle
};

class ProviderStates {
public:
    virtual ~ProviderStates() = default;

    // Says which providers there are. Harmless when repeated. Errc::storage_unavailable, storage_full.
    virtual Task<Result<void>> announce(std::vector<AnnouncedProvider> providers) = 0;

    // Those that are not active. Errc::storage_unavailable.
    virtual Task<Result<std::map<ProviderId, ProviderState>>> read() = 0;
};

}   // namespace smsgw
