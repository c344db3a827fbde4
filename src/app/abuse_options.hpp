// What smsgwctl abuse-sim is asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace smsgw::app {

// How many ask the account for codes, besides the attackers.
struct WorldSize {
    int users_a_day = 40'000;
    int days = 2;
};

struct AbuseSimOptions {
    std::uint64_t seed = 1;
    int seeds = 1;   // that one and those after it
    std::vector<std::string> attacks = {"A", "B", "C", "D", "E"};
    bool layers = false;   // each set of rules on its own, too
    bool gate = false;     // failed when a bound is not kept
    bool json = false;
    std::string trace_path;    // play this instead of a world; empty: a world
    std::string home;          // of the trace; empty: the country it has most of
    std::string config_path;   // may be empty
    WorldSize world;           // the bounds are for a world of the full size
};

}   // namespace smsgw::app
