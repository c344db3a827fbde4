// Asking a provider what became of an attempt whose outcome was never learned.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "smsgw/delivery_report.hpp"
#include "smsgw/e164_number.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

struct LookupRequest {
    MsgId msgid;
    int attempt = 1;
    std::string ref;   // the one that the attempt was submitted with
    // For providers that must be asked for a recipient's messages of a time: absent when the message could not be read.
    std::optional<E164Number> to = {};
    std::optional<WallTime> accepted_at = {};
};

// The provider has it: what it would report now, and its ids as a submit would have answered them. `ids` is empty when
// there is none that we can read.
struct LookupFound {
    DeliveryReport report;
    std::vector<ProviderMsgId> ids;
};

// The provider says that it has no message with this ref. It may still be about to have one: a submit can be slower than
// a look-up.
struct LookupNotFound {};

// Everything else: nothing was learned.
struct LookupFailed {
    std::string error;   // "read_timeout", "http_503", "answer_malformed", "unsupported"
};

using LookupOutcome = std::variant<LookupFound, LookupNotFound, LookupFailed>;

}   // namespace smsgw
