// Smstools' words in ours: error codes of a send, delivery codes of the vendor's reports, status words of the bearer
// face. One row each; tests walk every row.
#pragma once

#include <cstdint>
#include <string_view>

#include "providers/classify.hpp"
#include "smsgw/msg_status.hpp"

namespace smsgw::providers::smstools {

// https://www.smstools.be/fr/envoi-sms-api-passerelle/handling_errors and the vendor's SDK.
inline constexpr ErrorRow error_rows[] = {
    {"102", ErrorClass::perm},        // no message
    {"103", ErrorClass::perm},        // phone number required
    {"104", ErrorClass::auth},        // invalid credentials
    {"105", ErrorClass::transient},   // server error, try again later
    {"106", ErrorClass::invalid},     // phone number missing or invalid
    {"108", ErrorClass::balance},     // not enough credits
    {"109", ErrorClass::perm},        // sender empty
    {"110", ErrorClass::perm},        // a numeric sender must start with +
    {"111", ErrorClass::perm},        // sender longer than 11 characters or 14 digits
    {"112", ErrorClass::perm},        // message required
    {"113", ErrorClass::perm},        // order required
    {"114", ErrorClass::perm},        // empty request
    {"116", ErrorClass::auth},        // access disabled because of inactivity
    {"118", ErrorClass::perm},        // message too long
    {"121", ErrorClass::perm},        // date invalid or in the past
    {"122", ErrorClass::perm},        // 122 to 129: contacts and groups
    {"123", ErrorClass::perm},      {"124", ErrorClass::perm},    {"125", ErrorClass::perm},
    {"126", ErrorClass::perm},      {"127", ErrorClass::perm},    {"128", ErrorClass::perm},
    {"129", ErrorClass::perm},      {"131", ErrorClass::opt_out},   // the number is on the account's opt-out list
    {"132", ErrorClass::perm},                                      // inbox not found
    {"133", ErrorClass::perm},                                      // message not found
    {"134", ErrorClass::perm},                                      // webhook not found
    {"135", ErrorClass::perm},                                      // limit outside 1 to 2000
    {"136", ErrorClass::perm},                                      // page below 1
    {"137", ErrorClass::perm},                                      // WhatsApp window
    {"138", ErrorClass::auth},                                      // misconfiguration, contact support
    {"139", ErrorClass::perm},                                      // missing or invalid parameters
    {"140", ErrorClass::perm},                                      // WhatsApp account
    {"200", ErrorClass::auth},                                      // IP address not allowed
    {"1002", ErrorClass::auth},   // too many failed logins: they lock the account
    {"1403", ErrorClass::auth},   // team user not authorised
};

struct DeliveryRow {
    std::string_view code;
    MsgStatus status;
    std::string_view error;   // stem of DeliveryReport::error, empty for good news
};

// https://www.smstools.be/en/webhooks. 4 and 5 are the operator's refusal of a message that Smstools had accepted, so
// our word is `undelivered`: `rejected` promises that a resend is safe, and only a refused submit proves that.
inline constexpr DeliveryRow delivery_rows[] = {
    {"0", MsgStatus::sent, ""},
    {"1", MsgStatus::delivered, ""},
    {"2", MsgStatus::undelivered, "smstools_2"},
    {"3", MsgStatus::buffered, ""},
    {"4", MsgStatus::undelivered, "smstools_rejected"},
    {"5", MsgStatus::undelivered, "smstools_rejected"},
    {"9", MsgStatus::dlr_timeout, "smstools_9"},   // "no delivery report available": a late one still counts
};

struct StatusWordRow {
    std::string_view word;   // lower case; theirs may come in any
    MsgStatus status;
    std::string_view error;
};

// The bearer face is specified with Delivered, Buffered and Failed; the other two words cost nothing to understand.
inline constexpr StatusWordRow status_word_rows[] = {
    {"delivered", MsgStatus::delivered, ""},
    {"buffered", MsgStatus::buffered, ""},
    {"failed", MsgStatus::undelivered, "smstools_failed"},
    {"sent", MsgStatus::sent, ""},
    {"submitted", MsgStatus::sent, ""},
};

struct EventRow {
    std::string_view type;   // webhook_type
    enum class Means : std::uint8_t { report, inbound, opt_out, opt_in } means;
};

// https://www.smstools.be/en/webhooks. Every other type (read receipts, contacts, credit) is authentic and nothing to do.
inline constexpr EventRow event_rows[] = {
    {"delivery_report", EventRow::Means::report},
    {"inbox_message", EventRow::Means::inbound},
    {"add_optout", EventRow::Means::opt_out},
    {"delete_optout", EventRow::Means::opt_in},
};

}   // namespace smsgw::providers::smstools
