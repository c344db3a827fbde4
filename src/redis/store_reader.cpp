#include "redis/store_reader.hpp"

#include <algorithm>

#include "redis/number.hpp"
#include "redis/pipeline.hpp"

namespace smsgw::redis {
namespace {

// "name:value" lines of INFO.
std::string_view info_value(std::string_view info, std::string_view name) {
    for (auto at = info.find(name); at != std::string_view::npos; at = info.find(name, at + 1)) {
        const bool begins = at == 0 || info[at - 1] == '\n';
        const auto value = at + name.size() + 1;
        if (begins && value < info.size() && info[value - 1] == ':')
            return info.substr(value, info.find_first_of("\r\n", value) - value);
    }
    return {};
}

// Of the first entry's id, "<ms>-<n>", to Redis's own time.
Millis age_of_first(const Reply& entries, std::int64_t now_ms) {
    if (entries.items.empty() || entries.items[0].items.empty()) return Millis{0};
    return Millis(std::max<std::int64_t>(0, now_ms - number(entries.items[0].items[0].text)));
}

void read_counters(const Reply& reply, StoreStats& stats) {
    for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2) {
        const auto& name = reply.items[i].text;
        const auto value = number(reply.items[i + 1].text);
        if (name == "admitted") stats.admitted += value;
        if (name == "ended") stats.ended += value;
        if (name == "cb_told") stats.callbacks_told += value;
        if (name.size() < 2 || name[0] != 's') continue;
        if (const auto status = status_from_rank(static_cast<int>(number(name.substr(1))))) stats.moves[*status] += value;
    }
}

std::vector<Command> questions(const Keys& keys, const std::vector<AccountId>& accounts) {
    std::vector<Command> commands;
    commands.push_back(Command("TIME"));
    commands.push_back(Command("INFO") << "memory");
    commands.push_back(Command("INFO") << "persistence");
    for (int p = 0; p < keys.partitions(); ++p) {
        for (const auto lane : StoreStats::lane_order) {
            commands.push_back(Command("XLEN") << Keys::ready(p, lane));
            commands.push_back(Command("XRANGE") << Keys::ready(p, lane) << "-"
                                                 << "+"
                                                 << "COUNT" << 1);
            commands.push_back(Command("XPENDING") << Keys::ready(p, lane) << "g");
        }
        commands.push_back(Command("ZCARD") << Keys::due(p));
        commands.push_back(Command("ZRANGE") << Keys::due(p) << 0 << 0 << "WITHSCORES");
        commands.push_back(Command("XLEN") << Keys::dead_letters(p));
        commands.push_back(Command("ZCARD") << Keys::parked_due(p));
        commands.push_back(Command("HGETALL") << Keys::counters(p));
        for (const auto& account : accounts) commands.push_back(Command("ZCARD") << Keys::outbox(p, account));
    }
    return commands;
}

}   // namespace

Task<Result<StoreStats>> RedisStoreReader::read(std::vector<AccountId> accounts) {
    auto replies = co_await call_all(connection_, questions(keys_, accounts));
    if (replies.has_error()) co_return replies.error();
    std::size_t at = 0;
    const auto next = [&]() -> const Reply& { return (*replies)[at++]; };
    StoreStats stats;
    const auto& time = next();
    if (time.items.size() != 2) co_return Errc::redis_reply_unexpected;
    const auto now_ms = number(time.items[0].text) * 1000 + number(time.items[1].text) / 1000;
    stats.at = WallTime(Millis(now_ms));
    const auto& memory = next().text;
    stats.memory_bytes = number(info_value(memory, "used_memory"));
    stats.memory_bytes_max = number(info_value(memory, "maxmemory"));
    const auto& persistence = next().text;
    stats.write_ok = info_value(persistence, "aof_last_write_status") != "err";
    for (int p = 0; p < keys_.partitions(); ++p) {
        for (const auto lane : StoreStats::lane_order) {
            auto& here = stats.lanes[lane];
            here.messages += next().integer;
            here.oldest = std::max(here.oldest, age_of_first(next(), now_ms));
            const auto& lent = next();
            if (!lent.items.empty()) here.lent += lent.items[0].integer;
        }
        stats.due += next().integer;
        const auto& first_due = next();
        if (first_due.items.size() == 2)
            stats.overdue = std::max(stats.overdue, Millis(now_ms - number(first_due.items[1].text)));
        stats.dead_letters += next().integer;
        stats.reports_parked += next().integer;
        read_counters(next(), stats);
        for (const auto& account : accounts) stats.callbacks_pending[account] += next().integer;
    }
    co_return stats;
}

}   // namespace smsgw::redis
