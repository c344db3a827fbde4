// See quality.hpp.
#include "dispatch/quality.hpp"

#include <algorithm>

namespace smsgw::dispatch {
namespace {

constexpr double suspect_keeps = 0.5;
constexpr double demoted_keeps = 0.1;
constexpr double clearly_better = 0.2;   // share of delivered messages, more
constexpr double about_as_good = 0.05;   // likewise, less
constexpr int much_faster = 2;           // times

double kept_by(Standing standing) {
    switch (standing) {
        case Standing::trusted:
            break;
        case Standing::suspect:
            return suspect_keeps;
        case Standing::demoted:
            return demoted_keeps;
    }
    return 1;
}

}   // namespace

// Submits of the window that are old enough: the youngest say nothing yet, whatever the provider is like.
Quality::Scores Quality::judged(const std::vector<QualityRow>& rows, WallTime now) const {
    const auto youngest = now - config_.settle - std::chrono::minutes{1};
    const auto oldest = youngest - std::chrono::minutes{config_.window_minutes};
    Scores scores;
    for (const auto& row : rows) {
        if (row.minute > youngest || row.minute < oldest) continue;
        auto& score = scores[{row.country, row.provider.str()}];
        score.submitted += row.submitted;
        score.delivered += row.delivered;
        score.latency_sum += row.latency_sum;
    }
    std::erase_if(scores, [&](const auto& entry) { return entry.second.submitted < config_.submits_min; });
    return scores;
}

bool Quality::poor(const Score& score) const {
    return score.share() * 100 < config_.delivered_min_percent || score.latency() > config_.latency_max;
}

bool Quality::better(const Score& other, const Score& score) {
    if (other.share() >= score.share() + clearly_better) return true;
    return other.share() >= score.share() - about_as_good && other.delivered > 0 &&
           other.latency() * much_faster <= score.latency();
}

// How the other providers do in the same country.
Quality::Others Quality::others(const Scores& scores, const Name& name) const {
    const auto& own = scores.at(name);
    auto result = Others::unknown;
    for (auto it = scores.lower_bound({name.first, ""}); it != scores.end() && it->first.first == name.first;
         ++it) {
        if (it->first == name) continue;
        if (better(it->second, own)) return Others::better;
        const auto seen = poor(it->second) ? Others::poor : Others::no_better;
        if (result == Others::unknown || seen == Others::no_better) result = seen;
    }
    return result;
}

// The share that is left to it may be too small to judge it by: without a larger one it would never be seen to recover.
Standing Quality::unjudged(const State& state, WallTime now) const {
    if (now < std::max(state.scored, state.since) + config_.truce) return state.standing;
    return state.standing == Standing::demoted ? Standing::suspect : Standing::trusted;
}

Standing Quality::next(State& state, const Scores& scores, const Name& name, WallTime now) const {
    const auto found = scores.find(name);
    if (found == scores.end()) return unjudged(state, now);
    state.scored = now;
    if (now < state.truce_until || now < state.since + config_.dwell) return state.standing;
    if (!poor(found->second)) return Standing::trusted;
    switch (others(scores, name)) {
        case Others::better:
            return Standing::demoted;
        case Others::unknown:
            // A demoted one stays so: the others were better once, and are idle now.
            return state.standing == Standing::demoted ? Standing::demoted : Standing::suspect;
        case Others::poor:
        case Others::no_better:
            break;
    }
    state.truce_until = now + config_.truce;
    return Standing::trusted;
}

std::vector<Quality::Change> Quality::learn(const std::vector<QualityRow>& rows, WallTime now) {
    std::vector<Change> changes;
    if (config_.settle == Millis{0}) return changes;
    const auto scores = judged(rows, now);
    for (const auto& [name, score] : scores) states_.try_emplace(name);
    for (auto& [name, state] : states_) {
        const auto standing = next(state, scores, name, now);
        if (standing == state.standing) continue;
        state.standing = standing;
        state.since = now;
        changes.push_back({ProviderId(name.second), name.first, standing});
    }
    return changes;
}

Standing Quality::standing(const ProviderId& provider, std::string_view country) const {
    const auto found = states_.find({std::string(country), provider.str()});
    return found == states_.end() ? Standing::trusted : found->second.standing;
}

std::vector<ProviderId> Quality::order(std::span<const ProviderId> candidates, std::string_view country,
                                       double draw) const {
    std::vector<ProviderId> ordered(candidates.begin(), candidates.end());
    std::stable_partition(ordered.begin(), ordered.end(), [&](const ProviderId& provider) {
        return draw < kept_by(standing(provider, country));
    });
    return ordered;
}

}   // namespace smsgw::dispatch
