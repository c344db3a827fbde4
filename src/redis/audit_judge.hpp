// Which promises of docs/architecture.md a stored message breaks. Pure: reads facts, asks nobody.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smsgw/ports/message_store.hpp"

namespace smsgw::redis {

enum class Breach : std::uint8_t {
    unreachable,
    doubled,
    ttl_on_live,
    no_ttl_at_rest,
    unreadable,
    seq_gap,
    rank_regression,
    status_repeated,
    last_event_differs,
    attempt_mismatch,
    text_kept,
    resend_unsafe_truth,
    duplicate_unflagged,
    entry_orphan,
    due_orphan,
    idempotency_orphan,
    index_mismatch,
    parked_orphan,
    counter_mismatch,
};

struct BreachRow {
    Breach breach;
    std::string_view code;
    std::string_view meaning;   // docs/audit.md says what to do
};

inline constexpr std::array breach_rows = {
    BreachRow{Breach::unreachable, "unreachable", "live, and in no place from which it would go on"},
    BreachRow{Breach::doubled, "double", "queued in more than one place"},
    BreachRow{Breach::ttl_on_live, "ttl_on_live", "live, and would vanish"},
    BreachRow{Breach::no_ttl_at_rest, "no_ttl_at_rest", "at rest, and would stay for ever"},
    BreachRow{Breach::unreadable, "unreadable", "not a message, or without a known status"},
    BreachRow{Breach::seq_gap, "seq_gap", "the numbers of its events do not go 1, 2, 3"},
    BreachRow{Breach::rank_regression, "rank_regression", "its status went back"},
    BreachRow{Breach::status_repeated, "status_repeated", "it came to one status twice"},
    BreachRow{Breach::last_event_differs, "last_event_differs", "its last event is not its status"},
    BreachRow{Breach::attempt_mismatch, "attempt_mismatch", "its attempts are not numbered 1 to the last"},
    BreachRow{Breach::text_kept, "text_kept", "its text is stored longer than it is needed"},
    BreachRow{Breach::resend_unsafe_truth, "resend_unsafe_truth",
              "ended as safe to resend although an attempt was, or may have been, accepted"},
    BreachRow{Breach::duplicate_unflagged, "duplicate_unflagged",
              "several attempts were accepted and it does not say so"},
    BreachRow{Breach::entry_orphan, "entry_orphan", "a queue entry whose message is gone"},
    BreachRow{Breach::due_orphan, "due_orphan", "due by time, without a live message"},
    BreachRow{Breach::idempotency_orphan, "idempotency_orphan",
              "an idempotency record that outlived its message"},
    BreachRow{Breach::index_mismatch, "index_mismatch",
              "a provider msgid of an attempt that was never begun"},
    BreachRow{Breach::parked_orphan, "parked_orphan", "parked reports that nobody will look at"},
    BreachRow{Breach::counter_mismatch, "counter_mismatch",
              "the counters of a partition and its messages do not add up"},
};

std::string_view code_of(Breach breach);

// Where a message is, as of one moment.
struct Places {
    int waiting = 0;            // entries of ready streams that nobody has read
    int lent = 0;               // entries that a consumer has not settled
    int lost = 0;               // entries that are neither: no consumer will ever get them
    bool due = false;           // a member of the due zset
    bool dead_letter = false;   // an entry of the dead letters
};

// What is stored of one message, or where only its msgid was found.
struct MessageFacts {
    bool exists = true;
    std::optional<MsgStatus> status;   // none: not to be read
    int attempts = 0;
    int last_seq = 1;
    std::vector<StatusEvent> events = {};   // without the implied first one
    bool has_text = false;
    bool has_provider_msgid = false;
    bool duplicate = false;   // says that more than one attempt was accepted
    bool ambiguous = false;   // the outcome of an earlier attempt was never learned
    // Of a second submit: its text is kept until then; it was begun, and the timeline has no line of it.
    enum class Hedge : std::uint8_t { none, waits, begun } hedge = Hedge::none;
    bool has_ttl = false;
    Places places = {};
};

// Each breach once. Orphans of places are told of messages that do not exist, or exist at rest.
std::vector<Breach> judge(const MessageFacts& facts);

}   // namespace smsgw::redis
