// Every error that the program itself names. Their words, HTTP statuses and remedies are in tables elsewhere:
// error_name() here, api/problem for clients. Errors of Asio, OpenSSL and the system travel beside them in Result.
#pragma once

#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>
#include <type_traits>

namespace smsgw {

enum class Errc {
    // what a client's request can be refused for
    json_malformed = 1,   // the body is not one strict JSON object
    field_missing,        // a required field is absent
    field_unknown,        // a field that this call does not have
    field_type,           // a field of the wrong JSON type
    number_invalid,       // `to` is not a possible number, or not ASCII digits
    number_not_mobile,    // `to` is a number that cannot receive an SMS (fixed line, premium, short code)
    region_required,      // a national number without a region
    region_unknown,       // not an ISO 3166 alpha-2 region
    message_empty,        // no text
    message_too_long,     // more segments than allowed
    message_control_character,   // a C0 control other than \n \r \t
    sender_missing,              // neither the request nor the account names a sender
    sender_invalid,              // not 1..11 GSM alphanumerics nor 3..15 digits
    sender_not_allowed,          // not one of the account's senders
    lane_unknown,                // not otp, normal or bulk
    lane_not_allowed,            // the account may not use this lane
    validity_out_of_range,       // not within 30..259200 s
    send_at_invalid,             // not an RFC 3339 time, or too far ahead
    on_ambiguous_unknown,        // not hold or retry
    callback_url_invalid,        // not an https URL as callbacks may use it
    callback_url_not_allowed,    // not below one of the account's registered prefixes
    too_late_to_cancel,          // the message was submitted, may have been, or has ended
    reference_invalid,           // longer than 255 bytes, or control characters
    batch_size_invalid,          // not 1..1000 messages in a batch
    limit_out_of_range,          // not within 1..100
    country_not_enabled,         // the account may not send to the number's country
    end_user_ip_invalid,         // not an IP address
    session_id_invalid,          // longer than 128 bytes, or control characters
    captcha_token_invalid,       // not 1..8192 visible ASCII characters
    step_up_not_allowed,         // the account may not say itself that a challenge was passed
    rate_limited,                // more messages a second than the account may
    too_many_in_flight,          // more requests at once than the account may
    recipient_limited,           // more messages to one number than are sensible
    spend_cap_reached,           // the day's money is spent
    challenge_required,          // the end user must prove to be a person
    not_admitted,                // kept out as a likely abuse; which rule is not told
    recipient_suppressed,        // the recipient is on the suppression list
    reason_unknown,              // not a reason that a caller may give for a suppression
    until_invalid,               // not an RFC 3339 time to come
    note_invalid,                // longer than 200 bytes, or control characters
    cursor_invalid,              // not one that a list has given
    idempotency_key_invalid,     // not 1..255 visible ASCII characters
    idempotency_key_required,    // the account must send one
    idempotency_key_reused,      // the same key came with another message before
    unauthorized,                // no key, or not a valid one
    auth_limited,                // too many of these from the same address
    forbidden,                   // the key lacks the scope
    not_found,                   // no such message for this account, or no such page
    method_not_allowed,
    length_required,   // no Content-Length
    body_too_large,
    media_type_unsupported,
    target_too_long,
    header_too_large,
    request_malformed,           // not HTTP/1.1 as RFC 9112 wants it
    transfer_encoding_refused,   // Transfer-Encoding is never accepted (docs/architecture.md, "HTTP in")
    version_unsupported,
    request_timeout,       // header or body did not arrive in time
    overloaded,            // too many connections or requests
    not_ready,             // this process cannot serve now; /readyz says why
    storage_unavailable,   // Redis is away: the outcome may be unknown, repeat with the same Idempotency-Key
    storage_full,          // Redis is at maxmemory
    internal_error,        // a bug of ours

    // providers' webhooks
    signature_missing,
    signature_bad,
    signature_expired,   // timestamp outside the window
    report_malformed,    // authentic, but not a delivery report we can read

    // HTTP out
    url_invalid,
    address_refused,   // the address is not one we may connect to
    dns_failed,
    connect_failed,
    connect_timeout,
    tls_failed,
    write_failed,   // before the request was completely handed over
    write_timeout,
    read_timeout,      // after it: the outcome is not known
    connection_lost,   // after it: the outcome is not known
    response_malformed,
    response_too_large,

    // Redis
    redis_disconnected,       // no connection; the call was not sent
    redis_connection_lost,    // the call was sent, its outcome is not known
    redis_timeout,            // likewise
    redis_error,              // Redis answered with an error
    redis_reply_unexpected,   // a reply of a shape that the function does not have
    redis_no_library,         // the function library is not loaded

    // life of the process
    stopping,
    config_invalid,
};

// The stable word for an error: log field `error`, problem `code`. Every Errc has one.
std::string_view error_name(Errc code);

// The same for any error_code: our words for ours, "category:value" for others.
std::string error_name(const boost::system::error_code& ec);

// The error as clients may be told of it: ours as it is, internal_error for those of other libraries.
Errc errc_of(const boost::system::error_code& ec);

const boost::system::error_category& smsgw_category();

inline boost::system::error_code make_error_code(Errc code) {
    return {static_cast<int>(code), smsgw_category()};
}

}   // namespace smsgw

template <>
struct boost::system::is_error_code_enum<smsgw::Errc> : std::true_type {};
