// MessageBird's words in ours: codes of errors, status words and error codes of reports. One row each.
#pragma once

#include <string_view>

#include "providers/classify.hpp"
#include "providers/recipient_faults.hpp"
#include "smsgw/msg_status.hpp"

namespace smsgw::providers::messagebird {

// messagebird/openapi-specs, sms/openapi.yaml, and the vendor's SDKs.
inline constexpr ErrorRow error_rows[] = {
    {"2", ErrorClass::auth},         // access key
    {"9", ErrorClass::perm},         // a parameter is missing, or no correct recipient
    {"10", ErrorClass::perm},        // a parameter is invalid
    {"20", ErrorClass::perm},        // not found
    {"21", ErrorClass::perm},        // bad request
    {"25", ErrorClass::balance},     // comes with 402 or 422: the code decides
    {"98", ErrorClass::auth},        // no such endpoint: base_url is wrong, so no message would fare better
    {"99", ErrorClass::ambiguous},   // internal error: it does not say how far the message got
};

struct StatusRow {
    std::string_view word;
    MsgStatus status;
    std::string_view error;   // stem of DeliveryReport::error, empty for good news
};

// MessageBird had accepted all of these messages, so `expired`, which promises in our words that a resend is safe, is
// `undelivered`.
inline constexpr StatusRow status_rows[] = {
    {"scheduled", MsgStatus::submitted, ""},
    {"sent", MsgStatus::sent, ""},
    {"buffered", MsgStatus::buffered, ""},
    {"delivered", MsgStatus::delivered, ""},
    {"expired", MsgStatus::undelivered, "messagebird_expired"},
    {"delivery_failed", MsgStatus::undelivered, "messagebird_delivery_failed"},
};

// Of the codes in `statusErrorCode` (GSM's own, and MessageBird's above 100), those that mean more than the status word.
// All others are kept in DeliveryReport::error for people.
inline constexpr FaultRow fault_rows[] = {
    {"1", RecipientFault::invalid},       // unknown subscriber
    {"103", RecipientFault::opted_out},   // the recipient wrote STOP
};

}   // namespace smsgw::providers::messagebird
