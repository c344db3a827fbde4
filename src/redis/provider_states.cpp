#include "redis/provider_states.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "redis/calls.hpp"

namespace smsgw::redis {
namespace {

// A word that a later release may have written: whatever it is, somebody does not want the provider used.
ProviderState state_of(std::string_view word) {
    return word == to_text(ProviderState::draining) ? ProviderState::draining : ProviderState::paused;
}

}   // namespace

Task<Result<void>> RedisProviderStates::announce(std::vector<AnnouncedProvider> providers) {
    Command command("HSET");
    command << Keys::providers();
    for (const auto& one : providers) command << one.id.str() << fmt::format("{}", one.tps);
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return Result<void>();
}

Task<Result<std::map<ProviderId, ProviderState>>> RedisProviderStates::read() {
    const auto reply = co_await call_function(connection_, Command("HGETALL") << Keys::provider_states());
    if (reply.has_error()) co_return reply.error();
    std::map<ProviderId, ProviderState> states;
    for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2)
        states.emplace(reply->items[i].text, state_of(reply->items[i + 1].text));
    co_return states;
}

Task<Result<std::vector<AnnouncedProvider>>> RedisProviderStates::announced() {
    const auto reply = co_await call_function(connection_, Command("HGETALL") << Keys::providers());
    if (reply.has_error()) co_return reply.error();
    std::vector<AnnouncedProvider> providers;
    for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2)
        providers.push_back({.id = ProviderId(reply->items[i].text),
                             .tps = std::strtod(reply->items[i + 1].text.c_str(), nullptr)});
    std::sort(providers.begin(), providers.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    co_return providers;
}

Task<Result<void>> RedisProviderStates::set(ProviderId provider, ProviderState state) {
    const bool active = state == ProviderState::active;
    auto command = fcall("set_provider", {Keys::provider_states()});
    command << provider.str() << (active ? std::string_view() : to_text(state));
    const auto done = co_await call_function(connection_, std::move(command));
    if (done.has_error()) co_return done.error();
    if (!active) co_return Result<void>();
    Command forget("HDEL");
    forget << Keys::throttle(provider) << "off"
           << "off_otp";
    const auto forgotten = co_await call_function(connection_, std::move(forget));
    if (forgotten.has_error()) co_return forgotten.error();
    co_return Result<void>();
}

Task<Result<std::map<ProviderId, int>>> RedisProviderStates::in_flight() {
    std::map<ProviderId, int> counts;
    for (int partition = 0; partition < keys_.partitions(); ++partition) {
        auto command =
            fcall("in_flight", {Keys::ready(partition, Lane::otp), Keys::ready(partition, Lane::normal),
                                Keys::ready(partition, Lane::bulk), Keys::message_prefix(partition)});
        const auto reply = co_await call_function(connection_, std::move(command));
        if (reply.has_error()) co_return reply.error();
        for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2)
            counts[ProviderId(reply->items[i].text)] += static_cast<int>(reply->items[i + 1].integer);
    }
    co_return counts;
}

}   // namespace smsgw::redis
