// Twilio's words in ours: error codes of a submit, status words and codes of its reports. Tests walk every row.
#pragma once

#include <string_view>

#include "providers/classify.hpp"
#include "providers/recipient_faults.hpp"
#include "smsgw/msg_status.hpp"

namespace smsgw::providers::twilio {

// https://www.twilio.com/docs/api/errors, one page for each code.
inline constexpr ErrorRow error_rows[] = {
    {"10001", ErrorClass::auth},   // account suspended
    {"14107", ErrorClass::throttle},
    {"20003", ErrorClass::auth},       // credentials
    {"20005", ErrorClass::auth},       // account not active
    {"20404", ErrorClass::auth},       // the path names nothing but the account
    {"20429", ErrorClass::throttle},   // too many requests at once: this one was not processed
    {"20500", ErrorClass::ambiguous},
    {"20503", ErrorClass::ambiguous},
    {"21211", ErrorClass::invalid},   // recipient
    {"21212", ErrorClass::perm},      // sender
    {"21408", ErrorClass::perm},      // the account may not send to that country
    {"21602", ErrorClass::perm},      // no text
    {"21603", ErrorClass::perm},      // no sender
    {"21604", ErrorClass::perm},      // no recipient
    {"21606", ErrorClass::perm},      // the sender is not the account's, or cannot send
    {"21608", ErrorClass::auth},      // a trial account writes to verified numbers only
    {"21609", ErrorClass::perm},      // StatusCallback
    {"21610", ErrorClass::opt_out},
    {"21611", ErrorClass::throttle},   // the sender's queue is full for hours
    {"21612", ErrorClass::perm},       // no way from that sender to that recipient
    {"21614", ErrorClass::invalid},    // not a mobile number
    {"21617", ErrorClass::perm},       // longer than 1600 characters
    {"21659", ErrorClass::perm},       // 21659, 21660: the sender is not the account's
    {"21660", ErrorClass::perm},
    {"21703", ErrorClass::perm},      // the Messaging Service has no sender
    {"63038", ErrorClass::balance},   // the account's messages for today are spent
    {"90010", ErrorClass::auth},      // account not active
};

struct StatusRow {
    std::string_view word;
    MsgStatus status;
};

// The enum of twilio-oai, twilio_api_v2010.json, but for "receiving" and "received", which inbound messages have.
inline constexpr StatusRow status_rows[] = {
    {"accepted", MsgStatus::submitted},   // 'accepted' to 'sending': Twilio's own queue
    {"scheduled", MsgStatus::submitted},
    {"queued", MsgStatus::submitted},
    {"sending", MsgStatus::submitted},
    {"sent", MsgStatus::sent},
    {"delivered", MsgStatus::delivered},
    {"read", MsgStatus::delivered},
    {"partially_delivered", MsgStatus::delivered},
    {"undelivered", MsgStatus::undelivered},
    {"failed", MsgStatus::undelivered},   // refused after it had been accepted: not our `failed`
    {"canceled", MsgStatus::undelivered},
};

// Codes of a report that say something about the recipient. The other codes are told to people only.
inline constexpr FaultRow fault_rows[] = {
    {"21610", RecipientFault::opted_out},
    {"30005", RecipientFault::invalid},   // unknown handset
    {"30006", RecipientFault::invalid},   // a fixed line, or a carrier that takes no SMS
};

}   // namespace smsgw::providers::twilio
