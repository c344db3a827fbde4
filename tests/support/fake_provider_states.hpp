// The states of providers in memory, under the same contract suite as those in Redis.
#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "smsgw/ports/provider_states.hpp"
#include "support/fake_storage.hpp"

namespace smsgw::test {

class FakeProviderStates : public ProviderStates {
public:
    explicit FakeProviderStates(FakeStorage& storage) : storage_(storage) {}

    std::map<ProviderId, ProviderState> states;
    std::vector<AnnouncedProvider> known;
    Errc failure{};   // when set, every call answers it

    Task<Result<void>> announce(std::vector<AnnouncedProvider> providers) override;
    Task<Result<std::vector<AnnouncedProvider>>> announced() override;
    Task<Result<std::map<ProviderId, ProviderState>>> read() override;
    Task<Result<void>> set(ProviderId provider, ProviderState state) override;
    Task<Result<std::map<ProviderId, int>>> in_flight() override;

private:
    FakeStorage& storage_;
};

}   // namespace smsgw::test
