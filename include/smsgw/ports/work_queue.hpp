// Ready messages and what becomes of them, as the workers see it.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "smsgw/message.hpp"
#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

// A message lent to this process. It stays lent until it is settled, or until its lease ends and another takes it.
struct Lease {
    Message message;
    std::string entry;   // the queue's own name of it
    int attempts = 0;    // how many were begun so far, the one of this lease included once begin() said `go`
};

struct SettleSubmitted {
    std::vector<ProviderMsgId> ids;
    Millis report_window{};   // without a final report by then: dlr_timeout
};
struct SettleRetryAt {   // proven not accepted, or never begun
    Millis delay{};
    std::string error;
};
struct SettleRejected {
    std::string error;
};
struct SettleFailed {   // attempts exhausted, each proven not accepted
    std::string error;
};
struct SettleUnknown {
    Millis hold{};   // without news by then: unconfirmed
    std::string error;
};
using Settlement = std::variant<SettleSubmitted, SettleRetryAt, SettleRejected, SettleFailed, SettleUnknown>;

enum class Begun {
    go,        // the attempt is on stable storage: bytes may be written now
    expired,   // validity ended; the message is settled
    lost,      // another process has it, or it moved on: forget the lease
};

class WorkQueue {
public:
    virtual ~WorkQueue() = default;

    // Up to `max` messages: otp first, then normal, then bulk, each lower lane with a guaranteed share. Does not wait:
    // an empty list says that nothing is ready. Errc::storage_unavailable.
    virtual Task<Result<std::vector<Lease>>> lease(int max) = 0;

    // Messages whose lease ended unsettled (their process died): those never begun come back as leases of ours, those
    // that were begun become `unknown`.
    virtual Task<Result<std::vector<Lease>>> reclaim(int max) = 0;

    // Returns when there may be work, after at most about a second, or when cancelled.
    virtual Task<> wait() = 0;

    // Records attempt number lease.attempts + 1 through `provider`, on stable storage, before any byte goes upstream.
    // The attempt counts as in flight for `budget`; after it others may call the message `unknown`.
    virtual Task<Result<Begun>> begin(Lease lease, ProviderId provider, Millis budget) = 0;

    // Ends the lease, begun (attempt number lease.attempts) or not. Harmless when repeated or when the message has moved
    // on meanwhile.
    virtual Task<Result<void>> settle(Lease lease, ProviderId provider, Settlement settlement) = 0;
};

}   // namespace smsgw
