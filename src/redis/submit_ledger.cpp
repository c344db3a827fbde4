#include "redis/submit_ledger.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "redis/number.hpp"
#include "redis/pipeline.hpp"

namespace smsgw::redis {
namespace {

using std::chrono::minutes;

constexpr int minutes_max = 59;   // the hashes live for an hour

std::vector<std::string> columns_of(std::string_view text) {
    std::vector<std::string> columns;
    while (true) {
        const auto tab = text.find('\t');
        columns.emplace_back(text.substr(0, tab));
        if (tab == std::string_view::npos) return columns;
        text.remove_prefix(tab + 1);
    }
}

void add(QualityRow& row, const std::string& what, std::int64_t count) {
    if (what == "s") row.submitted += count;
    if (what == "d") row.delivered += count;
    if (what == "u") row.undelivered += count;
    if (what == "l") row.latency_sum += Millis(count);
}

}   // namespace

Task<Result<std::vector<SpendRow>>> RedisSubmitLedger::spend(std::string month) {
    std::vector<Command> commands;
    for (int p = 0; p < keys_.partitions(); ++p)
        commands.push_back(Command("HGETALL") << Keys::spend(p, month));
    auto replies = co_await call_all(connection_, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    std::map<std::string, std::int64_t> amounts;
    for (const auto& reply : *replies)
        for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2)
            amounts[reply.items[i].text] += number(reply.items[i + 1].text);
    std::vector<SpendRow> rows;
    for (const auto& [name, micros] : amounts) {
        auto columns = columns_of(name);
        if (columns.size() != 4 || micros == 0) continue;
        rows.push_back({.account = AccountId(std::move(columns[0])),
                        .provider = ProviderId(std::move(columns[1])),
                        .country = std::move(columns[2]),
                        .amount = {micros, std::move(columns[3])}});
    }
    co_return rows;
}

Task<Result<std::vector<QualityRow>>> RedisSubmitLedger::quality(int last_minutes) {
    const auto now = std::chrono::floor<minutes>(clock_.wall_now());
    std::vector<Command> commands;
    std::vector<WallTime> times;
    for (int back = 0; back < std::clamp(last_minutes, 0, minutes_max); ++back) {
        const auto minute = now - minutes(back);
        for (int p = 0; p < keys_.partitions(); ++p) {
            commands.push_back(Command("HGETALL")
                               << Keys::quality_prefix(p) +
                                      std::to_string(minute.time_since_epoch() / minutes(1)));
            times.push_back(minute);
        }
    }
    auto replies = co_await call_all(connection_, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    std::map<std::tuple<WallTime, std::string, std::string>, QualityRow> found;
    for (std::size_t i = 0; i < replies->size(); ++i) {
        const auto& items = (*replies)[i].items;
        for (std::size_t f = 0; f + 1 < items.size(); f += 2) {
            const auto columns = columns_of(items[f].text);
            if (columns.size() != 3) continue;
            auto& row = found[{times[i], columns[0], columns[1]}];
            row.provider = ProviderId(columns[0]);
            row.country = columns[1];
            row.minute = times[i];
            add(row, columns[2], number(items[f + 1].text));
        }
    }
    std::vector<QualityRow> rows;
    for (auto& [name, row] : found) rows.push_back(std::move(row));
    co_return rows;
}

}   // namespace smsgw::redis
