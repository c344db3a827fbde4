#include "support/fake_provider_states.hpp"

#include <algorithm>

namespace smsgw::test {

Task<Result<void>> FakeProviderStates::announce(std::vector<AnnouncedProvider> providers) {
    if (failure != Errc{}) co_return failure;
    for (auto& one : providers) {
        std::erase_if(known, [&](const auto& before) { return before.id == one.id; });
        known.push_back(std::move(one));
    }
    std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    co_return Result<void>();
}

Task<Result<std::vector<AnnouncedProvider>>> FakeProviderStates::announced() {
    if (failure != Errc{}) co_return failure;
    co_return known;
}

Task<Result<std::map<ProviderId, ProviderState>>> FakeProviderStates::read() {
    if (failure != Errc{}) co_return failure;
    co_return states;
}

Task<Result<void>> FakeProviderStates::set(ProviderId provider, ProviderState state) {
    if (failure != Errc{}) co_return failure;
    states.erase(provider);
    if (state != ProviderState::active) states.emplace(provider, state);
    co_return Result<void>();
}

Task<Result<std::map<ProviderId, int>>> FakeProviderStates::in_flight() {
    if (failure != Errc{}) co_return failure;
    std::map<ProviderId, int> counts;
    for (const auto& [msgid, stored] : storage_.messages)
        if (stored.view.status == MsgStatus::submitting)
            ++counts[ProviderId(stored.view.events.back().provider)];
    co_return counts;
}

}   // namespace smsgw::test
