// Dead letters: messages that were given up because handling them failed again and again, for a person to replay or discard.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "smsgw/ports/message_store.hpp"
#include "smsgw/result.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

struct DeadLetter {
    std::string id;   // names it for people
    std::string msgid;
    std::string reason;   // poison, or missing: only a queue entry was left of it
    int deliveries = 0;   // how often a worker got it
    WallTime since;
    std::optional<MessageView> message;   // none once its retention is over
};

enum class Replay : std::uint8_t {
    done,
    gone,     // no such dead letter
    erased,   // its text is not stored any more
};

struct Replayed {
    Replay outcome = Replay::gone;
    MsgId msgid;   // of the new message, when done
};

enum class Discard : std::uint8_t { done, gone };

// All errors: Errc::storage_unavailable, and of replay() storage_full.
class DeadLetterStore {
public:
    virtual ~DeadLetterStore() = default;

    // Those behind the one with the id `after` (at first: ""), a page at most; empty at the end.
    virtual Task<Result<std::vector<DeadLetter>>> page(std::string after) = 0;

    // Errc::not_found.
    virtual Task<Result<DeadLetter>> find(std::string id) = 0;

    // Admits the text again as a new message, with a validity counted anew; the old one keeps its end.
    virtual Task<Result<Replayed>> replay(DeadLetter letter) = 0;

    // Forgets the dead letter and its text.
    virtual Task<Result<Discard>> discard(DeadLetter letter) = 0;
};

}   // namespace smsgw
