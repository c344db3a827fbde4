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

    Task<Result<void>> announce(std::vector<AnnouncedProvider> providers) override {
        if (failure != Errc{}) co_return failure;
        for (auto& one : providers) {
            std::erase_if(known, [&](const auto& before) { return before.id == one.id; });
            known.push_back(std::move(one));
        }
        std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
        co_return Result<void>();
    }
    Task<Result<std::vector<AnnouncedProvider>>> announced() override {
        if (failure != Errc{}) co_return failure;
        co_return known;
    }
    Task<Result<std::map<ProviderId, ProviderState>>> read() override {
        if (failure != Errc{}) co_return failure;
        co_return states;
    }
    Task<Result<void>> set(ProviderId provider, ProviderState state) override {
        if (failure != Errc{}) co_return failure;
        states.erase(provider);
        if (state != ProviderState::active) states.emplace(provider, state);
        co_return Result<void>();
    }
    Task<Result<std::map<ProviderId, int>>> in_flight() override {
        if (failure != Errc{}) co_return failure;
        std::map<ProviderId, int> counts;
        for (const auto& [msgid, stored] : storage_.messages)
            if (stored.view.status == MsgStatus::submitting)
                ++counts[ProviderId(stored.view.events.back().provider)];
        co_return counts;
    }

private:
    FakeStorage& storage_;
};

}   // namespace smsgw::test
