// Plivo's words in ours: HTTP statuses and words of a refused submit, status words and codes of its reports. Tests walk every row.
#pragma once

#include <string_view>

#include "providers/classify.hpp"
#include "providers/recipient_faults.hpp"
#include "smsgw/msg_status.hpp"

namespace smsgw::providers::plivo {

// Plivo has no error codes for a submit: the HTTP status is one when the body is Plivo's own, with an `error`
// (https://www.plivo.com/docs/messaging/api/messages).
inline constexpr ErrorRow error_rows[] = {
    {"400", ErrorClass::perm},      {"401", ErrorClass::auth},
    {"402", ErrorClass::balance},   {"403", ErrorClass::perm},   // the account may not send to that country
    {"404", ErrorClass::perm},      {"405", ErrorClass::perm},
    {"409", ErrorClass::ambiguous},   // in conflict with what is not said
    {"422", ErrorClass::perm},      {"429", ErrorClass::throttle},
    {"500", ErrorClass::ambiguous},
};

struct ErrorWordRow {
    std::string_view words;   // lower case, somewhere in `error`
    std::string_view error;
    ErrorClass error_class;
};

// They count whatever the HTTP status, which is not documented for them: an account without credit is refused for two
// minutes after a message has failed with 900 (support.plivo.com, 17000088423).
inline constexpr ErrorWordRow error_word_rows[] = {
    {"insufficient credit", "plivo_insufficient_credit", ErrorClass::balance},
};

struct StatusRow {
    std::string_view word;   // any case
    MsgStatus status;
};

// https://docs.plivo.com/docs/messaging/api/message/message-status-callbacks
inline constexpr StatusRow status_rows[] = {
    {"queued", MsgStatus::submitted},   // Plivo's own queue
    {"sent", MsgStatus::sent},
    {"delivered", MsgStatus::delivered},
    {"read", MsgStatus::delivered},
    {"undelivered", MsgStatus::undelivered},
    {"failed", MsgStatus::undelivered},   // refused after it had been accepted: not our `failed`
    {"rejected", MsgStatus::undelivered},
};

// Codes of a report that say something about the recipient. The other codes are told to people only.
inline constexpr FaultRow fault_rows[] = {
    {"50", RecipientFault::invalid},   // destination number
    {"70", RecipientFault::invalid},   // destination unavailable for good
    {"200", RecipientFault::opted_out},
};

}   // namespace smsgw::providers::plivo
