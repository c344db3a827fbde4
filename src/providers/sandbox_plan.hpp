// What the simulated operator does with one submit: by magic number, or by chance.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smsgw/time.hpp"

namespace smsgw::providers {

// Probabilities are 0..1. They apply to numbers that are not magic. The same seed and the same order of submits give
// the same faults; look-ups have dice of their own, so that they do not count for that order.
struct SandboxFaults {
    std::uint64_t seed = 1;
    Millis latency{0};          // before every answer
    Millis report_delay{200};   // before the first report, and from one report's answer to the next
    int tps = 0;   // segments that it takes in a second of the clock, then 429, Retry-After: 1; 0: any
    // At most one of these per submit:
    double http_401 = 0;   // our key is refused
    double http_402 = 0;   // our credit is
    double http_429 = 0;   // not accepted, Retry-After: 1
    double http_503 = 0;   // not accepted, Retry-After: 1; look-ups are answered so as often
    double http_500 = 0;   // accepted, answered 500
    double reset = 0;      // accepted, connection closed without an answer
    double hang = 0;       // accepted, no answer within a minute
    // And each of these:
    double early = 0;       // the first report is posted before the submit is answered
    double duplicate = 0;   // every report is posted twice
    double shuffled = 0;    // delivered is reported before sent
    double missing = 0;     // no report at all
};

// Of the faults that exclude each other the shares must not add up to more than 1.
inline constexpr std::string_view unfit_faults =
    "the answers 401, 402, 429, 503, 500, reset and hang exclude each other: the sum of their chances must "
    "not "
    "be above 1";
bool fit_together(const SandboxFaults& faults);

// Does something happen this time that happens with this probability? Draws once.
bool happens(double probability, std::mt19937_64& random);

enum class SandboxAnswer : std::uint8_t {
    ok,                   // 200 with an id
    bad_request,          // 400
    unauthorized,         // 401
    no_credit,            // 402
    throttled,            // 429, Retry-After: 1
    throttled_once,       // the same for the first submit of a message, then ok
    unavailable,          // 503, Retry-After: 1
    unavailable_mute,     // 503 without Retry-After: not accepted, but the client cannot know
    error_after_accept,   // 500
    reset_after_accept,   // connection closed
    hang_after_accept,    // nothing
};

enum class FirstReport : std::uint8_t { after_answer, before_answer };

// A row of the table of magic numbers: the last four digits of `to`, so that any mobile range will do.
struct MagicNumber {
    std::string_view last_digits;
    SandboxAnswer answer = SandboxAnswer::ok;
    FirstReport first = FirstReport::after_answer;
    std::string_view reports;   // status words in the order in which they are posted, separated by spaces
    std::string_view meaning;
};

std::span<const MagicNumber> magic_numbers();

struct SandboxPlan {
    SandboxAnswer answer = SandboxAnswer::ok;
    FirstReport first = FirstReport::after_answer;
    std::vector<std::string_view> reports;   // status words, with static storage
};

// `to` with at least four digits. Draws the same number of times for every number that is not magic.
SandboxPlan plan_submit(std::string_view to, const SandboxFaults& faults, std::mt19937_64& random);

}   // namespace smsgw::providers
