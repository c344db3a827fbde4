// A provider that accepts and does not deliver looks healthy to its breaker. Its reports tell: per provider and country, the
// share of accepted submits that were delivered, and how long that took.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smsgw/ports/submit_ledger.hpp"

namespace smsgw::dispatch {

struct QualityConfig {
    Millis settle = std::chrono::seconds{
        60};                   // a submit is judged when its report had so long to come; 0: nothing is judged
    int window_minutes = 15;   // of submits that are judged
    int submits_min = 20;      // fewer say nothing
    int delivered_min_percent = 50;                  // poor below
    Millis latency_max = std::chrono::seconds{60};   // poor above, on average
    Millis dwell =
        std::chrono::minutes{2};   // in one standing, at least: the next one's effect must show first
    // When all are poor, it is not the provider: nothing changes for so long. Who could not be judged for so long is
    // trusted a step more.
    Millis truce = std::chrono::minutes{30};
};

// How much of a provider's traffic to one country stays with it.
enum class Standing : std::uint8_t {
    trusted,   // all of it
    suspect,   // half: whether others do better is not known yet
    demoted,   // a tenth, so that it is seen when it gets better; another does better
};

// Pure: the same rows and times give the same standings. One per engine; all engines of all replicas see the same rows.
class Quality {
public:
    explicit Quality(QualityConfig config = {}) : config_(config) {}

    struct Change {
        ProviderId provider;
        std::string country;
        Standing standing = Standing::trusted;
    };

    // Takes in what storage has counted; returns what changed, for the log.
    std::vector<Change> learn(const std::vector<QualityRow>& rows, WallTime now);

    Standing standing(const ProviderId& provider, std::string_view country) const;

    // The order in which a new message tries its candidates: those that are not to have it go behind the others. `draw` is
    // the message's own number in [0, 1), so that a share of the messages is a share of the numbers.
    std::vector<ProviderId> order(std::span<const ProviderId> candidates, std::string_view country,
                                  double draw) const;

private:
    struct Score {
        std::int64_t submitted = 0;
        std::int64_t delivered = 0;
        Millis latency_sum{0};

        double share() const { return static_cast<double>(delivered) / static_cast<double>(submitted); }
        Millis latency() const { return delivered > 0 ? latency_sum / delivered : Millis{0}; }
    };
    struct State {
        Standing standing = Standing::trusted;
        WallTime since;         // in that standing
        WallTime scored;        // when there were last enough submits to judge it by
        WallTime truce_until;   // trusted whatever the score says
    };
    using Name = std::pair<std::string, std::string>;   // country, provider
    using Scores = std::map<Name, Score>;

    Scores judged(const std::vector<QualityRow>& rows, WallTime now) const;
    bool poor(const Score& score) const;
    static bool better(const Score& other, const Score& score);
    enum class Others { unknown, poor, better, no_better };
    Others others(const Scores& scores, const Name& name) const;
    Standing unjudged(const State& state, WallTime now) const;
    Standing next(State& state, const Scores& scores, const Name& name, WallTime now) const;

    QualityConfig config_;
    std::map<Name, State> states_;
};

}   // namespace smsgw::dispatch
