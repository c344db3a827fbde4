// Where delivery reports meet their messages.
#pragma once

#include <vector>

#include "smsgw/delivery_report.hpp"
#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

enum class Applied {
    changed,     // the message moved to the report's status
    no_change,   // a repeat, or older news
    parked,      // the provider msgid is not known (yet): kept until it is, or for an hour
    unknown,     // there is no such message (any more)
    dropped,     // could not be parked: the park is full
};

// What a report says about its recipient goes into the suppression list (ports/suppression_store.hpp) when it is applied.
class ReportStore {
public:
    virtual ~ReportStore() = default;

    // By our own reference: the message is known, whether or not the submit's answer was read.
    virtual Task<Result<Applied>> apply(MsgId msgid, int attempt, ProviderId provider,
                                        DeliveryReport report) = 0;

    // By the provider's msgid; parked when the submit's answer has not been recorded yet.
    virtual Task<Result<Applied>> apply(ProviderId provider, DeliveryReport report) = 0;
};

// A message that is held because the outcome of its attempt was not learned.
struct Held {
    MsgId msgid;
    int attempt = 0;
    ProviderId provider;
};

struct Promoted {
    int moved = 0;            // call again while it is `max`
    std::vector<Held> held;   // it is time to ask their providers what became of them
};

// Work that is due by time: scheduled and delayed messages, holds and report windows, parked reports. Any number of
// processes may call it at once. Errc::storage_unavailable.
class DueWork {
public:
    virtual ~DueWork() = default;
    virtual Task<Result<Promoted>> promote(int max) = 0;

    // The provider says that it never got the attempt: the message goes back to the queue, or ends `failed` when this was
    // attempt `attempts_max`. Harmless when there was other news meanwhile.
    virtual Task<Result<void>> never_came(Held held, int attempts_max) = 0;

    // The provider says that it has accepted the attempt, and what it knows of it.
    virtual Task<Result<void>> came(Held held, std::vector<ProviderMsgId> ids, DeliveryReport report) = 0;
};

}   // namespace smsgw
