// The words of AWS End User Messaging SMS in ours: exceptions of SendTextMessage and their reasons, and types of events.
#pragma once

#include <string_view>

#include "providers/classify.hpp"
#include "providers/recipient_faults.hpp"
#include "smsgw/msg_status.hpp"

namespace smsgw::providers::aws {

// By the reason, where the answer gives one: it says more than the exception that carries it. The service's API model
// (pinpoint-sms-voice-v2, 2022-03-31).
inline constexpr ErrorRow reason_rows[] = {
    {"INSUFFICIENT_ACCOUNT_REPUTATION", ErrorClass::auth},
    {"ACCOUNT_DISABLED", ErrorClass::auth},
    {"MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", ErrorClass::balance},
    {"DAILY_DESTINATION_CALL_LIMIT", ErrorClass::perm},   // this recipient, today
    {"DESTINATION_PHONE_NUMBER_OPTED_OUT", ErrorClass::opt_out},
    {"DESTINATION_PHONE_NUMBER_NOT_VERIFIED", ErrorClass::perm},   // the account is in AWS' own sandbox
    {"DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", ErrorClass::perm},
    {"DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE", ErrorClass::perm},
    {"DESTINATION_COUNTRY_BLOCKED", ErrorClass::perm},
    {"NO_ORIGINATION_IDENTITIES_FOUND", ErrorClass::perm},
    {"RESOURCE_NOT_ACTIVE", ErrorClass::perm},
    {"PRICE_OVER_THRESHOLD", ErrorClass::perm},   // max_price
    {"INVALID_PARAMETER", ErrorClass::perm},
    {"SENDER_ID_NOT_REGISTERED", ErrorClass::perm},
};

// By the exception: when there is no reason, or one without a row.
inline constexpr ErrorRow exception_rows[] = {
    {"ThrottlingException", ErrorClass::throttle},
    {"InternalServerException", ErrorClass::ambiguous},   // it may have been sent before that
    {"InternalFailure", ErrorClass::ambiguous},
    {"AccessDeniedException", ErrorClass::auth},
    {"UnrecognizedClientException", ErrorClass::auth},
    {"InvalidSignatureException", ErrorClass::auth},   // a wrong key, or our clock
    {"ExpiredTokenException", ErrorClass::auth},
    {"MissingAuthenticationToken", ErrorClass::auth},
    {"MissingAuthenticationTokenException", ErrorClass::auth},
    {"IncompleteSignature", ErrorClass::auth},
    {"InvalidClientTokenId", ErrorClass::auth},
    {"OptInRequired", ErrorClass::auth},                      // the account does not use the service
    {"RequestExpired", ErrorClass::auth},                     // our clock: no message would fare better
    {"ServiceQuotaExceededException", ErrorClass::balance},   // a quota of the account
    {"ConflictException", ErrorClass::perm},
    {"ValidationException", ErrorClass::perm},
    {"ResourceNotFoundException", ErrorClass::perm},
};

struct EventRow {
    std::string_view type;
    MsgStatus status;
    std::string_view error;   // empty for good news
};

// https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html. What ends badly had been
// accepted before: `undelivered`, whatever the event calls it (docs/adr/0005-status-model.md).
inline constexpr EventRow event_rows[] = {
    {"TEXT_QUEUED", MsgStatus::submitted, ""},
    {"TEXT_PENDING", MsgStatus::sent, ""},
    {"TEXT_SENT", MsgStatus::sent, ""},
    {"TEXT_SUCCESSFUL", MsgStatus::sent,
     ""},   // but `delivered` when isFinal: some countries report no more than that
    {"TEXT_DELIVERED", MsgStatus::delivered, ""},
    {"TEXT_UNREACHABLE", MsgStatus::undelivered, "aws_unreachable"},
    {"TEXT_CARRIER_UNREACHABLE", MsgStatus::undelivered, "aws_carrier_unreachable"},
    {"TEXT_INVALID", MsgStatus::undelivered, "aws_invalid"},
    {"TEXT_INVALID_MESSAGE", MsgStatus::undelivered, "aws_invalid_message"},
    {"TEXT_BLOCKED", MsgStatus::undelivered, "aws_blocked"},
    {"TEXT_CARRIER_BLOCKED", MsgStatus::undelivered, "aws_carrier_blocked"},
    {"TEXT_SPAM", MsgStatus::undelivered, "aws_spam"},
    {"TEXT_PROTECT_BLOCKED", MsgStatus::undelivered, "aws_protect_blocked"},
    {"TEXT_TTL_EXPIRED", MsgStatus::undelivered, "aws_ttl_expired"},
    {"TEXT_UNKNOWN", MsgStatus::dlr_timeout, "aws_unknown"},   // after 72 h without a word from the carrier
};

// Types of events that say something about the recipient.
inline constexpr FaultRow fault_rows[] = {
    {"TEXT_INVALID", RecipientFault::invalid},   // the destination number
};

}   // namespace smsgw::providers::aws
