// The simulated world of smsgwctl abuse-sim: what honest people and attackers ask an account to send, drawn from a seed.
// The sizes are those that the limits were chosen by (docs/abuse.md). Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/abuse_options.hpp"
#include "app/dice.hpp"
#include "smsgw/account.hpp"
#include "smsgw/e164_number.hpp"
#include "smsgw/time.hpp"

namespace smsgw::app {

enum class Asker : unsigned char { person, bot, unknown };
inline constexpr std::size_t askers = 3;

// One request for a code, and what would become of it.
struct Attempt {
    Millis at{};   // since the beginning of the simulation, midnight UTC
    E164Number to;
    std::string country;
    std::string ip;        // of the end user
    std::string session;   // likewise
    Asker asker{};
    bool solves = false;                   // does it pass a challenge, if there is one?
    std::optional<Millis> entered_after;   // when the code is entered, if it is sent; absent: never
};

// What an account has sent to a country before.
struct CountryPast {
    std::string country;
    int messages_a_day = 0;
    int entered_per_mille = 0;
};

// Everybody else's messages, in order of time.
std::vector<Attempt> people_of(std::uint64_t seed, WorldSize size = {});

struct AttackKind {
    char name;   // 'A'
    std::string_view doc;
    int attempts;
};
inline constexpr std::array<AttackKind, 5> attack_kinds = {{
    {'A', "burst, number after number of an unused country, 6 addresses", 4000},
    {'B', "5,000 residential addresses, 21 blocks of 3 unused countries, in 6 h", 6000},
    {'C', "slow, 100 blocks of the home country, 5 % of the codes entered, in 23 h", 2800},
    {'D', "random numbers of the home country, 20,000 addresses, in 11 h", 4000},
    {'E', "50 people's phones flooded, 20,000 addresses, in 3 h", 5000},
}};

// An attack's messages, in order of time, beginning at an hour that the seed says. All of it is within the days.
std::vector<Attempt> attack_of(char name, std::uint64_t seed, WorldSize size = {});

// Both, in order of time.
std::vector<Attempt> merged(const std::vector<Attempt>& people, const std::vector<Attempt>& bots);

// Whom they ask: an account that sends its users' address and session and says whether codes are entered, and that may send
// to the unused countries too.
Account world_account();

// What it sent before the simulation begins.
std::vector<CountryPast> world_past(WorldSize size = {});

// Of everything that is in them: the same seed has the same one on every machine.
std::string digest_of(const std::vector<Attempt>& attempts);

}   // namespace smsgw::app
