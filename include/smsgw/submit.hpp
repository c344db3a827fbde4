// One try to hand a message to a provider, and what can be proven about it (docs/guarantees: classification).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "smsgw/message.hpp"
#include "smsgw/money.hpp"
#include "smsgw/recipient_fault.hpp"

namespace smsgw {

struct SubmitRequest {
    Message message;
    int attempt = 1;
    std::string ref;               // msgid.attempt.hmac, to be echoed in delivery reports
    std::string report_url;        // public webhook URL with the ref: for providers that take one per message
    std::string dedupe_key = {};   // the msgid, the same for all attempts: for providers that drop repeats
    Millis validity{};             // what is left of the message's: for providers that can be told
};

// The provider took it. `ids` is empty when it answered success without an id we can read.
struct Accepted {
    std::vector<ProviderMsgId> ids;
    std::optional<Money> price = {};   // of the whole message, when the answer says it
    // Segments that it refused beside those that it took: the message can never arrive whole, and is no more to be taken
    // back than any other accepted one.
    int parts_refused = 0;
};

// Proven not accepted: another try cannot make a second SMS.
struct NotAccepted {
    enum class Cause : std::uint8_t {
        fault,       // no connection, or a fault on their side
        throttled,   // it asks for a slower pace
        ours,        // nothing was written, for a reason of our own
    };
    std::string error;                        // "connect_timeout", "http_429", "smstools_105"
    std::optional<Millis> retry_after = {};   // as the provider asked
    Cause cause = Cause::fault;
};

// A definite no.
struct Refused {
    enum class Scope {
        message,
        provider
    };   // this message will never pass | our credentials or credit: try others
    std::string error;
    Scope scope = Scope::message;
    RecipientFault fault = RecipientFault::none;   // what the reason says about the recipient
};

// Everything else after the last byte was written: it may or may not have been accepted.
struct Ambiguous {
    std::string error;
};

using SubmitOutcome = std::variant<Accepted, NotAccepted, Refused, Ambiguous>;

}   // namespace smsgw
