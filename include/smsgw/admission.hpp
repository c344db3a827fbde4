// What a message may be kept out for, and how much of it is kept out: the words between the stations and storage.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smsgw/time.hpp"

namespace smsgw {

// In order of the answer: of several that apply, the first one that refuses is told; a challenge only when none refuses.
enum class AdmissionRule : std::uint8_t {
    account_rate,     // messages of the account
    country_cap,      // messages to a country that is new to the account, or far more than usual to a known one
    recipient,        // messages to one number
    source,           // messages on behalf of one address of an end user
    session,          // messages of one session of an end user
    number_block,     // messages to neighbouring numbers
    conversion,       // codes to neighbouring numbers, or to a country, that nobody enters
    range_scan,       // number after number, as they are counted
    drift,            // codes to a country are entered far less often than they were
    spend_account,    // money of one day
    spend_country,    // money of one day and country
};
inline constexpr std::array<std::string_view, 11> admission_rule_names = {
    "account_rate", "country_cap", "recipient", "source",        "session",      "number_block",
    "conversion",   "range_scan",  "drift",     "spend_account", "spend_country"};
constexpr std::string_view to_text(AdmissionRule rule) {
    return admission_rule_names[static_cast<std::size_t>(rule)];
}

// What happens to a message that a rule applies to.
enum class RuleAction : std::uint8_t {
    record,      // it is let in; that it would not have been is written down
    challenge,   // it is let in when the end user has proved to be a person
    refuse,
};
inline constexpr std::array<std::string_view, 3> rule_action_names = {"record", "challenge", "refuse"};
constexpr std::string_view to_text(RuleAction action) {
    return rule_action_names[static_cast<std::size_t>(action)];
}

// `count` messages in `per`, at most `burst` of them at once: a generic cell rate algorithm.
struct Allowance {
    int count = 0;
    Millis per{};
    int burst = 0;   // 0: as many as `count`

    friend bool operator==(const Allowance&, const Allowance&) = default;
};

// Does a rule act?
enum class RuleMode : std::uint8_t { off, record_only, enforce };

// One limit that a message counts against.
struct AdmissionLimit {
    // Whose count it is, within the account: a kind, a colon and a name, "d:<hash of the number>". Empty: that of the limit
    // before, and every further limit of a subject is written so.
    std::string subject;
    AdmissionRule rule{};
    RuleAction action{};
    Allowance allowance;
};

// Everything that storage judges one message by; all of it in the step that stores it, so that what is kept out has used up
// nothing and what is repeated with its idempotency key is never judged again.
struct AdmissionCheck {
    std::optional<RuleAction> account_rate;   // absent: no limit
    Allowance rate;                           // for account_rate
    std::vector<AdmissionLimit> limits;
    // Rules that look at more than a count; absent: off.
    std::optional<RuleAction> country_cap;
    std::optional<RuleAction> conversion;
    std::optional<RuleAction> range_scan;
    std::optional<RuleAction> drift;
    std::optional<RuleAction> spend;
    Allowance new_country;            // for country_cap
    std::int64_t cost_micros = 0;     // what the message is expected to cost, in the caps' currency
    std::int64_t spend_account_cap = 0;   // micros a day; 0: none
    std::int64_t spend_country_cap = 0;   // likewise, and of each country
    bool home = false;                // is the country one of the account's own?
    Millis conversion_wait{};         // a code not entered by then is taken for one that never is; 0: nobody will say
    bool challenge_passed = false;    // has the end user proved to be a person?
};

// Why a message was not let in.
struct Denial {
    AdmissionRule rule{};
    RuleAction action = RuleAction::refuse;   // or challenge
    Millis retry_after{};                     // when it might be let in
    std::string subject;                      // of the limit, or prefix, or country that was judged
};

// What the judgement found, beside letting in or not.
struct AdmissionNotes {
    std::vector<AdmissionRule> recorded;   // rules that only record, and would have kept it out
    int spend_percent = 0;                 // 50 or 80 when this message has taken the day's spend over that; else 0
    Millis rate_slack{};                   // how far the account is from its rate limit, as time
};

}   // namespace smsgw
