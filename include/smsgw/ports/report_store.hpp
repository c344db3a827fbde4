// Where delivery reports meet their messages.
#pragma once

#include "smsgw/delivery_report.hpp"
#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

enum class Applied {
    changed,      // the message moved to the report's status
    no_change,    // a repeat, or older news
    parked,       // the provider msgid is not known (yet): kept until it is, or for an hour
    unknown,      // there is no such message (any more)
    dropped,      // could not be parked: the park is full
};

class ReportStore {
public:
    virtual ~ReportStore() = default;

    // By our own reference: the message is known, whether or not the submit's answer was read.
    virtual Task<Result<Applied>> apply(MsgId msgid, int attempt, ProviderId provider, DeliveryReport report) = 0;

    // By the provider's msgid; parked when the submit's answer has not been recorded yet.
    virtual Task<Result<Applied>> apply(ProviderId provider, DeliveryReport report) = 0;
};

// Work that is due by time: delayed messages, ended holds and report windows, parked reports. Any number of processes
// may call it at once. Returns how much was moved; call again while it equals `max`. Errc::storage_unavailable.
class DueWork {
public:
    virtual ~DueWork() = default;
    virtual Task<Result<int>> promote(int max) = 0;
};

}  // namespace smsgw
