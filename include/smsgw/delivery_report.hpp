// The provider's word on what became of a message, already in our words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "smsgw/money.hpp"
#include "smsgw/msg_status.hpp"
#include "smsgw/recipient_fault.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw {

struct DeliveryReport {
    ProviderMsgId provider_msgid;   // may be empty when `ref` is there
    std::string ref;                // our own msgid.attempt.hmac, when the provider echoed it; may be empty
    MsgStatus status = MsgStatus::sent;
    std::string provider_time;   // when it happened, in the provider's notation; may be empty
    std::string error;           // the provider's reason as "<provider>_<code>"; empty for good news
    // Of which: some providers give each segment an id and reports of its own. The message is delivered when all are.
    enum class Covers : std::uint8_t { message, part } covers = Covers::message;
    std::optional<Money> price;   // what the provider says that the message, or the part, has cost
    RecipientFault fault = RecipientFault::none;   // what the reason says about the recipient
};

}   // namespace smsgw
