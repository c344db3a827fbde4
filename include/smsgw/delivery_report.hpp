// The provider's word on what became of a message, already in our words.
#pragma once

#include <string>

#include "smsgw/msg_status.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw {

struct DeliveryReport {
    ProviderMsgId provider_msgid;   // may be empty when `ref` is there
    std::string ref;                // our own msgid.attempt.hmac, when the provider echoed it; may be empty
    MsgStatus status = MsgStatus::sent;
    std::string provider_time;      // when it happened, in the provider's notation; may be empty
    std::string error;              // the provider's reason as "<provider>_<code>"; empty for good news
};

}  // namespace smsgw
