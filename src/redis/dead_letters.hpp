// Dead letters: messages that were given up because handling them failed again and again, for a person to replay or discard.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "redis/connection.hpp"
#include "redis/message_store.hpp"
#include "redis/stream_index.hpp"

namespace smsgw::redis {

// Names a dead letter for people: "00:1767225600000-0", its partition and its entry.
struct DeadLetterId {
    int partition = 0;
    EntryId entry;

    static Result<DeadLetterId> parse(
        std::string_view text);   // Errc::not_found: no dead letter has that name
    std::string text() const;
};

struct DeadLetter {
    DeadLetterId id;
    std::string msgid;
    std::string reason;   // poison, or missing: only a queue entry was left of it
    int deliveries = 0;   // how often a worker got it
    WallTime since;
    std::optional<MessageView> message;   // none once its retention is over
};

enum class Replay {
    done,
    gone,
    erased
};   // gone: no such dead letter; erased: its text is not stored any more
enum class Discard { done, gone };

// Errors: those of call_function().
class DeadLetters {
public:
    DeadLetters(Connection& connection, Clock& clock, int partitions)
        : connection_(connection),
          clock_(clock),
          partitions_(partitions),
          messages_(connection, clock, Keys(partitions), {}) {}

    // Those behind `after` (at first: {}), partition by partition, the oldest of each first, a page at most; empty at the end.
    Task<Result<std::vector<DeadLetter>>> page(DeadLetterId after);
    // Errc::not_found.
    Task<Result<DeadLetter>> find(DeadLetterId id);
    // The text that is stored; empty when it is erased.
    Task<Result<SmsText>> text(MsgId msgid);

    struct Replayed {
        Replay outcome = Replay::gone;
        MsgId msgid;   // of the new message, when done
    };
    // Admits the text again as a new message, with a validity counted anew; the old one keeps its end.
    Task<Result<Replayed>> replay(DeadLetter letter);
    // Forgets the dead letter and its text.
    Task<Result<Discard>> discard(DeadLetter letter);

private:
    Task<Result<std::vector<DeadLetter>>> read(int partition, std::string from, std::string to);

    Connection& connection_;
    Clock& clock_;
    int partitions_;
    RedisMessageStore messages_;
};

}   // namespace smsgw::redis
