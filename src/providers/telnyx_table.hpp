// Telnyx's words in ours. One row each; tests walk every row. Facts: https://developers.telnyx.com/docs/messaging/messages/error-codes
// and the vendor's SDK.
#pragma once

#include <string_view>

#include "providers/classify.hpp"
#include "providers/recipient_faults.hpp"
#include "smsgw/msg_status.hpp"

namespace smsgw::providers::telnyx {

// `errors[0].code` of a refused message. Beside these all of 401xx are `perm`: see read_answer().
inline constexpr ErrorRow error_rows[] = {
    {"10009", ErrorClass::auth},                                    // authentication failed
    {"10010", ErrorClass::auth},                                    // not authorised
    {"10011", ErrorClass::throttle}, {"20001", ErrorClass::auth},   // 20001 to 20008: the API key
    {"20002", ErrorClass::auth},     {"20003", ErrorClass::auth},
    {"20006", ErrorClass::auth},     {"20008", ErrorClass::auth},
    {"20012", ErrorClass::auth},   // 20012 to 20014: the account is inactive or blocked
    {"20013", ErrorClass::auth},     {"20014", ErrorClass::auth},
    {"20100", ErrorClass::balance},   // not enough funds
    {"40300", ErrorClass::opt_out},   // the recipient has sent STOP
    {"40301", ErrorClass::perm},      // 40301 to 40310: sender, recipient, content
    {"40302", ErrorClass::perm},     {"40304", ErrorClass::perm},
    {"40305", ErrorClass::perm},     {"40306", ErrorClass::perm},
    {"40307", ErrorClass::perm},     {"40308", ErrorClass::perm},
    {"40309", ErrorClass::perm},     {"40310", ErrorClass::invalid},   // recipient
    {"40311", ErrorClass::auth},   // 40311 and 40313: the messaging profile's secret
    {"40312", ErrorClass::auth},   // 40312 and 40314: the messaging profile or the account is disabled
    {"40313", ErrorClass::auth},     {"40314", ErrorClass::auth},
    {"40315", ErrorClass::perm},     {"40316", ErrorClass::perm},
    {"40317", ErrorClass::perm},     {"40318", ErrorClass::throttle},    // the queue is full
    {"40319", ErrorClass::perm},     {"40320", ErrorClass::transient},   // the sender cannot be used for now
    {"40321", ErrorClass::perm},     {"40322", ErrorClass::perm},
    {"40323", ErrorClass::perm},     {"40325", ErrorClass::perm},
    {"40328", ErrorClass::perm},     {"40329", ErrorClass::perm},
    {"40330", ErrorClass::perm},     {"40331", ErrorClass::perm},
    {"40333", ErrorClass::balance},   // spend limit
};

struct StatusRow {
    std::string_view word;
    MsgStatus status;
};

// `to[0].status` of a report. Telnyx had taken the message, so its bad ends are all `undelivered`, with the code of `errors`.
inline constexpr StatusRow status_rows[] = {
    {"queued", MsgStatus::submitted},
    {"sending", MsgStatus::submitted},
    {"sent", MsgStatus::sent},
    {"delivered", MsgStatus::delivered},
    {"read", MsgStatus::delivered},
    {"delivery_unconfirmed", MsgStatus::dlr_timeout},   // no word of the operator; a late one still counts
    {"delivery_failed", MsgStatus::undelivered},
    {"sending_failed", MsgStatus::undelivered},
    {"expired", MsgStatus::undelivered},
};

// Codes of a report that say something about the recipient. The other codes are told to people only.
inline constexpr FaultRow fault_rows[] = {
    {"40001", RecipientFault::invalid},   // not routable: a fixed line, or in no network
    {"40012", RecipientFault::invalid},   // destination number
    {"40300", RecipientFault::opted_out},
};

}   // namespace smsgw::providers::telnyx
