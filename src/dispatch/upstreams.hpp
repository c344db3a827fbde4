// The providers of one engine: which of them takes a message now, and what each attempt teaches about them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/breaker.hpp"
#include "dispatch/config.hpp"
#include "dispatch/quality.hpp"
#include "dispatch/route_table.hpp"
#include "dispatch/upstream.hpp"
#include "smsgw/ports/provider_states.hpp"
#include "smsgw/ports/work_queue.hpp"

namespace smsgw::dispatch {

// Where a message goes now, or why it waits.
struct Way {
    UpstreamState* through =
        nullptr;   // null: it waits until `wait_until`, or, without one, no route leads anywhere
    Breaker::Permit permit;
    bool has_place = false;        // among the submits of `through` at once
    bool retry = false;            // its budget has paid for it
    bool other_provider = false;   // would a retry have another one to turn to?
    bool alone = true;             // the route has no other provider at all
    MonoTime wait_until{};
    std::string_view reason;
};

// Reads no clock, sends nothing.
class Upstreams {
public:
    // `routes` and `quality` outlive it.
    Upstreams(std::vector<Upstream> upstreams, const RouteTable& routes, const Quality& quality,
              const DispatchConfig& config, MonoTime now);
    ~Upstreams();
    Upstreams(const Upstreams&) = delete;
    Upstreams& operator=(const Upstreams&) = delete;

    // Each Way with a provider is brought back: to learn() with what the attempt came to, or to put_back(). Providers that
    // the message has `passed` by are left out.
    using Passed = std::vector<const UpstreamState*>;
    Way choose(const Lease& lease, MonoTime now, const Passed& passed = {});

    // Is it still open to a message that was on its way there for a while?
    static bool is_open(const UpstreamState& state, MonoTime now);

    // `took`: how long the submit was under way.
    void learn(const Way& way, const SubmitOutcome& outcome, Millis took, MonoTime now);

    // Nothing was sent after all.
    void put_back(const Way& way, MonoTime now);

    // What people want of the providers; those that are not named are active.
    void use(const std::map<ProviderId, ProviderState>& states);

    std::vector<AnnouncedProvider> announced() const;

private:
    // The providers of a message in the order of its route, and whose turn it is.
    struct Turns {
        std::vector<UpstreamState*> of;   // null: not usable now, but it keeps its turn
        std::size_t next = 0;             // modulo their number

        // Is one of those from `index` on usable?
        bool any_from(std::size_t index) const;
    };
    Way choose_among(const Turns& turns, const Lease& lease, MonoTime now);

    std::unordered_map<std::string, UpstreamState> upstreams_;
    const RouteTable& routes_;
    const Quality& quality_;
};

}   // namespace smsgw::dispatch
