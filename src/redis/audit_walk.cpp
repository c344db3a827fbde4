// Messages and their places; the records beside them are in audit_records.cpp.
#include "redis/audit_walk.hpp"

#include "redis/number.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace smsgw::redis {
namespace {

Task<Result<Reply>> call_one(Connection& connection, Command command) {
    std::vector<Command> commands;
    commands.push_back(std::move(command));
    auto replies = co_await call_all(connection, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    co_return std::move(replies->front());
}

// Keys of a partition as SCAN gives them: "{0a}m:…" is partition 10, kind m, name what follows the colon.
struct KeyName {
    int partition = -1;   // not one of our keys
    char kind = 0;
    std::string name;
};

KeyName read_key(const std::string& key) {
    KeyName read;
    int partition = 0;
    const auto digits = std::from_chars(key.data() + 1, key.data() + 3, partition, 16);
    if (digits.ec != std::errc{} || digits.ptr != key.data() + 3) return read;
    read.name = key.substr(6);
    read.kind = key[4];
    if (Keys::tag(partition) + read.kind + ":" + read.name == key) read.partition = partition;
    return read;
}

}   // namespace

AuditWalk::AuditWalk(Connection& connection, int partitions, AuditLimits limits)
    : connection_(connection),
      limits_(limits),
      reader_(connection, partitions, limits.batch),
      partitions_(static_cast<std::size_t>(partitions)) {
    report_.partitions = partitions;
}

Task<Result<void>> AuditWalk::run() {
    using Step = Task<Result<void>> (AuditWalk::*)();
    constexpr Step steps[] = {&AuditWalk::read_counters,     &AuditWalk::walk_queues,
                              &AuditWalk::walk_dead_letters, &AuditWalk::walk_due,
                              &AuditWalk::walk_keys,         &AuditWalk::compare_counters};
    for (const auto step : steps) {
        auto done = co_await (this->*step)();
        if (done.has_error()) co_return done.error();
    }
    co_return Result<void>();
}

void AuditWalk::tell(Breach breach, std::string subject) {
    auto& found = report_.breaches[breach];
    ++found.count;
    if (found.examples.size() < limits_.named_max) found.examples.push_back(std::move(subject));
}

Task<Result<void>> AuditWalk::read_counters() {
    std::vector<Command> commands;
    for (int p = 0; p < report_.partitions; ++p)
        commands.push_back(Command("HMGET") << Keys::counters(p) << "admitted"
                                            << "ended");
    auto replies = co_await call_all(connection_, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    for (std::size_t p = 0; p < partitions_.size(); ++p) {
        const auto& values = (*replies)[p].items;
        if (values.size() != 2) co_return Errc::redis_reply_unexpected;
        partitions_[p].admitted = number(values[0].text);
        partitions_[p].ended = number(values[1].text);
    }
    co_return Result<void>();
}

Task<Result<void>> AuditWalk::walk_queues() {
    for (int p = 0; p < report_.partitions; ++p)
        for (const auto lane : lanes)
            for (;;) {
                auto entries = co_await reader_.read_ready(p, lane);
                if (entries.has_error()) co_return entries.error();
                if (entries->empty()) break;
                auto judged = co_await judge_entries(p, std::move(*entries));
                if (judged.has_error()) co_return judged.error();
            }
    co_return Result<void>();
}

// Of messages that exist, walk_keys() finds what is wrong; here the others are found, and entries without a purpose.
Task<Result<void>> AuditWalk::judge_entries(int partition, std::vector<StreamEntry> entries) {
    std::vector<Command> commands;
    for (const auto& entry : entries)
        commands.push_back(Command("HGET") << MessageName{partition, entry.msgid}.key() << "s");
    auto replies = co_await call_all(connection_, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    const auto queued = std::to_string(rank(MsgStatus::queued));
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const bool is_lent = entries[i].state == EntryState::lent;
        ++(is_lent ? report_.lent : report_.ready);
        const auto& status = (*replies)[i];
        if (status.text == queued || (is_lent && status.kind == Reply::Kind::text)) continue;
        MessageName name{partition, std::move(entries[i].msgid)};
        const auto facts = co_await reader_.look(name);
        if (facts.has_error()) co_return facts.error();
        const auto& places = facts->places;
        if (!facts->exists && places.waiting + places.lent + places.lost > 0)
            tell(Breach::entry_orphan, name.key());
        if (facts->exists && facts->status != MsgStatus::queued && places.waiting + places.lost > 0)
            ++report_.stale;
    }
    co_return Result<void>();
}

Task<Result<void>> AuditWalk::walk_dead_letters() {
    for (int p = 0; p < report_.partitions; ++p)
        for (;;) {
            const auto entries = co_await reader_.read_dead_letters(p);
            if (entries.has_error()) co_return entries.error();
            if (entries->empty()) break;
            report_.dead_letters += static_cast<std::int64_t>(entries->size());
        }
    co_return Result<void>();
}

Task<Result<void>> AuditWalk::walk_due() {
    for (int p = 0; p < report_.partitions; ++p) {
        std::string cursor = "0";
        do {
            auto reply = co_await call_one(
                connection_, Command("ZSCAN") << Keys::due(p) << cursor << "COUNT" << limits_.batch);
            if (reply.has_error()) co_return reply.error();
            if (reply->items.size() != 2) co_return Errc::redis_reply_unexpected;
            cursor = reply->items[0].text;
            std::vector<std::string> members;
            const auto& pairs = reply->items[1].items;   // member, score
            for (std::size_t i = 0; i < pairs.size(); i += 2) members.push_back(pairs[i].text);
            auto judged = co_await judge_due(p, std::move(members));
            if (judged.has_error()) co_return judged.error();
        } while (cursor != "0");
    }
    co_return Result<void>();
}

Task<Result<void>> AuditWalk::judge_due(int partition, std::vector<std::string> members) {
    std::vector<Command> commands;
    for (const auto& member : members)
        commands.push_back(Command("EXISTS") << MessageName{partition, member}.key());
    auto replies = co_await call_all(connection_, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    for (std::size_t i = 0; i < members.size(); ++i) {
        ++report_.due;
        if ((*replies)[i].integer == 1) continue;
        MessageName name{partition, std::move(members[i])};
        const auto facts = co_await reader_.look(name);
        if (facts.has_error()) co_return facts.error();
        if (!facts->exists && facts->places.due) tell(Breach::due_orphan, name.key());
    }
    co_return Result<void>();
}

// One SCAN for all kinds and partitions: it walks the whole keyspace whatever its pattern is.
Task<Result<void>> AuditWalk::walk_keys() {
    std::string cursor = "0";
    do {
        auto reply = co_await call_one(connection_, Command("SCAN") << cursor << "MATCH"
                                                                    << "{??}[miox]:*"
                                                                    << "COUNT" << limits_.batch);
        if (reply.has_error()) co_return reply.error();
        if (reply->items.size() != 2) co_return Errc::redis_reply_unexpected;
        cursor = reply->items[0].text;
        std::vector<MessageName> messages;
        std::map<char, std::vector<std::string>> records;
        for (auto& item : reply->items[1].items) {
            auto key = read_key(item.text);
            if (key.partition < 0) continue;
            if (key.kind == 'm')
                messages.push_back({key.partition, std::move(key.name)});
            else
                records[key.kind].push_back(std::move(item.text));
        }
        auto judged = co_await judge_messages(std::move(messages));
        if (judged.has_value()) judged = co_await judge_idempotency(std::move(records['i']));
        if (judged.has_value()) judged = co_await judge_index(std::move(records['x']));
        if (judged.has_value()) judged = co_await judge_parked(std::move(records['o']));
        if (judged.has_error()) co_return judged.error();
    } while (cursor != "0");
    co_return Result<void>();
}

Task<Result<void>> AuditWalk::judge_messages(std::vector<MessageName> names) {
    auto facts = co_await reader_.glance(names);
    if (facts.has_error()) co_return facts.error();
    std::set<int> caught_up;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto& known = (*facts)[i];
        if (!judge(known).empty()) {
            if (caught_up.insert(names[i].partition).second) {
                const auto read = co_await reader_.catch_up(names[i].partition);
                if (read.has_error()) co_return read.error();
            }
            auto looked = co_await reader_.look(names[i]);
            if (looked.has_error()) co_return looked.error();
            known = std::move(*looked);
            if (known.exists)   // its places are told by the walk through them
                for (const auto breach : judge(known)) tell(breach, names[i].msgid);
        }
        count(names[i], known);
    }
    co_return Result<void>();
}

void AuditWalk::count(const MessageName& name, const MessageFacts& facts) {
    if (!facts.exists || !facts.status) return;
    ++report_.by_status[*facts.status];
    const bool live = row_of(*facts.status).finality == Finality::live;
    ++(live ? report_.live : report_.at_rest);
    if (name.partition >= report_.partitions) return;
    const auto short_name = short_of(name.msgid) & ~std::uint64_t{1};
    partitions_[static_cast<std::size_t>(name.partition)].seen.push_back(short_name | (live ? 1U : 0U));
}

// A message that was live all the time was admitted before and not ended after; one that was live at any time was admitted
// at the end and not ended before. Without traffic both say: admitted - ended.
Task<Result<void>> AuditWalk::compare_counters() {
    for (int p = 0; p < report_.partitions; ++p) {
        const auto reply = co_await call_one(connection_, Command("HGETALL") << Keys::counters(p));
        if (reply.has_error()) co_return reply.error();
        std::map<std::string, std::int64_t> now;
        for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2)
            now[reply->items[i].text] = number(reply->items[i + 1].text);
        for (const auto& [name, value] : now) report_.counters[name] += value;

        auto& partition = partitions_[static_cast<std::size_t>(p)];
        auto& seen = partition.seen;   // SCAN may give a key twice
        std::sort(seen.begin(), seen.end());
        const auto same = [](std::uint64_t a, std::uint64_t b) { return (a | 1) == (b | 1); };
        seen.erase(std::unique(seen.begin(), seen.end(), same), seen.end());
        const auto live =
            std::count_if(seen.begin(), seen.end(), [](std::uint64_t s) { return (s & 1) != 0; });
        const auto at_rest = static_cast<std::int64_t>(seen.size()) - live;
        const auto least = partition.admitted - now["ended"];
        const auto most = now["admitted"] - partition.ended;
        if (live < least || live > most || at_rest > now["ended"])
            tell(Breach::counter_mismatch, Keys::counters(p));
    }
    co_return Result<void>();
}

}   // namespace smsgw::redis
