// The countries of the simulated world: the shape of their mobile numbers, and who of them uses the service.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "app/abuse_world.hpp"

namespace smsgw::app {

struct NumberPlan {
    std::string_view country;
    std::array<std::string_view, 3> prefixes;   // of mobile numbers, each as common as another
    int digits;                                 // that follow one
    int users_per_mille;                        // of all users; 0: an unused country
    int entered_per_mille;                      // of first codes
};

inline constexpr std::size_t home_plan = 0;
inline constexpr std::size_t used_plans = 5;

inline constexpr std::array<NumberPlan, 9> number_plans = {{
    {"NL", {"+3161", "+3162", "+3164"}, 7, 450, 830},
    {"BE", {"+3247", "+3248", "+3249"}, 7, 200, 820},
    {"DE", {"+49151", "+49160", "+49176"}, 8, 180, 822},
    {"FR", {"+336", "+3376", "+3378"}, 7, 120, 800},
    {"LU", {"+352621", "+352661", "+352691"}, 6, 50, 810},
    // Nobody has ever been sent anything there.
    {"LK", {"+9471", "+9476", "+9477"}, 7, 0, 0},
    {"BD", {"+88017", "+88018", "+88019"}, 8, 0, 0},
    {"PK", {"+92301", "+92321", "+92345"}, 7, 0, 0},
    {"NG", {"+234803", "+234806", "+234813"}, 7, 0, 0},
}};

// Seconds until a code is entered.
inline constexpr Spread<11> entering = {4, 8, 11, 14, 18, 23, 29, 38, 55, 95, 280};

// A number without its last `left` digits.
std::string draw_range(Dice& dice, const NumberPlan& plan, int left);

// The number of the range that `tail` is in, whose last digits are so many.
E164Number number_in(const std::string& range, std::int64_t tail, int digits);

E164Number draw_number(Dice& dice, const NumberPlan& plan);

// "a.b.c.d" from 32 bits of which the first octet is a public one.
std::string address_of(std::int64_t bits);

}   // namespace smsgw::app
