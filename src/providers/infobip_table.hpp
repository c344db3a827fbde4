// Infobip's words in ours: error codes of a request, statuses of a submit, statuses of reports. One row each; tests walk every
// row. Facts: https://www.infobip.com/docs/essentials/api-essentials/response-status-and-error-codes and the vendor's OpenAPI file.
#pragma once

#include <string_view>

#include "providers/classify.hpp"
#include "providers/recipient_faults.hpp"
#include "smsgw/msg_status.hpp"

namespace smsgw::providers::infobip {

// `errorCode` of an HTTP error, and the word of the older endpoints.
inline constexpr ErrorRow error_rows[] = {
    {"E400", ErrorClass::perm},         {"E401", ErrorClass::auth},
    {"E403", ErrorClass::auth},   // the key lacks the scope sms:message:send
    {"E429", ErrorClass::throttle},     {"E500", ErrorClass::ambiguous},
    {"UNAUTHORIZED", ErrorClass::auth},
};

// `status.id` of a message that a 200 did not take (groups 2, 4 and 5).
inline constexpr ErrorRow refusal_rows[] = {
    {"4", ErrorClass::perm},         // rejected by the operator
    {"6", ErrorClass::perm},         // the network is out of reach or not part of the contract
    {"8", ErrorClass::perm},         // prefix unknown
    {"9", ErrorClass::perm},         // not delivered
    {"10", ErrorClass::perm},        // on a national do-not-disturb list, which may be about advertising only
    {"11", ErrorClass::perm},        // source
    {"12", ErrorClass::balance},     // not enough credit
    {"13", ErrorClass::perm},        // sender
    {"14", ErrorClass::perm},        // destination on a list of theirs
    {"15", ErrorClass::perm},        // expired
    {"17", ErrorClass::balance},     // prepaid package expired
    {"18", ErrorClass::perm},        // destination not registered, as trial accounts need it
    {"19", ErrorClass::perm},        // no route
    {"20", ErrorClass::perm},        // the same text to the same number too often
    {"21", ErrorClass::transient},   // a fault of theirs
    {"24", ErrorClass::perm},        // user data header
    {"25", ErrorClass::perm},        // too long
    {"29", ErrorClass::ambiguous},   // went to the operator, which never said more
    {"31", ErrorClass::transient},   // not sent
    {"51", ErrorClass::perm},        // no recipient
    {"52", ErrorClass::invalid},     // recipient is no number
    {"87", ErrorClass::perm},        // blocked by their fraud protection
    {"100", ErrorClass::perm},       // rejected by the platform
};

// The repeat of a messageId is refused because there is one already. So it is no refusal of the message, and a report of it says
// nothing about what became of the first.
inline constexpr std::string_view repeat_status = "23";

struct StatusRow {
    std::string_view code;
    MsgStatus status;
};

// `status.id` of a report. Bad ones are `undelivered`, whatever their word: the submit was taken, and only its refusal would
// have proven that a resend is safe.
inline constexpr StatusRow status_rows[] = {
    {"2", MsgStatus::sent},   // "delivered to operator": many networks say no more, so it is no proof of delivery
    {"3", MsgStatus::sent},   // waiting for delivery
    {"5", MsgStatus::delivered},
    {"7", MsgStatus::sent},         // en route
    {"26", MsgStatus::submitted},   // accepted
    {"4", MsgStatus::undelivered},
    {"6", MsgStatus::undelivered},
    {"8", MsgStatus::undelivered},
    {"9", MsgStatus::undelivered},
    {"10", MsgStatus::undelivered},
    {"11", MsgStatus::undelivered},
    {"12", MsgStatus::undelivered},
    {"13", MsgStatus::undelivered},
    {"14", MsgStatus::undelivered},
    {"15", MsgStatus::undelivered},
    {"17", MsgStatus::undelivered},
    {"18", MsgStatus::undelivered},
    {"19", MsgStatus::undelivered},
    {"20", MsgStatus::undelivered},
    {"21", MsgStatus::undelivered},
    {"24", MsgStatus::undelivered},
    {"25", MsgStatus::undelivered},
    {"29", MsgStatus::dlr_timeout},   // expired without a report of the operator
    {"31", MsgStatus::undelivered},
    {"51", MsgStatus::undelivered},
    {"52", MsgStatus::undelivered},
    {"87", MsgStatus::undelivered},
    {"100", MsgStatus::undelivered},
};

struct GroupRow {
    std::string_view id;
    bool took;          // as the answer to a submit: is it on its way?
    MsgStatus status;   // as a report, for ids without a row
};

inline constexpr GroupRow group_rows[] = {
    {"0", true, MsgStatus::submitted},   // accepted
    {"1", true, MsgStatus::sent},        // pending
    {"2", false, MsgStatus::undelivered},
    {"3", true, MsgStatus::sent},   // delivered, but an unknown id may mean to the operator only
    {"4", false, MsgStatus::undelivered},
    {"5", false, MsgStatus::undelivered},
};
inline constexpr std::string_view invalid_status = "52";   // recipient is no number
inline constexpr std::string_view rejected_group = "5";    // refused: never went out

// `error.id` of a report that says something about the recipient. The others are kept for people; nothing branches on them.
inline constexpr FaultRow fault_rows[] = {
    {"1", RecipientFault::invalid},     // unknown subscriber
    {"351", RecipientFault::invalid},   // 351 and 352: destination number
    {"352", RecipientFault::invalid},  {"603", RecipientFault::opted_out},   // the recipient said STOP
    {"629", RecipientFault::invalid},                                        // the number cannot receive SMS
    {"3041", RecipientFault::invalid},                                       // deactivated
};

}   // namespace smsgw::providers::infobip
