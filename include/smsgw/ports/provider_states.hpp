// What people have said about providers while the gateway runs: use it, or leave it alone.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
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
inline constexpr std::array<std::string_view, 3> provider_state_names = {"active", "paused", "draining"};
constexpr std::string_view to_text(ProviderState state) {
    return provider_state_names[static_cast<std::size_t>(state)];
}

// A provider of this process, for people who ask which there are.
struct AnnouncedProvider {
    ProviderId id;
    double tps = 0;   // 0: no throttle
};

// All errors: Errc::storage_unavailable, and of what writes storage_full.
class ProviderStates {
public:
    virtual ~ProviderStates() = default;

    // Says which providers there are. Harmless when repeated.
    virtual Task<Result<void>> announce(std::vector<AnnouncedProvider> providers) = 0;

    // All that a gateway has ever announced, by id.
    virtual Task<Result<std::vector<AnnouncedProvider>>> announced() = 0;

    // Those that are not active.
    virtual Task<Result<std::map<ProviderId, ProviderState>>> read() = 0;

    // A provider that is active again also forgets the times that it gave to messages which have gone elsewhere meanwhile. Works
    // when memory is full.
    virtual Task<Result<void>> set(ProviderId provider, ProviderState state) = 0;

    // How many attempts are under way; those without any are not listed.
    virtual Task<Result<std::map<ProviderId, int>>> in_flight() = 0;
};

}   // namespace smsgw
