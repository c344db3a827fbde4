#include "app/ctl_provider.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/ctl_redis.hpp"
#include "app/ctl_text.hpp"
#include "redis/installation.hpp"
#include "redis/provider_states.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using ProviderAction = ProviderOptions::Action;

constexpr Millis count_every{200};

ProviderState state_of(ProviderAction action) {
    if (action == ProviderAction::pause) return ProviderState::paused;
    return action == ProviderAction::drain ? ProviderState::draining : ProviderState::active;
}

// What one command needs; lives as long as it runs.
class ProviderDesk {
public:
    ProviderDesk(redis::Connection& connection, int partitions, ProviderOptions options, CtlContext context)
        : options_(std::move(options)),
          context_(context),
          provider_(options_.provider),
          states_(connection, redis::Keys(partitions)) {}

    Task<int> run() {
        if (options_.action == ProviderAction::list) co_return co_await list();
        const auto known = co_await states_.announced();
        if (known.has_error()) co_return refuse(error_name(known.error()));
        if (std::none_of(known->begin(), known->end(), [&](const auto& p) { return p.id == provider_; }))
            co_return refuse("no gateway has a provider " + printable(options_.provider));
        const auto state = state_of(options_.action);
        const auto said = co_await states_.set(provider_, state);
        if (said.has_error()) co_return refuse(error_name(said.error()));
        if (options_.action == ProviderAction::drain) co_return co_await drain();
        tell({{"provider", provider_.str()}, {"state", to_text(state)}},
             provider_.str() + " is " + std::string(to_text(state)));
        co_return exit_done;
    }

private:
    Task<int> list() {
        const auto known = co_await states_.announced();
        if (known.has_error()) co_return refuse(error_name(known.error()));
        const auto states = co_await states_.read();
        if (states.has_error()) co_return refuse(error_name(states.error()));
        const auto in_flight = co_await states_.in_flight();
        if (in_flight.has_error()) co_return refuse(error_name(in_flight.error()));
        json lines = json::array();
        std::vector<std::vector<std::string>> rows = {{"provider", "state", "in_flight", "tps"}};
        for (const auto& one : *known) {
            const auto state = states->find(one.id);
            const auto count = in_flight->find(one.id);
            const json line{
                {"provider", one.id.str()},
                {"state", to_text(state == states->end() ? ProviderState::active : state->second)},
                {"in_flight", count == in_flight->end() ? 0 : count->second},
                {"tps", one.tps > 0 ? json(one.tps) : json()}};
            std::vector<std::string> row;
            for (const auto& name : rows.front()) row.push_back(member(line, name.c_str()));
            rows.push_back(std::move(row));
            lines.push_back(line);
        }
        context_.out << (options_.output == Output::json ? json{{"providers", lines}}.dump() + "\n"
                                                         : table(rows));
        co_return exit_done;
    }

    // Until no attempt is under way and none can begin any more, or the time is over.
    Task<int> drain() {
        const auto began = context_.clock.mono_now();
        const auto end = began + std::chrono::seconds(options_.timeout_s);
        for (;;) {
            const auto in_flight = co_await states_.in_flight();
            if (in_flight.has_error()) co_return refuse(error_name(in_flight.error()));
            const auto found = in_flight->find(provider_);
            const int left = found == in_flight->end() ? 0 : found->second;
            const auto now = context_.clock.mono_now();
            const bool drained = left == 0 && now >= began + options_.heed_time;
            if (drained || now >= end) {
                tell({{"provider", provider_.str()}, {"state", "draining"}, {"in_flight", left}},
                     provider_.str() + ": " + std::to_string(left) + " attempts under way");
                co_return drained ? exit_done : exit_failed;
            }
            co_await context_.clock.sleep_until(now + count_every);
        }
    }

    void tell(const json& answer, const std::string& sentence) {
        context_.out << (options_.output == Output::json ? answer.dump() : sentence) << "\n";
    }

    int refuse(const std::string& reason) {
        context_.err << "smsgwctl: " << reason << "\n";
        return exit_failed;
    }

    ProviderOptions options_;
    CtlContext context_;
    ProviderId provider_;
    redis::RedisProviderStates states_;
};

Task<int> handle_there(redis::Connection& connection, ProviderOptions options, CtlContext context) {
    const auto partitions = co_await redis::stored_partitions(connection);
    if (partitions.has_error()) {
        context.err << "smsgwctl: "
                    << (partitions.error() == Errc::not_found ? "no gateway has ever used this Redis"
                                                              : error_name(partitions.error()))
                    << "\n";
        co_return exit_failed;
    }
    ProviderDesk desk(connection, *partitions, std::move(options), context);
    co_return co_await desk.run();
}

}   // namespace

Task<int> handle_provider(ProviderOptions options, CtlContext context) {
    return at_redis(std::move(options), context, &handle_there);
}

}   // namespace smsgw::app
