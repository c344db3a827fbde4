// What the simulation of attacks has shown: tables, JSON, and the bounds that must be kept; pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "app/abuse_sim.hpp"

namespace smsgw::app {

// One play of a world.
struct AbuseRun {
    static constexpr char peace = '-';

    std::uint64_t seed = 0;
    std::string_view layers;   // which rules took part, a name of layer_sets
    char attack = peace;
    OutcomesByAsker outcomes{};
};

// Rules that are added one layer after the other; the last set is all of them.
struct LayerSet {
    std::string_view name;
    std::vector<AdmissionRule> off;
};
const std::vector<LayerSet>& layer_sets();

// A sentence for each bound that a run with all rules does not keep.
std::vector<std::string> missed_bounds(const std::vector<AbuseRun>& runs);

// The runs of one seed with all rules: what became of the messages, and which rules stopped them.
std::string seed_text(const std::vector<AbuseRun>& runs, std::uint64_t seed);

// What gets through with more and more rules.
std::string layers_text(const std::vector<AbuseRun>& runs, std::uint64_t seed);

// The worst of all seeds, against the bounds.
std::string worst_text(const std::vector<AbuseRun>& runs);

// A recorded trace: codes that were never entered against those that were.
std::string trace_text(const OutcomesByAsker& outcomes);

nlohmann::json run_json(const AbuseRun& run);
nlohmann::json outcomes_json(const OutcomesByAsker& outcomes);

}   // namespace smsgw::app
