#include "redis/audit_reader.hpp"

#include <algorithm>
#include <charconv>

#include "redis/message_codec.hpp"

namespace smsgw::redis {
namespace {

constexpr const char* group = "g";
constexpr std::size_t commands_per_message = 4;
// Entries that may be added to a stream between catch_up() and look(), which follows at once.
constexpr int tail_max = 1000;

std::size_t at(Lane lane) {
    return static_cast<std::size_t>(lane);
}

int number_or(const Reply& reply, int otherwise) {
    int value = otherwise;
    std::from_chars(reply.text.data(), reply.text.data() + reply.text.size(), value);
    return value;
}

Command range(const std::string& key, const std::string& from, const std::string& to, std::size_t count) {
    return Command("XRANGE") << key << from << to << "COUNT" << count;
}

Command pending(const std::string& key, const EntryId& from, const EntryId& to, std::size_t count) {
    return Command("XPENDING") << key << group << from.text() << to.text() << count;
}

Command groups(const std::string& key) {
    return Command("XINFO") << "GROUPS" << key;
}

// How far the group has read, from XINFO GROUPS: flat name and value pairs per group.
EntryId last_delivered(const Reply& reply) {
    for (const auto& one : reply.items)
        for (std::size_t i = 0; i + 1 < one.items.size(); i += 2)
            if (one.items[i].text == "last-delivered-id") return EntryId::parse(one.items[i + 1].text);
    return {};
}

EntryState state_of(const EntryId& id, const EntryId& delivered, bool is_pending) {
    if (is_pending) return EntryState::lent;
    return id > delivered ? EntryState::waiting : EntryState::lost;
}

void count(EntryState state, Places& places) {
    if (state == EntryState::waiting) ++places.waiting;
    if (state == EntryState::lent) ++places.lent;
    if (state == EntryState::lost) ++places.lost;
}

void ask_for_message(const MessageName& name, std::vector<Command>& commands) {
    const auto key = name.key();
    commands.push_back(Command("HMGET") << key << "s"
                                        << "k"
                                        << "n"
                                        << "ev"
                                        << "pid"
                                        << "d"
                                        << "am"
                                        << "hg");
    commands.push_back(Command("HEXISTS") << key << "t");
    commands.push_back(Command("PTTL") << key);
    commands.push_back(Command("ZSCORE") << Keys::due(name.partition) << name.msgid);
}

// From the replies to ask_for_message().
MessageFacts facts_from(const Reply* replies) {
    MessageFacts facts;
    facts.exists = replies[2].integer != -2;
    facts.has_ttl = replies[2].integer >= 0;
    facts.places.due = replies[3].kind == Reply::Kind::text;
    if (!facts.exists || replies[0].is_error()) return facts;
    const auto& f = replies[0].items;
    facts.status = status_from_rank(number_or(f[0], 0));
    facts.attempts = number_or(f[1], 0);
    facts.last_seq = number_or(f[2], 1);
    facts.events = decode_lines(f[3].text);
    facts.has_provider_msgid = !f[4].text.empty();
    facts.duplicate = f[5].text == "1";
    facts.ambiguous = f[6].text == "1";
    const auto hedge = number_or(f[7], 0);
    if (hedge > 0) facts.hedge = hedge > 2 ? MessageFacts::Hedge::begun : MessageFacts::Hedge::waits;
    facts.has_text = replies[1].integer == 1;
    return facts;
}

}   // namespace

AuditReader::AuditReader(Connection& connection, int partitions, std::size_t batch)
    : connection_(connection), partitions_(static_cast<std::size_t>(partitions)), batch_(batch) {}

Task<Result<std::vector<StreamEntry>>> AuditReader::read_ready(int partition, Lane lane) {
    auto& index = partitions_[static_cast<std::size_t>(partition)].ready[at(lane)];
    const auto key = Keys::ready(partition, lane);
    std::vector<Command> first;
    first.push_back(range(key, "(" + index.last().text(), "+", batch_));
    auto found = co_await call_all(connection_, std::move(first));
    if (found.has_error()) co_return found.error();
    auto entries = read_entries(found->front());
    if (entries.empty()) co_return entries;
    // Asked after the entries: one that was read meanwhile is known to be lent.
    std::vector<Command> then;
    then.push_back(groups(key));
    then.push_back(pending(key, entries.front().id, entries.back().id, entries.size()));
    auto read = co_await call_all(connection_, std::move(then));
    if (read.has_error()) co_return read.error();
    std::vector<EntryId> lent;
    for (const auto& item : (*read)[1].items)
        if (!item.items.empty()) lent.push_back(EntryId::parse(item.items[0].text));
    const auto delivered = last_delivered((*read)[0]);
    for (auto& entry : entries)
        entry.state = state_of(entry.id, delivered, std::binary_search(lent.begin(), lent.end(), entry.id));
    index.add(entries);
    co_return entries;
}

Task<Result<std::vector<StreamEntry>>> AuditReader::read_dead_letters(int partition) {
    auto& index = partitions_[static_cast<std::size_t>(partition)].dead_letters;
    std::vector<Command> commands;
    commands.push_back(range(Keys::dead_letters(partition), "(" + index.last().text(), "+", batch_));
    auto replies = co_await call_all(connection_, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    auto entries = read_entries(replies->front());
    index.add(entries);
    co_return entries;
}

Task<Result<void>> AuditReader::catch_up(int partition) {
    if (!is_ours(partition)) co_return Result<void>();
    for (const auto lane : lanes) {
        for (;;) {
            const auto entries = co_await read_ready(partition, lane);
            if (entries.has_error()) co_return entries.error();
            if (entries->size() < batch_) break;
        }
    }
    for (;;) {
        const auto entries = co_await read_dead_letters(partition);
        if (entries.has_error()) co_return entries.error();
        if (entries->size() < batch_) break;
    }
    co_return Result<void>();
}

// From the replies to ask_for_places().
Places AuditReader::places_from(const Reply* reply, const std::string& msgid, const Candidates& known,
                                Places places) {
    std::array<EntryId, lanes.size()> delivered;
    for (const auto lane : lanes) {
        const auto& read = delivered[at(lane)] = last_delivered(*reply++);
        for (const auto& entry : read_entries(*reply++))
            if (entry.msgid == msgid) count(state_of(entry.id, read, entry.id <= read), places);
    }
    for (const auto& [lane, id] : known.entries) {
        const auto there = read_entries(*reply++);
        const bool is_pending = !(*reply++).items.empty();
        if (!there.empty() && there.front().msgid == msgid)
            count(state_of(id, delivered[at(lane)], is_pending), places);
    }
    for (std::size_t i = 0; i < known.dead_letters.size(); ++i) {
        const auto there = read_entries(*reply++);
        if (!there.empty() && there.front().msgid == msgid) places.dead_letter = true;
    }
    return places;
}

void AuditReader::take_places(const MessageName& name, MessageFacts& facts) {
    // No gateway looks after a partition beyond those of the installation: what is there is in no place.
    if (!is_ours(name.partition)) {
        facts.places = {};
        return;
    }
    auto& partition = partitions_[static_cast<std::size_t>(name.partition)];
    for (auto& ready : partition.ready)
        for (const auto& place : ready.find(name.msgid)) count(place.state, facts.places);
    facts.places.dead_letter = !partition.dead_letters.find(name.msgid).empty();
}

Task<Result<std::vector<MessageFacts>>> AuditReader::glance(std::vector<MessageName> names) {
    std::vector<Command> commands;
    commands.reserve(names.size() * commands_per_message);
    for (const auto& name : names) ask_for_message(name, commands);
    auto replies = co_await call_all(connection_, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    std::vector<MessageFacts> all;
    all.reserve(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        all.push_back(facts_from(replies->data() + i * commands_per_message));
        take_places(names[i], all.back());
    }
    co_return all;
}

AuditReader::Candidates AuditReader::candidates(const MessageName& name) {
    Candidates found;
    auto& partition = partitions_[static_cast<std::size_t>(name.partition)];
    for (const auto lane : lanes)
        for (const auto& place : partition.ready[at(lane)].find(name.msgid))
            found.entries.emplace_back(lane, place.id);
    for (const auto& place : partition.dead_letters.find(name.msgid)) found.dead_letters.push_back(place.id);
    return found;
}

// All entries that there are now are those that were read before, as far as they are left, and the tail.
void AuditReader::ask_for_places(const MessageName& name, const Candidates& known,
                                 std::vector<Command>& commands) const {
    const auto& partition = partitions_[static_cast<std::size_t>(name.partition)];
    for (const auto lane : lanes) {
        const auto key = Keys::ready(name.partition, lane);
        commands.push_back(groups(key));
        commands.push_back(range(key, "(" + partition.ready[at(lane)].last().text(), "+", tail_max));
    }
    for (const auto& [lane, id] : known.entries) {
        const auto key = Keys::ready(name.partition, lane);
        commands.push_back(range(key, id.text(), id.text(), 1));
        commands.push_back(pending(key, id, id, 1));
    }
    for (const auto& id : known.dead_letters)
        commands.push_back(range(Keys::dead_letters(name.partition), id.text(), id.text(), 1));
}

Task<Result<MessageFacts>> AuditReader::look(MessageName name) {
    std::vector<Command> commands;
    ask_for_message(name, commands);
    Candidates known;
    if (is_ours(name.partition)) {
        known = candidates(name);
        ask_for_places(name, known, commands);
    }
    auto replies = co_await call_at_once(connection_, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    auto facts = facts_from(replies->data());
    if (is_ours(name.partition))
        facts.places = places_from(replies->data() + commands_per_message, name.msgid, known, facts.places);
    else
        facts.places = {};   // no gateway looks after a partition beyond those of the installation
    co_return facts;
}

}   // namespace smsgw::redis
