// The outbox: status changes that an account's service has not been told of yet. Each is written in the same step as the
// change itself (docs/callbacks.md).
#pragma once

#include <set>
#include <vector>

#include "smsgw/ports/message_store.hpp"

namespace smsgw {

// One change, lent to this process for a while.
struct CallbackEvent {
    MessageView view;    // the message as it is now; its timeline ends with what is known now
    StatusEvent event;   // the change to tell of
    int tries = 0;       // that failed since this message's service last took one
};

struct CallbackWish {
    AccountId account;
    int max = 0;
};

// Errc::storage_unavailable. All calls but take() may be repeated; what is said about an event that was settled meanwhile
// changes nothing.
class CallbackStore {
public:
    virtual ~CallbackStore() = default;

    // Events that are due, up to `max` of each account. Of one message the oldest untold event only, and no other until
    // it is settled or its loan of `lend_for` is over: so they are told in order. Each is told at least once.
    virtual Task<Result<std::vector<CallbackEvent>>> take(std::vector<CallbackWish> wishes,
                                                          Millis lend_for) = 0;

    // The service has taken it. The message's next event, if any, is due at once.
    virtual Task<Result<void>> done(AccountId account, MsgId msgid, int seq) = 0;

    // It is due again after `delay`.
    virtual Task<Result<void>> retry(AccountId account, MsgId msgid, int seq, Millis delay) = 0;

    // This event and all that wait behind it are not told (counted); later changes of the message are.
    virtual Task<Result<void>> give_up(AccountId account, MsgId msgid, int seq) = 0;

    // Accounts whose endpoint said that it is gone: events are kept, and nobody takes them.
    virtual Task<Result<std::set<AccountId>>> disabled() = 0;
    virtual Task<Result<void>> disable(AccountId account) = 0;
};

}   // namespace smsgw
