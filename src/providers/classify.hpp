// What an HTTP answer, or the lack of one, proves about a submit. Shared by all providers; pure.
#pragma once

#include <optional>

#include "http/client.hpp"
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

}   // namespace smsgw::providers
