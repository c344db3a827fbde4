// Which entries of a stream belong to which message: Redis finds an entry by its id only.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "redis/reply.hpp"

namespace smsgw::redis {

// An entry's id: milliseconds and a number within them.
struct EntryId {
    std::uint64_t ms = 0;
    std::uint64_t seq = 0;

    static EntryId parse(std::string_view text);   // {0, 0} for what is not one
    std::string text() const;
    friend auto operator<=>(const EntryId&, const EntryId&) = default;
};

enum class EntryState : std::uint8_t { waiting, lent, lost };

struct StreamEntry {
    EntryId id;
    std::string msgid;   // its field `m`; empty when it has none
    EntryState state = EntryState::waiting;
};

// The entries in a reply of XRANGE.
std::vector<StreamEntry> read_entries(const Reply& reply);

// The number that stands for a msgid where millions of them are compared: 8 bytes instead of 24. Two msgids may share one.
std::uint64_t short_of(std::string_view msgid);

// Grows with its stream, which grows at its end only. It does not notice that entries are deleted. 32 bytes an entry.
class StreamIndex {
public:
    struct Place {
        EntryId id;
        EntryState state;   // when it was read
    };

    void add(const std::vector<StreamEntry>& entries);   // those after last(), in their order
    EntryId last() const { return last_; }

    // Entries that may be of this message.
    std::vector<Place> find(std::string_view msgid);

private:
    struct Item {
        std::uint64_t message;
        Place place;
    };
    void sort();

    std::vector<Item> items_;   // by message, but for what was added since the last find()
    std::size_t sorted_ = 0;
    EntryId last_;
};

}   // namespace smsgw::redis
