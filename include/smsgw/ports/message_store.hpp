// Durable storage of messages, as the api sees it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "smsgw/admission.hpp"
#include "smsgw/message.hpp"
#include "smsgw/money.hpp"
#include "smsgw/msg_status.hpp"
#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

// Are the changes of a message written to the outbox of its account (ports/callback_store.hpp)?
enum class Callbacks { no, yes };

// A valid message that wants to be accepted. Storage gives it its msgid and its times, by the storage's clock.
struct NewMessage {
    Message message;               // msgid, accepted_at and expires_at are ignored
    Millis validity{};             // expires_at = accepted_at (or send_at, when that is later) + validity
    std::string idempotency_key;   // empty: none
    std::string fingerprint;       // of what the client asked for; compared when the key is known
    Callbacks callbacks = Callbacks::no;
    std::optional<AdmissionCheck> check;   // absent: nothing keeps it out
};

enum class AdmitKind { fresh, replayed, denied };

struct Admitted {
    AdmitKind kind = AdmitKind::fresh;
    Message message;        // replayed: the message that the key made first
    Denial denial = {};     // when denied: nothing was written and nothing used up
    AdmissionNotes notes = {};   // when fresh
};

enum class Canceled {
    yes,    // it ended `canceled`, now or before
    late,   // it was submitted, may have been, or has ended otherwise
};

// One line of a message's timeline.
struct StatusEvent {
    int seq = 0;   // from 1, gap-free
    WallTime at;   // storage clock
    MsgStatus status = MsgStatus::queued;
    int attempt = 0;
    std::string provider;        // may be empty
    std::string provider_time;   // may be empty
    std::string error;           // may be empty
};

// What a client may know of its message.
struct MessageView {
    Message message;   // without its text
    MsgStatus status = MsgStatus::queued;
    int attempts = 0;
    bool duplicate_possible = false;
    bool corrected = false;   // a positive report came after a negative one
    std::string provider;
    std::vector<ProviderMsgId> provider_msgids;
    std::vector<Money> price;   // of all accepted attempts, one amount for each currency; empty: not known
    std::vector<StatusEvent> events;
};

// How many messages of an account were accepted, by the storage's clock in UTC.
struct Usage {
    std::int64_t today = 0;
    std::int64_t this_month = 0;
};

// Only so many messages of one reference are listed, the newest.
inline constexpr int listed_max = 100;

class MessageStore {
public:
    virtual ~MessageStore() = default;

    // Judges, stores and queues in one step, on stable storage when it returns. A message that is known by its idempotency key is
    // not judged again.
    // Errc::idempotency_key_reused: the key came with another fingerprint, nothing written. Errc::storage_full:
    // nothing written. Errc::recipient_suppressed: likewise; a repeat of what was accepted before is still answered so.
    // Errc::storage_unavailable: the outcome is not known.
    virtual Task<Result<Admitted>> admit(NewMessage message) = 0;

    // Errc::not_found: never accepted, or its retention is over. Errc::storage_unavailable.
    virtual Task<Result<MessageView>> find(MsgId msgid) = 0;

    // The account's messages with that reference, newest first, at most `max` (1..listed_max): every one that admit() has
    // returned and whose retention is not over. Errc::storage_unavailable.
    virtual Task<Result<std::vector<MessageView>>> list(AccountId account, Reference reference, int max) = 0;

    // Errc::storage_unavailable.
    virtual Task<Result<Usage>> usage(AccountId account) = 0;

    // Ends a message that was provably never submitted. Errc::not_found, Errc::storage_unavailable: may have happened.
    virtual Task<Result<Canceled>> cancel(MsgId msgid) = 0;
};

}   // namespace smsgw
