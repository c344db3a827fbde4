// A recorded trace of an account's messages, without numbers, addresses or texts (docs/abuse.md has the format); pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/abuse_world.hpp"

namespace smsgw::app {

struct AbuseTrace {
    std::vector<Attempt>
        attempts;   // in order of time; who entered the code counts as a person, who did not as a bot
    std::vector<CountryPast> past;   // the first day stands for those before it
    Account account;
    WallTime midnight;   // UTC, before the first one
};

// Lines of at_ms,country,prefix,number_hash,source_hash,session_hash,converted; a first line of names may be there. The last
// three digits of a number are drawn from its hash; `home` is the account's own country, empty: the one most messages went to;
// `seed` says who would pass a challenge. Or what is wrong, with the number of the line.
std::variant<AbuseTrace, std::string> read_trace(std::string_view text, const std::string& home,
                                                 std::uint64_t seed);

}   // namespace smsgw::app
