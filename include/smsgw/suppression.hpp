// Numbers that are not written to, and why (docs/suppressions.md).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "smsgw/e164_number.hpp"
#include "smsgw/recipient_fault.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

enum class SuppressionReason : std::uint8_t {
    stop,      // the recipient wrote STOP
    carrier,   // a provider refused or reported a message because the recipient had opted out
    invalid,   // several messages in a row failed because there is no such number
    manual,    // a person or the account's service said so
};
inline constexpr std::array<std::string_view, 4> suppression_reason_names = {"stop", "carrier", "invalid",
                                                                             "manual"};
constexpr std::string_view to_text(SuppressionReason reason) {
    return suppression_reason_names[static_cast<std::size_t>(reason)];
}
constexpr std::optional<SuppressionReason> suppression_reason_from_text(std::string_view text) {
    for (std::size_t i = 0; i < suppression_reason_names.size(); ++i)
        if (suppression_reason_names[i] == text) return static_cast<SuppressionReason>(i);
    return std::nullopt;
}

// Whose messages an entry keeps from its number: one account's, or, when there is none, those of all accounts.
using SuppressionScope = std::optional<AccountId>;

// A number can have one for each reason: what lifts one of them leaves the others.
struct Suppression {
    E164Number number;
    SuppressionScope scope;
    SuppressionReason reason = SuppressionReason::manual;
    WallTime at = {};                     // storage clock
    std::optional<WallTime> until = {};   // absent: until somebody lifts it
    ProviderId source = {};               // that it was learned from; empty: none
    std::string note = {};                // of a person; may be empty
};

inline constexpr std::size_t suppression_note_bytes_max = 200;

// What an attempt's end says about its recipient.
struct RecipientNews {
    AccountId account;
    E164Number number;
    MsgId msgid;
    ProviderId provider;
    RecipientFault fault = RecipientFault::none;
};

// A number is suppressed for the account after so many messages that failed as invalid, none delivered between, each within
// `invalid_memory` of the one before; and for so long, because numbers are given to new owners.
inline constexpr int invalid_in_a_row = 3;
inline constexpr Millis invalid_memory = std::chrono::hours{30 * 24};
inline constexpr Millis invalid_suppressed_for = std::chrono::hours{30 * 24};

}   // namespace smsgw
