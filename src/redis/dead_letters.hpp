// The port DeadLetterStore on Redis: a stream of each partition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "redis/connection.hpp"
#include "redis/message_store.hpp"
#include "redis/stream_index.hpp"
#include "smsgw/ports/dead_letter_store.hpp"

namespace smsgw::redis {

// DeadLetter::id: "00:1767225600000-0", its partition and its entry.
struct DeadLetterId {
    int partition = 0;
    EntryId entry;

    static Result<DeadLetterId> parse(
        std::string_view text);   // Errc::not_found: no dead letter has that name
    std::string text() const;
};

class DeadLetters : public DeadLetterStore {
public:
    DeadLetters(Connection& connection, Clock& clock, int partitions)
        : connection_(connection),
          clock_(clock),
          partitions_(partitions),
          messages_(connection, clock, Keys(partitions), {}) {}

    // Partition by partition, the oldest of each first.
    Task<Result<std::vector<DeadLetter>>> page(std::string after) override;
    Task<Result<DeadLetter>> find(std::string id) override;
    Task<Result<Replayed>> replay(DeadLetter letter) override;
    Task<Result<Discard>> discard(DeadLetter letter) override;

    // The text that is stored; empty when it is erased.
    Task<Result<SmsText>> text(MsgId msgid);

private:
    Task<Result<std::vector<DeadLetter>>> read(int partition, std::string from, std::string to);

    Connection& connection_;
    Clock& clock_;
    int partitions_;
    RedisMessageStore messages_;
};

}   // namespace smsgw::redis
