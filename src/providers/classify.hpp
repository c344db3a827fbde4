// What an HTTP answer, or the lack of one, proves about a submit. Shared by all providers; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/client.hpp"
#include "smsgw/conversion.hpp"
#include "smsgw/provider_check.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::providers {

// The wait that an answer asks for: seconds or an HTTP date (RFC 9110, 10.2.3), clamped to 1 s .. 1 h. A date counts
// from the answer's own Date header, so a clock of ours that is wrong does not matter. Empty: absent or unreadable.
std::optional<Millis> read_retry_after(const http::ClientResponse& response);

// No answer came. NotAccepted when not one complete request was handed over, else Ambiguous. The error is the word of
// the Errc: "connect_timeout", "read_timeout".
SubmitOutcome classify_failure(const http::ClientFailure& failure);

// An answer whose body says nothing, by its status alone. 2xx is Accepted without ids; what neither accepts nor
// refuses beyond doubt is Ambiguous. The error is "http_<status>".
SubmitOutcome classify_status(const http::ClientResponse& response);

// What a provider's own error code means. Each provider has one table of rows; its tests walk every row.
enum class ErrorClass : std::uint8_t {
    perm,        // this message will never be accepted as it is: Refused, scope message
    opt_out,     // likewise, because the recipient does not want to be written to
    invalid,     // likewise, because there is no such number, or it takes no SMS
    auth,        // credentials, permission, address: Refused, scope provider
    balance,     // no credit: Refused, scope provider
    throttle,    // too fast, not processed: NotAccepted
    transient,   // refused by a fault on their side, not processed: NotAccepted
    ambiguous,   // it may have been accepted
};

struct ErrorRow {
    std::string_view code;
    ErrorClass error_class;
};

// `error` is the word for logs and clients: "<provider type>_<code>". The wait is that of Retry-After.
SubmitOutcome outcome_of(ErrorClass error_class, std::string error, const http::ClientResponse& response);

// By the code's row; a code without one goes by the HTTP status, and beside a 2xx it is Ambiguous, because the two contradict each
// other. `code` is theirs and reaches logs: it is bounded, and what is neither letter nor digit becomes "_".
SubmitOutcome classify_code(std::string_view provider_type, std::string_view code,
                            std::span<const ErrorRow> rows, const http::ClientResponse& response);

// The outcome of a dry run as a check: passed, with `passed` as its detail, when it was accepted with an id; else
// the error's word.
ProviderCheck check_of(const SubmitOutcome& outcome, std::string passed);

// What was learned of feedback, by the HTTP status alone: 2xx is FeedbackTaken.
FeedbackOutcome feedback_of(const http::ClientResult& result);

}   // namespace smsgw::providers
