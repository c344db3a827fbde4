// Ready messages and what becomes of them, as the workers see it.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "smsgw/message.hpp"
#include "smsgw/money.hpp"
#include "smsgw/recipient_fault.hpp"
#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

// A message lent to this process. It stays lent until it is settled, or until its lease ends and another takes it.
struct Lease {
    Message message;
    std::string entry;   // the queue's own name of it
    int attempts = 0;    // how many were begun so far, the one of this lease included once begin() said `go`
    Millis last_delay{0};   // of the last retry; 0: none yet
    ProviderId
        repeat_through;   // the provider that must get the next attempt, because it drops repeats; else empty
    // Not empty: this provider has accepted the message and reports nothing; the next attempt is a hedge, through another
    // one. Whatever becomes of it, the message keeps its status until a report comes.
    ProviderId hedge_of;
    ProviderId
        last_provider;   // that the last attempt was begun through; empty: none yet, or a lease of reclaim()
};

// One that is about to be recorded.
struct NewAttempt {
    ProviderId provider;
    Millis budget{};   // it counts as in flight for so long; then others may call the message `unknown`
    std::optional<Money> estimate;   // what it will cost, by our own price table; booked when it is accepted
};

struct SettleSubmitted {
    std::vector<ProviderMsgId> ids;
    Millis report_window{};             // without a final report by then: dlr_timeout
    std::optional<Money> price = {};    // the provider's own, in place of the estimate
    std::optional<Millis> hedge = {};   // without a delivery by then it is lent once more, as a hedge
    int parts_refused =
        0;   // beside those of `ids`: at once `undelivered`, but for a hedge, and never `delivered`
};
struct SettleRetryAt {   // proven not accepted, or never begun
    Millis delay{};
    std::string error;
};
struct
    SettleRepeatAt {   // not learned, but the provider drops a repeat of what it has accepted: through it again
    Millis delay{};
    std::string error;
};
struct SettleRejected {
    std::string error;
    RecipientFault fault = RecipientFault::none;   // goes into the suppression list
};
struct SettleFailed {   // attempts exhausted, each proven not accepted
    std::string error;
};
struct SettleUnknown {
    Millis
        hold{};   // without news by then: unconfirmed; or submitted once more where the message asks for that
    std::string error;
};
using Settlement =
    std::variant<SettleSubmitted, SettleRetryAt, SettleRepeatAt, SettleRejected, SettleFailed, SettleUnknown>;

enum class Begun {
    go,           // the attempt is on stable storage: bytes may be written now
    expired,      // validity ended; the message is settled
    suppressed,   // its recipient is on the suppression list; the message is settled, `rejected`
    lost,         // another process has it, or it moved on: forget the lease
};

class WorkQueue {
public:
    virtual ~WorkQueue() = default;

    // Up to `max` messages: otp first, then normal, then bulk, each lower lane with a guaranteed share. Does not wait:
    // an empty list says that nothing is ready. Errc::storage_unavailable.
    virtual Task<Result<std::vector<Lease>>> lease(int max) = 0;

    // Looks after leases that ended unsettled (their process died): messages that were begun become `unknown`. One that
    // was never begun, at most, becomes a lease of ours: its process may have died of it, so it must not take others
    // along. After too many such leases a message is `rejected` and a dead letter.
    virtual Task<Result<std::optional<Lease>>> reclaim() = 0;

    // Returns when there may be work, after at most about a second, or when cancelled.
    virtual Task<> wait() = 0;

    // Records attempt number lease.attempts + 1, on stable storage, before any byte goes upstream.
    virtual Task<Result<Begun>> begin(Lease lease, NewAttempt attempt) = 0;

    // Ends the lease, begun (attempt number lease.attempts) or not. Harmless when repeated or when the message has moved
    // on meanwhile. Where the outcome of an earlier attempt was never learned, failed and rejected become `unconfirmed`.
    // Goes on while storage is away: nobody else knows the outcome. Errc::stopping.
    virtual Task<Result<void>> settle(Lease lease, ProviderId provider, Settlement settlement) = 0;
};

}   // namespace smsgw
