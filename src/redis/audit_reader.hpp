// Reads what an audit judges: messages, and the places they are in. Only commands that change nothing.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "redis/audit_judge.hpp"
#include "redis/keys.hpp"
#include "redis/pipeline.hpp"
#include "redis/stream_index.hpp"

namespace smsgw::redis {

// A message as a queue, the due set or a key names it: what stands there need not be a msgid.
struct MessageName {
    int partition = 0;
    std::string msgid;

    std::string key() const { return Keys::message_prefix(partition) + msgid; }
};

// On a connection of its own. Errors are those of call_all().
class AuditReader {
public:
    // `batch`: entries or messages that are asked for at once, and so held at once.
    AuditReader(Connection& connection, int partitions, std::size_t batch);

    // The next entries of a ready stream, each with its state; empty at its end. They are remembered for glance() and look().
    Task<Result<std::vector<StreamEntry>>> read_ready(int partition, Lane lane);
    // The same of the dead letters.
    Task<Result<std::vector<StreamEntry>>> read_dead_letters(int partition);
    // All that was added to the streams of a partition since they were read.
    Task<Result<void>> catch_up(int partition);

    // Quick, for many: what is true of a message changes while it reads, so that a fact may look like a breach.
    Task<Result<std::vector<MessageFacts>>> glance(std::vector<MessageName> names);
    // As of one moment, for one: what is a breach here is one.
    Task<Result<MessageFacts>> look(MessageName name);

private:
    struct Partition {
        std::array<StreamIndex, 3> ready;   // by lane
        StreamIndex dead_letters;
    };
    // Entries that were of a message when they were read.
    struct Candidates {
        std::vector<std::pair<Lane, EntryId>> entries;
        std::vector<EntryId> dead_letters;
    };
    bool is_ours(int partition) const { return partition < static_cast<int>(partitions_.size()); }
    Candidates candidates(const MessageName& name);
    void ask_for_places(const MessageName& name, const Candidates& known,
                        std::vector<Command>& commands) const;
    static Places places_from(const Reply* reply, const std::string& msgid, const Candidates& known,
                              Places places);
    void take_places(const MessageName& name, MessageFacts& facts);

    Connection& connection_;
    std::vector<Partition> partitions_;
    std::size_t batch_;
};

}   // namespace smsgw::redis
