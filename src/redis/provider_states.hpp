// The port ProviderStates on Redis.
#pragma once

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "smsgw/ports/provider_states.hpp"

namespace smsgw::redis {

class RedisProviderStates : public ProviderStates {
public:
    RedisProviderStates(Connection& connection, Keys keys) : connection_(connection), keys_(keys) {}

    Task<Result<void>> announce(std::vector<AnnouncedProvider> providers) override;
    Task<Result<std::vector<AnnouncedProvider>>> announced() override;
    Task<Result<std::map<ProviderId, ProviderState>>> read() override;
    Task<Result<void>> set(ProviderId provider, ProviderState state) override;
    Task<Result<std::map<ProviderId, int>>> in_flight() override;

private:
    Connection& connection_;
    Keys keys_;
};

}   // namespace smsgw::redis
