// What a provider's refusal or report says about the recipient, beyond the one message.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace smsgw {

enum class RecipientFault : std::uint8_t {
    none,
    opted_out,   // the recipient does not want to be written to
    invalid,     // there is no such number, or it never takes an SMS
};
inline constexpr std::array<std::string_view, 3> recipient_fault_names = {"none", "opted_out", "invalid"};
constexpr std::string_view to_text(RecipientFault fault) {
    return recipient_fault_names[static_cast<std::size_t>(fault)];
}

}   // namespace smsgw
