// The port ProviderStates on Redis, and what smsgwctl asks and says there.
#pragma once

#include <string_view>

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "smsgw/ports/provider_states.hpp"

namespace smsgw::redis {

std::string_view to_text(ProviderState state);   // active, paused, draining

// Errors: those of call_function().
class RedisProviderStates : public ProviderStates {
public:
    RedisProviderStates(Connection& connection, Keys keys) : connection_(connection), keys_(keys) {}

    Task<Result<void>> announce(std::vector<AnnouncedProvider> providers) override;
    Task<Result<std::map<ProviderId, ProviderState>>> read() override;

    // All that a gateway has ever announced here, by id.
    Task<Result<std::vector<AnnouncedProvider>>> announced();

    // A provider that is active again also forgets the times that it gave to messages which have gone elsewhere meanwhile.
    Task<Result<void>> set(ProviderId provider, ProviderState state);

    // How many attempts are under way; those without any are not listed.
    Task<Result<std::map<ProviderId, int>>> in_flight();

private:
    Connection& connection_;
    Keys keys_;
};

}   // namespace smsgw::redis
