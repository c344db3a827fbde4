// Vonage's words in ours: statuses of a segment's submit, codes of problems, words and codes of reports. One row each.
#pragma once

#include <cstddef>
#include <string_view>

#include "providers/classify.hpp"
#include "providers/recipient_faults.hpp"
#include "smsgw/msg_status.hpp"
#include "smsgw/time.hpp"

namespace smsgw::providers::vonage {

// How long a message may be worth delivering, in either API. The SMS API is told milliseconds, the other one seconds.
inline constexpr Millis ttl_min = std::chrono::seconds{20};
inline constexpr Millis ttl_max = std::chrono::hours{7 * 24};
// Of our reference, in a request of the SMS API and in the receipts of both.
inline constexpr std::size_t reference_bytes_max = 100;

// `status` of an entry in the SMS API's answer; 0 is success. https://developer.vonage.com/api-errors/sms
inline constexpr ErrorRow sms_error_rows[] = {
    {"1", ErrorClass::throttle},    // faster than the account may
    {"2", ErrorClass::perm},        // a parameter is missing
    {"3", ErrorClass::perm},        // a parameter is invalid
    {"4", ErrorClass::auth},        // key or secret
    {"5", ErrorClass::transient},   // internal error
    {"6", ErrorClass::perm},        // invalid message, such as a prefix without a route
    {"7", ErrorClass::perm},        // number barred
    {"8", ErrorClass::auth},        // account barred
    {"9", ErrorClass::balance},     // not enough credit
    {"10", ErrorClass::throttle},   // too many connections
    {"11", ErrorClass::auth},       // account not enabled for HTTP
    {"12", ErrorClass::perm},       // too long
    {"14", ErrorClass::auth},       // our signature
    {"15", ErrorClass::perm},       // sender
    {"22", ErrorClass::perm},       // network code
    {"23", ErrorClass::perm},       // callback URL
    {"29", ErrorClass::perm},       // a trial account writes to listed numbers only
    {"32", ErrorClass::auth},       // both a signature and a secret
    {"33", ErrorClass::auth},       // number deactivated
    {"101", ErrorClass::auth},      // campaign account
};

// Of a problem's `type`: words of all of Vonage's APIs, and the Messages API's codes, which reports have too.
// https://developer.vonage.com/api-errors and /api-errors/messages
inline constexpr ErrorRow problem_rows[] = {
    {"low-balance", ErrorClass::balance},
    {"unauthorized", ErrorClass::auth},
    {"forbidden", ErrorClass::auth},
    {"unprovisioned", ErrorClass::auth},
    {"account-suspended", ErrorClass::auth},
    {"jwt-expired", ErrorClass::auth},
    {"jwt-revoked", ErrorClass::auth},
    {"invalid-api-key", ErrorClass::auth},
    {"invalid-signature", ErrorClass::auth},
    {"invalid-params", ErrorClass::perm},
    {"1000", ErrorClass::throttle},
    {"1010", ErrorClass::perm},        // a parameter is missing
    {"1020", ErrorClass::perm},        // a parameter is invalid
    {"1021", ErrorClass::perm},        // tag
    {"1022", ErrorClass::perm},        // template
    {"1030", ErrorClass::transient},   // internal error
    {"1040", ErrorClass::perm},        // invalid message, such as a prefix without a route
    {"1050", ErrorClass::perm},        // number barred
    {"1060", ErrorClass::auth},        // account barred
    {"1070", ErrorClass::balance},     // quota or credit
    {"1080", ErrorClass::auth},        // account not enabled for this API
    {"1090", ErrorClass::perm},        // too long
    {"1100", ErrorClass::transient},   // not submitted: communication failed
    {"1120", ErrorClass::perm},        // sender
    {"1130", ErrorClass::perm},        // ttl
    {"1140", ErrorClass::perm},        // facility not allowed
    {"1150", ErrorClass::perm},        // message class
    {"1160", ErrorClass::perm},        // a trial account writes to listed numbers only
    {"1170", ErrorClass::invalid},     // number
    {"1180", ErrorClass::transient},   // handset absent for now
    {"1190", ErrorClass::invalid},     // handset absent for good
    {"1200", ErrorClass::perm},        // rejected
    {"1210", ErrorClass::perm},        // taken for spam
    {"1220", ErrorClass::transient},   // handset busy
    {"1230", ErrorClass::transient},   // network
    {"1240", ErrorClass::opt_out},     // the recipient wrote STOP
    {"1241", ErrorClass::throttle},    // too many to this recipient
    {"1250", ErrorClass::perm},        // no route
    {"1260", ErrorClass::perm},        // not reachable
    {"1320", ErrorClass::perm},        // sent before
    {"1330", ErrorClass::ambiguous},   // unknown
    {"1331", ErrorClass::ambiguous},   // error of a provider of theirs
    {"1360", ErrorClass::perm},        // validity over
};

struct CodeRange {
    std::string_view first;
    std::string_view last;
};

// Codes for parameters and numbers that will not do, of several channels, which are documented as ranges.
inline constexpr CodeRange refused_ranges[] = {{"1270", "1310"}, {"1420", "1483"}};

struct StatusRow {
    std::string_view word;
    MsgStatus status;
    std::string_view error;   // stem of DeliveryReport::error, empty for good news
};

// `status` of the SMS API's receipts. Vonage had accepted all of these messages, so `rejected`, `expired` and `failed`, which
// promise in our words that a resend is safe, are `undelivered`.
inline constexpr StatusRow sms_status_rows[] = {
    {"accepted", MsgStatus::sent, ""},   // by the operator
    {"buffered", MsgStatus::buffered, ""},
    {"delivered", MsgStatus::delivered, ""},
    {"expired", MsgStatus::undelivered, "vonage_expired"},
    {"failed", MsgStatus::undelivered, "vonage_failed"},
    {"rejected", MsgStatus::undelivered, "vonage_rejected"},
    {"unknown", MsgStatus::dlr_timeout,
     "vonage_unknown"},   // the operator tells nothing: a late report still counts
};

// `status` of the Messages API.
inline constexpr StatusRow messages_status_rows[] = {
    {"submitted", MsgStatus::sent, ""},
    {"delivered", MsgStatus::delivered, ""},
    {"read", MsgStatus::delivered, ""},
    {"rejected", MsgStatus::undelivered, "vonage_rejected"},
    {"undeliverable", MsgStatus::undelivered, "vonage_undeliverable"},
};

// Codes in reports that mean more than their status word: `err-code` of the SMS API has one or two digits, the Messages
// API's codes have four. All others are kept in DeliveryReport::error for people.
inline constexpr FaultRow fault_rows[] = {
    {"3", RecipientFault::invalid},      // 3 and 1190: handset absent for good
    {"9", RecipientFault::opted_out},    // 9 and 1240: the recipient wants nothing from that sender
    {"1170", RecipientFault::invalid},   // number
    {"1190", RecipientFault::invalid}, {"1240", RecipientFault::opted_out},
};
inline constexpr std::string_view unknown_codes[] = {"1330", "1331"};   // so the negative word is not certain

}   // namespace smsgw::providers::vonage
